package io.deploywatches.bundle;

import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.SourceValue.Sequence;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Settings for the rules that match.
 *
 * @param match all of its keys must hold: {@code path} is a glob over the rule's file, {@code tag}
 *     one of its tags, any other key a key of the rule. A list means any of its values; a mapping
 *     ({@code logsource}) all of its keys.
 */
record SettingsOverride(Mapping match, SettingsLayer settings) {

  /**
   * @param source the rule's file, relative to the bundle
   * @param rule the rule's own keys
   */
  boolean matches(String source, Mapping rule) {
    return match.entries().values().stream().allMatch(wanted -> matches(wanted, source, rule));
  }

  private static boolean matches(Entry wanted, String source, Mapping rule) {
    return switch (wanted.key()) {
      case "path" -> items(wanted.value()).stream().anyMatch(glob -> matchesGlob(glob, source));
      case "tag" -> matchesValue(wanted.value(), rule.get("tags"));
      default -> matchesValue(wanted.value(), rule.get(wanted.key()));
    };
  }

  private static boolean matchesGlob(SourceValue glob, String source) {
    try {
      return glob instanceof Scalar scalar
          && FileSystems.getDefault()
              .getPathMatcher("glob:" + scalar.text())
              .matches(Path.of(source));
    } catch (PatternSyntaxException e) {
      return false; // reported where the settings are read
    }
  }

  private static boolean matchesValue(SourceValue wanted, @Nullable SourceValue actual) {
    if (wanted instanceof Sequence sequence) {
      return sequence.items().stream().anyMatch(item -> matchesValue(item, actual));
    }
    if (wanted instanceof Mapping mapping) {
      return actual instanceof Mapping actualMapping
          && mapping.entries().values().stream()
              .allMatch(entry -> matchesValue(entry.value(), actualMapping.get(entry.key())));
    }
    return actual != null && items(actual).stream().anyMatch(one -> sameText(wanted, one));
  }

  private static boolean sameText(SourceValue wanted, SourceValue actual) {
    return wanted instanceof Scalar a && actual instanceof Scalar b && a.text().equals(b.text());
  }

  private static List<SourceValue> items(SourceValue value) {
    return value instanceof Sequence sequence ? sequence.items() : List.of(value);
  }
}
