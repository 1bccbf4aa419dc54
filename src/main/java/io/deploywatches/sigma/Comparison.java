package io.deploywatches.sigma;

import java.math.BigDecimal;

/** How two numbers are compared. */
public enum Comparison {
  LESS("<", "lt"),
  AT_MOST("<=", "lte"),
  GREATER(">", "gt"),
  AT_LEAST(">=", "gte"),
  EQUAL("==", "eq"),
  DIFFERENT("!=", "neq");

  private final String symbol;
  private final String modifier;

  Comparison(String symbol, String modifier) {
    this.symbol = symbol;
    this.modifier = modifier;
  }

  /** As Sigma names it. */
  public String modifier() {
    return modifier;
  }

  /** As most languages write it, Painless among them. */
  public String symbol() {
    return symbol;
  }

  public boolean holds(BigDecimal left, BigDecimal right) {
    int order = left.compareTo(right);
    return switch (this) {
      case LESS -> order < 0;
      case AT_MOST -> order <= 0;
      case GREATER -> order > 0;
      case AT_LEAST -> order >= 0;
      case EQUAL -> order == 0;
      case DIFFERENT -> order != 0;
    };
  }
}
