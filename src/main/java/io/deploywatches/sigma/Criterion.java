package io.deploywatches.sigma;

import java.math.BigDecimal;

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
}
