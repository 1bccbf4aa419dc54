package io.deploywatches.sigma;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What a field is compared with. A language that does not know a kind reports a problem. */
public sealed interface Criterion {
  /** The value as it stands in the rule, for messages. */
  String written();

  /** A text, perhaps with wildcards. */
  record Text(TextPattern pattern) implements Criterion {
    @Override
    public String written() {
      return pattern.written();
    }
  }

  /** A number: it matches the number and the text of the number. */
  record Numeric(BigDecimal value) implements Criterion {
    public Numeric {
      value = canonical(value);
    }

    /** One spelling for 1, 1.0 and 10e-1, so that equal numbers are equal records. */
    private static BigDecimal canonical(BigDecimal value) {
      BigDecimal stripped = value.stripTrailingZeros();
      return stripped.scale() < 0 && stripped.scale() > -100 ? stripped.setScale(0) : stripped;
    }

    @Override
    public String written() {
      return value.toString();
    }
  }

  /** True or false. */
  record Flag(boolean value) implements Criterion {
    @Override
    public String written() {
      return Boolean.toString(value);
    }
  }

  /** The field is absent. */
  enum Absent implements Criterion {
    ABSENT;

    @Override
    public String written() {
      return "null";
    }
  }

  /**
   * A regular expression, which is found anywhere in a value unless it has anchors. Upper and lower
   * case differ unless {@code ignoreCase}.
   *
   * @param expression as the rule writes it: PCRE
   * @param multiline whether {@code ^} and {@code $} also stand for the ends of a line
   * @param dotAll whether {@code .} also stands for a line break
   */
  record Regex(String expression, boolean ignoreCase, boolean multiline, boolean dotAll)
      implements Criterion {
    @Override
    public String written() {
      return expression;
    }
  }

  /** An address within a network. */
  record InNetwork(Network network) implements Criterion {
    @Override
    public String written() {
      return network.toString();
    }
  }

  /**
   * A number, or a part of a time, that is less or more than another number.
   *
   * @param part which part of a time is compared, in UTC; null when the value is a number
   */
  record Compared(Comparison comparison, BigDecimal number, @Nullable TimePart part)
      implements Criterion {
    @Override
    public String written() {
      return comparison.symbol() + " " + number.toPlainString();
    }
  }

  /** A part of a time. */
  enum TimePart {
    MINUTE,
    HOUR,
    DAY,
    /** The number of the week by ISO 8601. */
    WEEK,
    MONTH,
    YEAR
  }

  /**
   * The value of another field of the same event.
   *
   * @param field Sigma's name
   * @param openStart whether anything may stand before the other value
   * @param openEnd whether anything may stand after the other value
   * @param cased whether upper and lower case differ
   */
  record SameAs(String field, boolean openStart, boolean openEnd, boolean cased)
      implements Criterion {
    @Override
    public String written() {
      return field;
    }
  }
}
