package io.deploywatches.sigma;

import java.math.BigDecimal;

/** What a count or another measure is compared with. */
public record Threshold(Comparison comparison, BigDecimal number) {
  public boolean holds(BigDecimal measured) {
    return comparison.holds(measured, number);
  }

  /** Whether it still holds when more is measured. */
  public boolean holdsForMore() {
    return comparison == Comparison.GREATER || comparison == Comparison.AT_LEAST;
  }

  /** Whether it still holds when less is measured. */
  public boolean holdsForLess() {
    return comparison == Comparison.LESS || comparison == Comparison.AT_MOST;
  }

  @Override
  public String toString() {
    return comparison.symbol() + " " + number.toPlainString();
  }
}
