package io.deploywatches.report;

import io.deploywatches.deploy.Outcome;
import io.deploywatches.plan.Action;
import io.deploywatches.problem.Problem;
import io.deploywatches.watch.ClusterIdentity;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a run has to say, in whatever format.
 *
 * @param cluster empty when it was not reached
 * @param bundle the bundle's name; empty when its settings could not be read
 * @param outcomes in the order of the plan
 * @param problems sorted
 */
public record Report(
    Optional<ClusterIdentity> cluster,
    Optional<String> bundle,
    boolean dryRun,
    List<Outcome> outcomes,
    List<Problem> problems) {
  public Report {
    outcomes = List.copyOf(outcomes);
    problems = List.copyOf(problems);
  }

  /**
   * How many watches there are of each kind. A change that was to be made and failed counts as
   * failed alone, one that was not made any more not at all.
   */
  public Map<Action, Integer> counts() {
    Map<Action, Integer> counts = new EnumMap<>(Action.class);
    for (Action action : Action.values()) {
      counts.put(action, 0);
    }
    for (Outcome outcome : outcomes) {
      Action action = outcome.change().action();
      switch (outcome.result()) {
        case PLANNED, APPLIED -> counts.merge(action, 1, Integer::sum);
        case CONFLICT -> counts.merge(Action.CONFLICT, 1, Integer::sum);
        case SKIPPED -> {
          if (!action.writes()) {
            counts.merge(action, 1, Integer::sum);
          }
        }
        case FAILED -> {}
      }
    }
    return counts;
  }

  public int failed() {
    return count(Outcome.Result.FAILED);
  }

  /** How many changes an interrupt left undone. */
  public int undone() {
    return (int)
        outcomes.stream()
            .filter(outcome -> outcome.result() == Outcome.Result.SKIPPED)
            .filter(outcome -> outcome.change().action().writes())
            .count();
  }

  /** How many live watches are switched off although nothing in the bundle says so. */
  public int inactive() {
    return (int) outcomes.stream().filter(outcome -> outcome.change().notes().inactive()).count();
  }

  /** How many live watches run as another user than the one who deploys. */
  public int identity() {
    return (int) outcomes.stream().filter(outcome -> outcome.change().notes().identity()).count();
  }

  private int count(Outcome.Result result) {
    return (int) outcomes.stream().filter(outcome -> outcome.result() == result).count();
  }
}
