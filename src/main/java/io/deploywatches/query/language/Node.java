package io.deploywatches.query.language;

import io.deploywatches.problem.Location;
import io.deploywatches.sigma.Criterion;
import java.util.List;
import java.util.Objects;

/** What a rule looks for, in the shape in which it is written out. */
sealed interface Node {
  /** Nodes joined by {@code and} or {@code or}. */
  record Group(boolean and, List<Node> children) implements Node {
    public Group {
      children = List.copyOf(children);
    }
  }

  record Not(Node child) implements Node {}

  record Parentheses(Node child) implements Node {}

  /**
   * A field, by its name in the language, and the values of which it has one. Two of them are equal
   * wherever they stand.
   *
   * @param listed whether the rule writes a list, also one of a single value
   */
  record Pair(String field, List<Criterion> values, boolean listed, Location location)
      implements Node {
    public Pair {
      values = List.copyOf(values);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Pair pair
          && field.equals(pair.field)
          && values.equals(pair.values)
          && listed == pair.listed;
    }

    @Override
    public int hashCode() {
      return Objects.hash(field, values, listed);
    }
  }

  /** A keyword: it stands somewhere in the event. Two of them are equal wherever they stand. */
  record Word(Criterion value, Location location) implements Node {
    @Override
    public boolean equals(Object other) {
      return other instanceof Word word && value.equals(word.value);
    }

    @Override
    public int hashCode() {
      return value.hashCode();
    }
  }
}
