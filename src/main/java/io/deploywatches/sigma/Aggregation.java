package io.deploywatches.sigma;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands behind the bar of a condition: it is about many events at once. */
public sealed interface Aggregation {
  /**
   * {@code count(field) by group > 10}.
   *
   * @param field Sigma's name; null only for {@link Measure#COUNT}, which then counts events; with
   *     a field it counts different values
   * @param groups Sigma's names of the fields that make a group; empty for one group of all events
   */
  record Measured(Measure measure, @Nullable String field, List<String> groups, Threshold threshold)
      implements Aggregation {
    public Measured {
      groups = List.copyOf(groups);
    }
  }

  /**
   * {@code near a and not b}: events of the search and of other selections within the timeframe.
   *
   * @param others conditions for an event each; the search's own comes first and is not among them
   */
  record Near(List<Neighbour> others) implements Aggregation {
    public Near {
      others = List.copyOf(others);
    }
  }

  /**
   * An event that has to be near, or must not be.
   *
   * @param absent whether there must be no such event
   * @param selection the selection that it meets
   */
  record Neighbour(boolean absent, String selection) {}

  /** What is measured. */
  enum Measure {
    COUNT,
    MIN,
    MAX,
    AVG,
    SUM
  }
}
