package io.deploywatches.sigma;

import java.util.List;

/** A rule's condition as it is written; what it means is {@link Detection#expression()}. */
public sealed interface Condition {
  /** Operands joined by {@code and}. */
  record And(List<Condition> operands) implements Condition {
    public And {
      operands = List.copyOf(operands);
    }
  }

  /** Operands joined by {@code or}. */
  record Or(List<Condition> operands) implements Condition {
    public Or {
      operands = List.copyOf(operands);
    }
  }

  record Not(Condition operand) implements Condition {}

  /** Parentheses. They change nothing that the tree does not say, but other tools print them. */
  record Grouped(Condition operand) implements Condition {}

  /** The name of a selection. */
  record Name(String name) implements Condition {}

  /**
   * {@code 1 of x*}, {@code all of them}.
   *
   * @param all whether all must hold; else one
   * @param pattern what follows {@code of}
   * @param names the selections that it means, in the order of the file, at least one
   */
  record Quantified(boolean all, String pattern, List<String> names) implements Condition {
    public Quantified {
      names = List.copyOf(names);
    }

    /** Whether one selection is named in full: its own items are what is counted then. */
    public boolean isOverItems() {
      return names.size() == 1 && names.get(0).equals(pattern);
    }
  }
}
