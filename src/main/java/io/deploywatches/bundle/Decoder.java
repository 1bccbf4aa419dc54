package io.deploywatches.bundle;

import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.SourceValue.Sequence;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problems;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes typed values out of a file's values. What has the wrong type is a problem with its line and
 * counts as absent, so that one run finds everything that is wrong.
 */
final class Decoder {
  private static final String A_TIME = "a time such as 90s, 30m, 4h or 1d";

  private final Problems problems;

  Decoder(Problems problems) {
    this.problems = problems;
  }

  Problems problems() {
    return problems;
  }

  Optional<Mapping> mapping(SourceValue value, String what) {
    if (value instanceof Mapping mapping) {
      return Optional.of(mapping);
    }
    wrongType(value, what, "a mapping");
    return Optional.empty();
  }

  Optional<Mapping> mapping(@Nullable Entry entry) {
    return entry == null ? Optional.empty() : mapping(entry.value(), quoted(entry));
  }

  Optional<Sequence> sequence(@Nullable Entry entry) {
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.value() instanceof Sequence sequence) {
      return Optional.of(sequence);
    }
    wrongType(entry.value(), quoted(entry), "a list");
    return Optional.empty();
  }

  /** A string; numbers and booleans keep the text of the file. Null counts as absent. */
  Optional<String> string(@Nullable Entry entry) {
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.value() instanceof Scalar scalar) {
      return scalar.isNull() ? Optional.empty() : Optional.of(scalar.text());
    }
    wrongType(entry.value(), quoted(entry), "a string");
    return Optional.empty();
  }

  /** One string or a list of them. */
  List<String> strings(@Nullable Entry entry) {
    if (entry == null) {
      return List.of();
    }
    List<String> strings = new ArrayList<>();
    List<SourceValue> items =
        entry.value() instanceof Sequence sequence ? sequence.items() : List.of(entry.value());
    for (SourceValue item : items) {
      if (!(item instanceof Scalar scalar)) {
        wrongType(item, quoted(entry), "a string or a list of strings");
      } else if (!scalar.isNull()) {
        strings.add(scalar.text());
      }
    }
    return strings;
  }

  Optional<Boolean> bool(@Nullable Entry entry) {
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.value() instanceof Scalar scalar && scalar.value().isBoolean()) {
      return Optional.of(scalar.value().booleanValue());
    }
    wrongType(entry.value(), quoted(entry), "true or false");
    return Optional.empty();
  }

  Optional<TimeSpan> timeSpan(@Nullable Entry entry, boolean zeroAllowed) {
    if (entry == null) {
      return Optional.empty();
    }
    if (!(entry.value() instanceof Scalar scalar)) {
      wrongType(entry.value(), quoted(entry), A_TIME);
      return Optional.empty();
    }
    if (scalar.isNull()) {
      return Optional.empty();
    }
    Optional<TimeSpan> span = TimeSpan.parse(scalar.text());
    if (span.isEmpty() || (span.get().seconds() == 0 && !zeroAllowed)) {
      problems.error(
          scalar.location(), quoted(entry) + " is '" + scalar.text() + "': expected " + A_TIME);
      return Optional.empty();
    }
    return span;
  }

  /** One of a few words. */
  Optional<String> oneOf(@Nullable Entry entry, Collection<String> words) {
    Optional<String> text = string(entry);
    if (entry != null && text.isPresent() && !words.contains(text.get())) {
      problems.error(
          entry.value().location(),
          quoted(entry)
              + " is '"
              + text.get()
              + "': expected "
              + String.join(" or ", words)
              + Nearest.suggestion(text.get(), words));
      return Optional.empty();
    }
    return text;
  }

  /** Reports each key that is not known, with the nearest known one. */
  void knownKeys(Mapping mapping, Collection<String> known, String where) {
    for (Entry entry : mapping.entries().values()) {
      if (!known.contains(entry.key())) {
        problems.error(
            entry.location(),
            "unknown key '"
                + entry.key()
                + "' in "
                + where
                + Nearest.suggestion(entry.key(), known),
            Nearest.to(entry.key(), known).isPresent()
                ? "correct the spelling"
                : "known keys: " + String.join(", ", known));
      }
    }
  }

  void wrongType(SourceValue value, String what, String expected) {
    Location at = value.location();
    problems.error(at, what + " is " + value.kind() + ": expected " + expected);
  }

  private static String quoted(Entry entry) {
    return "'" + entry.key() + "'";
  }
}
