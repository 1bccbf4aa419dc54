package io.deploywatches.plan;

import java.util.Comparator;
import java.util.List;

/**
 * One change for every watch of the bundle and every live watch that the bundle owns.
 *
 * @param changes sorted by id, those without an id first, by file
 */
public record Plan(List<Change> changes) {
  /** By id, those without one first, then by file: the order of every output. */
  public static final Comparator<Change> ORDER =
      Comparator.comparing(Change::id, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Change::source);

  public Plan {
    changes = changes.stream().sorted(ORDER).toList();
  }
}
