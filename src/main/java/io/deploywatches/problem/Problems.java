package io.deploywatches.problem;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Collects problems, so that a user sees all of them at once. The same problem added twice counts
 * once. Not safe for use by several threads.
 */
public final class Problems {
  private final TreeSet<Problem> collected = new TreeSet<>();

  public void add(Problem problem) {
    collected.add(problem);
  }

  public void addAll(Collection<Problem> problems) {
    collected.addAll(problems);
  }

  /** Shorthand for an error at a place. */
  public void error(Location location, String message) {
    add(Problem.error(location, message));
  }

  /** Shorthand for an error at a place, with what to do. */
  public void error(Location location, String message, String hint) {
    add(Problem.error(location, message, hint));
  }

  public boolean hasErrors() {
    return collected.stream().anyMatch(Problem::isError);
  }

  /** What has been collected so far, sorted. */
  public List<Problem> list() {
    return List.copyOf(collected);
  }
}
