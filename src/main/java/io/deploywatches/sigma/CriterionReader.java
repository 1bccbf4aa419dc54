package io.deploywatches.sigma;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Modifiers.Step;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes criteria of one value of a rule; several are alternatives. */
final class CriterionReader {
  private final Placeholders placeholders;
  private final Problems problems;

  CriterionReader(Placeholders placeholders, Problems problems) {
    this.placeholders = placeholders;
    this.problems = problems;
  }

  /**
   * Reads a value.
   *
   * @param what the value's owner, for messages: {@code 'CommandLine|contains'}
   * @return empty when a problem was reported
   */
  List<Criterion> read(Scalar scalar, Modifiers modifiers, String what) {
    JsonNode value = scalar.value();
    return switch (modifiers.kind()) {
      case VALUE -> value(scalar, modifiers, what);
      case REGEX -> regex(scalar, modifiers, what);
      case NETWORK -> network(scalar, modifiers, what);
      case NUMBER -> number(scalar, modifiers, what);
      case FIELD ->
          value.isTextual() && !value.textValue().isEmpty()
              ? List.of(
                  new Criterion.SameAs(
                      value.textValue(), modifiers.start(), modifiers.end(), modifiers.cased()))
              : unfit(scalar, what, "the name of a field");
      case EXISTENCE -> throw new IllegalStateException("read with its field");
    };
  }

  private List<Criterion> value(Scalar scalar, Modifiers modifiers, String what) {
    JsonNode value = scalar.value();
    if (value.isNull()) {
      return modifiers.needsText() || modifiers.expand()
          ? error(scalar.location(), what + " asks for a part of a text, which null does not have")
          : List.of(Criterion.Absent.ABSENT);
    }
    if (!value.isTextual() && !modifiers.needsText()) {
      return List.of(
          value.isNumber()
              ? new Criterion.Numeric(value.decimalValue())
              : new Criterion.Flag(value.booleanValue()));
    }
    String text = value.isTextual() ? value.textValue() : scalar.text();
    List<String> texts =
        modifiers.expand() ? placeholders.expand(text, scalar.location(), problems) : List.of(text);
    List<Criterion> criteria = new ArrayList<>();
    for (String each : texts) {
      for (TextPattern pattern : variants(each, modifiers.steps(), scalar.location(), what)) {
        TextPattern open = pattern.open(modifiers.start(), modifiers.end());
        criteria.add(new Criterion.Text(modifiers.cased() ? open.withCase() : open));
      }
    }
    return criteria;
  }

  private List<TextPattern> variants(
      String text, List<Step> steps, Location location, String what) {
    TextPattern pattern = TextPattern.of(text);
    if (steps.isEmpty()) {
      return List.of(pattern);
    }
    try {
      if (steps.stream().noneMatch(Step::isBase64)) {
        return Variants.of(text, steps).stream().map(TextPattern::of).toList();
      }
      if (!pattern.isExact()) {
        problems.error(
            location,
            what + " encodes a text, in which no wildcard can stand",
            "write '\\*' for a star");
        return List.of();
      }
      List<TextPattern> encoded =
          Variants.of(pattern.text(), steps).stream().map(TextPattern::of).toList();
      if (encoded.isEmpty()) {
        problems.error(location, what + " has a text that is too short to be found in base64");
      }
      return encoded;
    } catch (Variants.TooMany e) {
      problems.error(location, what + " stands for " + e.getMessage());
      return List.of();
    }
  }

  private List<Criterion> regex(Scalar scalar, Modifiers modifiers, String what) {
    if (scalar.isNull() || scalar.value().isBoolean()) {
      return unfit(scalar, what, "a regular expression");
    }
    String text = scalar.isString() ? scalar.value().textValue() : scalar.text();
    return List.of(
        new Criterion.Regex(
            text,
            modifiers.flags().contains('i'),
            modifiers.flags().contains('m'),
            modifiers.flags().contains('s')));
  }

  private List<Criterion> network(Scalar scalar, Modifiers modifiers, String what) {
    if (!scalar.isString()) {
      return unfit(scalar, what, "a network such as 10.0.0.0/8");
    }
    String text = scalar.value().textValue();
    List<String> texts =
        modifiers.expand() ? placeholders.expand(text, scalar.location(), problems) : List.of(text);
    List<Criterion> criteria = new ArrayList<>();
    for (String each : texts) {
      Network network = Network.parse(each);
      if (network == null) {
        return unfit(scalar, what, "a network such as 10.0.0.0/8");
      }
      criteria.add(new Criterion.InNetwork(network));
    }
    return criteria;
  }

  private List<Criterion> number(Scalar scalar, Modifiers modifiers, String what) {
    BigDecimal number = decimal(scalar);
    return number == null
        ? unfit(scalar, what, "a number")
        : List.of(new Criterion.Compared(modifiers.comparison(), number, modifiers.part()));
  }

  private static @Nullable BigDecimal decimal(Scalar scalar) {
    if (scalar.value().isNumber()) {
      return scalar.value().decimalValue();
    }
    if (!scalar.isString()
        || !scalar.value().textValue().matches("-?[0-9]{1,100}(\\.[0-9]{1,100})?")) {
      return null;
    }
    return new BigDecimal(scalar.value().textValue());
  }

  private List<Criterion> unfit(Scalar scalar, String what, String expected) {
    String text = scalar.text();
    String shown = text.length() > 100 ? text.substring(0, 100) + "…" : text;
    return error(
        scalar.location(), what + " has '" + shown + "' where " + expected + " is expected");
  }

  private List<Criterion> error(Location location, String message) {
    problems.error(location, message);
    return List.of();
  }
}
