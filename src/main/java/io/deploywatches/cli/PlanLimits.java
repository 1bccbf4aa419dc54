package io.deploywatches.cli;

import io.deploywatches.plan.Action;
import io.deploywatches.plan.Change;
import io.deploywatches.plan.Plan;
import io.deploywatches.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Refuses plans that are larger than anybody meant: an empty checkout would delete everything. */
final class PlanLimits {
  private static final int DELETES = 5;
  private static final double SHARE = 0.05;

  private PlanLimits() {}

  /** Why the plan is not carried out; nothing when it may be. */
  static List<Problem> refusals(Plan plan, PlanOptions options) {
    List<Problem> refusals = new ArrayList<>();
    int deletes = 0;
    int writes = 0;
    int owned = 0;
    for (Change change : plan.changes()) {
      boolean isPruned = change instanceof Change.Delete delete && delete.successor() == null;
      deletes += isPruned ? 1 : 0;
      writes += change.action().writes() ? 1 : 0;
      owned += isOwned(change.action()) ? 1 : 0;
    }
    int allowed =
        options.maxDeletes.get().orElse(Math.max(DELETES, (int) Math.floor(owned * SHARE)));
    if (deletes > allowed) {
      refusals.add(
          Problem.error(
              null,
              "--prune would delete "
                  + deletes
                  + " of the bundle's "
                  + owned
                  + " watches; at most "
                  + allowed
                  + " are deleted without a word",
              "if that is meant, say --max-deletes " + deletes));
    }
    Optional<Integer> maxChanges = options.maxChanges.get();
    if (maxChanges.isPresent() && writes > maxChanges.get()) {
      refusals.add(
          Problem.error(
              null,
              "the plan changes "
                  + writes
                  + " watches, and --max-changes allows "
                  + maxChanges.get(),
              "look at the plan; if it is meant, raise --max-changes"));
    }
    return refusals;
  }

  /** Whether the cluster holds such a watch and it is the bundle's. */
  private static boolean isOwned(Action action) {
    return switch (action) {
      case UPDATE, ACTIVATE, DEACTIVATE, DELETE, UNCHANGED, ORPHAN -> true;
      case CREATE, ADOPT, CONFLICT, INVALID -> false;
    };
  }
}
