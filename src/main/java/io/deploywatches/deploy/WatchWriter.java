package io.deploywatches.deploy;

import io.deploywatches.cluster.Cluster;
import io.deploywatches.cluster.Cluster.Put;
import io.deploywatches.cluster.ClusterException;
import io.deploywatches.plan.Change;
import io.deploywatches.plan.Planner;
import io.deploywatches.watch.LiveWatch;
import io.deploywatches.watch.Watch;
import java.util.Optional;

/**
 * Writes one watch without losing anybody's change silently. A server has no safe conditional
 * replacement (docs/decisions), so the watch is read again right before the write, and what the
 * write did is looked at right after it. Whatever is not as the plan saw it is a conflict.
 */
final class WatchWriter {
  private static final String MOVED = "it changed between plan and apply and was left alone";

  private final Cluster cluster;
  private final Planner planner;
  private final FreeIds free;

  /**
   * @param free asked before a watch is created
   */
  WatchWriter(Cluster cluster, Planner planner, FreeIds free) {
    this.cluster = cluster;
    this.planner = planner;
    this.free = free;
  }

  /** Carries out a change that writes. */
  Outcome write(Change change) throws ClusterException {
    if (change instanceof Change.Create create) {
      return create(create);
    }
    if (change instanceof Change.Replace replace) {
      return replace(replace);
    }
    if (change instanceof Change.Switch toggle) {
      return toggle(toggle);
    }
    return delete((Change.Delete) change);
  }

  private Outcome create(Change.Create change) throws ClusterException {
    Watch desired = change.desired();
    boolean active = desired.activation().resolve(true);
    if (!free.contains(desired.id())) {
      return holds(cluster.get(desired.id()), desired, active)
          ? Outcome.of(change, Outcome.Result.APPLIED)
          : Outcome.conflict(
              change, "somebody created it between plan and apply; it was left alone");
    }
    Optional<Put> put =
        cluster.put(
            desired.id(),
            planner.mark(desired, change.applied()).addTo(desired.body()),
            active,
            Optional::isEmpty);
    if (put.isEmpty()) {
      return lookAfter(
          change,
          desired,
          active,
          put,
          "somebody created it at the same moment; it was left alone");
    }
    return put.get() == Put.CREATED
        ? Outcome.of(change, Outcome.Result.APPLIED)
        : Outcome.conflict(
            change, "somebody created it at the same moment, and was overwritten; look at both");
  }

  private Outcome replace(Change.Replace change) throws ClusterException {
    Watch desired = change.desired();
    Optional<LiveWatch> now = cluster.get(desired.id());
    if (holds(now, desired, change.active())) {
      return Outcome.of(change, Outcome.Result.APPLIED);
    }
    if (!isAsSeen(now, change.seen())) {
      return Outcome.conflict(change, MOVED);
    }
    Optional<Put> put =
        cluster.put(
            desired.id(),
            planner.mark(desired, change.applied()).addTo(desired.body()),
            change.active(),
            found -> isAsSeen(found, change.seen()));
    if (put.isPresent() && put.get() == Put.CREATED) {
      return Outcome.conflict(
          change, "somebody deleted it at the same moment; it was created again");
    }
    return lookAfter(
        change,
        desired,
        change.active(),
        put,
        "somebody wrote it at the same moment; it is not as deployed");
  }

  /**
   * Looks at what a put did. When that fails, the put is not undone by it, and the outcome says so.
   *
   * @param put what the server said of it; empty when its answer got lost
   * @param otherwise what to say when the watch is not as wanted
   */
  private Outcome lookAfter(
      Change change, Watch desired, boolean active, Optional<Put> put, String otherwise)
      throws ClusterException {
    try {
      return holds(cluster.get(desired.id()), desired, active)
          ? Outcome.of(change, Outcome.Result.APPLIED)
          : Outcome.conflict(change, otherwise);
    } catch (ClusterException e) {
      if (put.isPresent() && e.kind() == ClusterException.Kind.CANCELLED) {
        return Outcome.of(change, Outcome.Result.APPLIED); // on the word of the server
      }
      String done =
          put.isPresent()
              ? "it was written, but could not be looked at afterwards: "
              : "it is not known whether the watch was written: ";
      if (e.kind() == ClusterException.Kind.CANCELLED) {
        return Outcome.failed(change, done + e.getMessage());
      }
      throw e.saying(done + e.getMessage());
    }
  }

  private Outcome toggle(Change.Switch change) throws ClusterException {
    Optional<LiveWatch> now = cluster.get(change.id());
    if (!isAsSeen(now, change.seen())) {
      return holds(now, change.desired(), change.active())
          ? Outcome.of(change, Outcome.Result.APPLIED)
          : Outcome.conflict(change, MOVED);
    }
    if (change.active()) {
      cluster.activate(change.id());
    } else {
      cluster.deactivate(change.id());
    }
    return Outcome.of(change, Outcome.Result.APPLIED);
  }

  private Outcome delete(Change.Delete change) throws ClusterException {
    Optional<LiveWatch> now = cluster.get(change.id());
    if (now.isPresent() && !isAsSeen(now, change.seen())) {
      return Outcome.conflict(change, MOVED);
    }
    cluster.delete(change.id());
    return Outcome.of(change, Outcome.Result.APPLIED);
  }

  private boolean holds(Optional<LiveWatch> now, Watch desired, boolean active) {
    return now.isPresent() && planner.holds(now.get(), desired, active);
  }

  /** Whether nothing that a person can edit has changed; runs and acknowledgements may have. */
  private static boolean isAsSeen(Optional<LiveWatch> now, LiveWatch seen) {
    return now.isPresent()
        && now.get().active() == seen.active()
        && now.get().body().equals(seen.body());
  }
}
