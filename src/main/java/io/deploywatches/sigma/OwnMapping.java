package io.deploywatches.sigma;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of a bundle's file, laid over a built-in one.
 *
 * @param base names the fields that the file does not, and says which events a log source means
 * @param parts the first that fits the log source and has the field counts
 */
record OwnMapping(String name, FieldMapping base, List<Part> parts) implements FieldMapping {
  OwnMapping {
    parts = List.copyOf(parts);
  }

  /**
   * Fields of a log source.
   *
   * @param logSource each part that it says has to be that of the rule
   */
  record Part(LogSource logSource, Map<String, List<String>> fields) {
    Part {
      fields = Map.copyOf(fields);
    }

    boolean fits(LogSource source) {
      return fits(logSource.category(), source.category())
          && fits(logSource.product(), LogSources.product(source))
          && fits(logSource.service(), source.service());
    }

    private static boolean fits(@Nullable String own, @Nullable String ofRule) {
      return own == null || Objects.equals(own, ofRule);
    }
  }

  @Override
  public List<String> map(String field, LogSource source) {
    for (Part part : parts) {
      List<String> names = part.fits(source) ? part.fields().get(field) : null;
      if (names != null) {
        return names;
      }
    }
    return base.map(field, source);
  }

  @Override
  public Expression narrowed(Detection detection) {
    return base.narrowed(detection);
  }
}
