package io.deploywatches.cli;

import io.deploywatches.plan.Action;
import io.deploywatches.plan.Change;
import io.deploywatches.plan.Policy;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What a plan may do, and what of it is worth an exit code. */
final class PlanOptions {
  private final Supplier<Boolean> adopt;
  private final Supplier<List<String>> adoptFrom;
  private final Supplier<Boolean> prune;
  final Supplier<Optional<Integer>> maxDeletes;
  final Supplier<Optional<Integer>> maxChanges;
  private final Supplier<Boolean> refreshIdentity;
  private final Supplier<Boolean> exitCode;
  private final Supplier<List<Pending>> failOn;

  PlanOptions(Arguments arguments) {
    adopt = arguments.flag("--adopt", "Take over watches that exist and that nobody owns.");
    adoptFrom =
        arguments.repeated(
            String.class,
            "--adopt-from",
            "BUNDLE",
            "Take over watches that exist and that this bundle owns; may be repeated.");
    prune =
        arguments.flag(
            "--prune",
            "Delete owned watches that left the bundle; otherwise they are only reported.");
    maxDeletes =
        arguments.optional(
            Integer.class,
            "--max-deletes",
            "N",
            "Let --prune delete up to N watches. Default: 5, or 5 %% of the bundle if that is"
                + " more.");
    maxChanges =
        arguments.optional(
            Integer.class, "--max-changes", "N", "Refuse a plan that changes more than N watches.");
    refreshIdentity =
        arguments.flag(
            "--refresh-identity",
            "Put watches again that run as another user than the one who deploys.");
    exitCode =
        arguments.flag("--exit-code", "In a dry run, exit 3 when a deploy would change something.");
    failOn =
        arguments.list(
            Pending.class,
            "--fail-on",
            "LIST",
            "In a dry run, exit 3 when there is one of these:"
                + " create,update,delete,orphan,conflict,inactive,identity.");
  }

  /** What {@code --fail-on} can name; an update is whatever changes a watch that exists. */
  enum Pending {
    create,
    update,
    delete,
    orphan,
    conflict,
    inactive,
    identity;

    /** Whether a change is of one of these. */
    static boolean isAny(Set<Pending> wanted, Change change) {
      return wanted.stream().anyMatch(each -> each.isOf(change));
    }

    private boolean isOf(Change change) {
      return switch (this) {
        case create -> change.action() == Action.CREATE;
        case update ->
            switch (change.action()) {
              case UPDATE, ACTIVATE, DEACTIVATE, ADOPT -> true;
              case CREATE, DELETE, UNCHANGED, CONFLICT, ORPHAN, INVALID -> false;
            };
        case delete -> change.action() == Action.DELETE;
        case orphan -> change.action() == Action.ORPHAN;
        case conflict -> change.action() == Action.CONFLICT;
        case inactive -> change.notes().inactive();
        case identity -> change.notes().identity();
      };
    }
  }

  /**
   * @param isIncomplete whether part of the bundle is invalid: nothing is pruned then
   */
  Policy policy(boolean isIncomplete) {
    return new Policy(
        adopt.get(),
        new HashSet<>(adoptFrom.get()),
        prune.get() && !isIncomplete,
        refreshIdentity.get());
  }

  /** All that exits with 3. */
  Set<Pending> pending() {
    Set<Pending> pending = new LinkedHashSet<>(failOn.get());
    if (exitCode.get()) {
      pending.addAll(List.of(Pending.create, Pending.update, Pending.delete, Pending.conflict));
    }
    return pending;
  }

  /**
   * @throws UsageException when the options contradict each other
   */
  void check(BundleOptions bundle) {
    if (prune.get() && !bundle.paths.get().isEmpty()) {
      throw new UsageException(
          "--prune and PATH exclude each other: what lies outside PATH is not known to have left");
    }
    refuseNegative("--max-deletes", maxDeletes.get());
    refuseNegative("--max-changes", maxChanges.get());
  }

  private static void refuseNegative(String option, Optional<Integer> value) {
    value.ifPresent(number -> UsageException.unless(number >= 0, option, number, "0 or more"));
  }
}
