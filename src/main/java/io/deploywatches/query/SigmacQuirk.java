package io.deploywatches.query;

/** A way in which sigmac's queries do not say what the rule says. Each can be left out. */
public enum SigmacQuirk {
  /**
   * {@code (x and a) or x}: when what all branches share is taken out in front, a branch of which
   * nothing is left is dropped, and the query finds less than the rule.
   */
  ABSORBED_BRANCH_IS_DROPPED,

  /**
   * Below a negation only parentheses that the condition implies are written: {@code NOT (C AND D
   * OR E)}, which Lucene reads as C and D required and E optional.
   */
  NEGATION_IS_LEFT_AS_IT_IS
}
