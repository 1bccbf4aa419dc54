package io.deploywatches.plan;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.watch.Activation;
import io.deploywatches.watch.CanonicalForm;
import io.deploywatches.watch.LiveWatch;
import io.deploywatches.watch.Ownership;
import io.deploywatches.watch.Redaction;
import io.deploywatches.watch.SecretValues;
import io.deploywatches.watch.ServerVersion;
import io.deploywatches.watch.Watch;
import io.deploywatches.watch.WatchDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares what a bundle wants with what a cluster holds. Pure: the same watches give the same
 * plan, in whatever order they arrive.
 *
 * @param bundle the owner's name
 * @param version the server's, on which it depends what is equal to what
 * @param adopt whether watches that nobody owns are taken over
 * @param secrets to compare a secret where a server shows it
 */
public record Planner(String bundle, ServerVersion version, boolean adopt, SecretValues secrets) {

  private static final String ACTIVE_PATH = "/status/state/active";

  /**
   * Makes the plan.
   *
   * @param desired the bundle's watches, of different ids
   * @param invalid the rules and files that did not become watches
   * @param live all watches of the cluster
   * @param whole whether desired and invalid are all of the bundle, so that what is missing left it
   */
  public Plan plan(
      Collection<Watch> desired,
      Collection<Change.Invalid> invalid,
      Collection<LiveWatch> live,
      boolean whole) {
    Map<String, LiveWatch> liveById = new HashMap<>();
    live.forEach(watch -> liveById.put(watch.id(), watch));
    List<Change> changes = new ArrayList<>(invalid);
    for (Watch watch : desired) {
      changes.add(change(watch, Optional.ofNullable(liveById.remove(watch.id()))));
    }
    if (whole) {
      changes.addAll(orphans(liveById.values(), invalid));
    }
    return new Plan(changes);
  }

  private List<Change> orphans(Collection<LiveWatch> others, Collection<Change.Invalid> invalid) {
    Set<String> unsure = new HashSet<>();
    for (Change.Invalid change : invalid) {
      if (change.id() == null) {
        return List.of(); // it may be the rule of any of them, moved to another file
      }
      unsure.add(change.source());
      unsure.add(change.id());
    }
    List<Change> orphans = new ArrayList<>();
    for (LiveWatch watch : others) {
      Optional<Ownership> owner = Ownership.of(watch);
      if (owner.isPresent()
          && owner.get().bundle().equals(bundle)
          && !unsure.contains(watch.id())
          && !unsure.contains(owner.get().source())) {
        orphans.add(new Change.Orphan(watch.id(), owner.get().source()));
      }
    }
    return orphans;
  }

  private Change change(Watch desired, Optional<LiveWatch> found) {
    ObjectNode wanted = canonical(desired.body());
    if (found.isEmpty()) {
      ObjectNode masked = Redaction.masked(wanted);
      ObjectNode nothing = JsonNodeFactory.instance.objectNode();
      return new Change.Create(
          desired,
          WatchDigest.of(wanted),
          new Comparison(nothing, masked, List.of(new Difference("", null, masked))));
    }
    LiveWatch live = found.get();
    Optional<Ownership> owner = Ownership.of(live);
    boolean isOurs = isOurs(owner);
    if (!isOurs && (owner.isPresent() || !adopt)) {
      return new Change.Conflict(
          desired.id(), desired.source(), owner.map(Ownership::bundle).orElse(""));
    }
    boolean active = desired.activation().resolve(live.active());
    boolean inactive = !active && desired.activation() == Activation.KEEP;
    ObjectNode there = canonical(live.body());
    boolean isSame = JsonDiff.isEqual(there, wanted, secrets);
    if (isOurs && isSame && active == live.active()) {
      return new Change.Unchanged(desired.id(), desired.source(), inactive);
    }
    Comparison comparison = compare(there, wanted, live.active(), active);
    if (isOurs && isSame) {
      return new Change.Switch(desired, live, active, comparison);
    }
    String digest = WatchDigest.of(wanted);
    return new Change.Replace(
        isOurs ? Action.UPDATE : Action.ADOPT,
        desired,
        live,
        digest,
        active,
        inactive,
        comparison,
        owner
            .map(mark -> why(mark.applied(), digest, WatchDigest.of(there, wanted)))
            .orElse(Set.of()));
  }

  /** Whether a live watch is ours and just what is wanted. */
  public boolean holds(LiveWatch live, Watch desired, boolean active) {
    return live.active() == active
        && isOurs(Ownership.of(live))
        && JsonDiff.isEqual(canonical(live.body()), canonical(desired.body()), secrets);
  }

  private boolean isOurs(Optional<Ownership> owner) {
    return owner.isPresent() && owner.get().bundle().equals(bundle);
  }

  /** The digest of the last deploy tells which side moved. */
  private static Set<Why> why(String applied, String desired, String live) {
    EnumSet<Why> why = EnumSet.noneOf(Why.class);
    if (!WatchDigest.isComparable(applied)) {
      return EnumSet.of(Why.CHANGED);
    }
    if (!applied.equals(desired)) {
      why.add(Why.CHANGED);
    }
    if (!applied.equals(live)) {
      why.add(Why.DRIFTED);
    }
    // Bodies that differ only where a digest sees nothing: a secret shown in clear.
    return why.isEmpty() ? EnumSet.of(Why.CHANGED) : why;
  }

  private ObjectNode canonical(ObjectNode body) {
    return CanonicalForm.of(Ownership.removeFrom(body), version);
  }

  private Comparison compare(
      ObjectNode live, ObjectNode desired, boolean liveActive, boolean active) {
    ObjectNode maskedLive = Redaction.masked(live, desired);
    ObjectNode maskedDesired = Redaction.masked(desired);
    List<Difference> differences =
        new ArrayList<>(JsonDiff.between(live, maskedLive, desired, maskedDesired, secrets));
    if (liveActive != active) {
      differences.add(
          new Difference(
              ACTIVE_PATH, BooleanNode.valueOf(liveActive), BooleanNode.valueOf(active)));
    }
    return new Comparison(maskedLive, maskedDesired, differences);
  }
}
