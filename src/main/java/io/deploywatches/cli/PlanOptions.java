package io.deploywatches.cli;

import io.deploywatches.plan.Policy;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a plan may do, and what of it is worth an exit code. */
final class PlanOptions {
  @Option(names = "--adopt", description = "Take over watches that exist and that nobody owns.")
  boolean adopt;

  @Option(
      names = "--adopt-from",
      paramLabel = "BUNDLE",
      description = "Take over watches that exist and that this bundle owns; may be repeated.")
  List<String> adoptFrom = List.of();

  @Option(
      names = "--prune",
      description = "Delete owned watches that left the bundle; otherwise they are only reported.")
  boolean prune;

  @Option(
      names = "--max-deletes",
      paramLabel = "N",
      description =
          "Let --prune delete up to N watches. Default: 5, or 5 %% of the bundle if that is more.")
  @Nullable Integer maxDeletes;

  @Option(
      names = "--max-changes",
      paramLabel = "N",
      description = "Refuse a plan that changes more than N watches.")
  @Nullable Integer maxChanges;

  @Option(
      names = "--refresh-identity",
      description = "Put watches again that run as another user than the one who deploys.")
  boolean refreshIdentity;

  @Option(
      names = "--exit-code",
      description = "In a dry run, exit 3 when a deploy would change something.")
  boolean exitCode;

  @Option(
      names = "--fail-on",
      paramLabel = "LIST",
      split = ",",
      description =
          "In a dry run, exit 3 when there is one of these:"
              + " create,update,delete,orphan,conflict,inactive,identity.")
  List<Pending> failOn = List.of();

  /** What {@code --fail-on} can name; an update is whatever changes a watch that exists. */
  enum Pending {
    create,
    update,
    delete,
    orphan,
    conflict,
    inactive,
    identity
  }

  /**
   * @param isIncomplete whether part of the bundle is invalid: nothing is pruned then
   */
  Policy policy(boolean isIncomplete) {
    return new Policy(adopt, new HashSet<>(adoptFrom), prune && !isIncomplete, refreshIdentity);
  }

  /** All that exits with 3. */
  Set<Pending> pending() {
    Set<Pending> pending = new LinkedHashSet<>(failOn);
    if (exitCode) {
      pending.addAll(List.of(Pending.create, Pending.update, Pending.delete, Pending.conflict));
    }
    return pending;
  }

  /**
   * @throws UsageException when the options contradict each other
   */
  void check(BundleOptions bundle) {
    if (prune && !bundle.paths.isEmpty()) {
      throw new UsageException(
          "--prune and PATH exclude each other: what lies outside PATH is not known to have left");
    }
    if (maxDeletes != null && maxDeletes < 0) {
      throw new UsageException("--max-deletes is " + maxDeletes + ": expected 0 or more");
    }
    if (maxChanges != null && maxChanges < 0) {
      throw new UsageException("--max-changes is " + maxChanges + ": expected 0 or more");
    }
  }
}
