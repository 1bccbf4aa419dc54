package io.deploywatches.plan;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.watch.Activation;
import io.deploywatches.watch.CanonicalForm;
import io.deploywatches.watch.LiveWatch;
import io.deploywatches.watch.Ownership;
import io.deploywatches.watch.Redaction;
import io.deploywatches.watch.SecretFingerprints;
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
 * @param principal who deploys; empty on a cluster without security
 * @param policy what the plan may do
 * @param secrets to compare a secret where a server shows it
 * @param fingerprints to compare a secret where a server does not
 */
public record Planner(
    String bundle,
    ServerVersion version,
    String principal,
    Policy policy,
    SecretValues secrets,
    SecretFingerprints fingerprints) {

  private static final String ACTIVE_PATH = "/status/state/active";

  /** The same planner, whose plans may do something else. */
  public Planner withPolicy(Policy other) {
    return new Planner(bundle, version, principal, other, secrets, fingerprints);
  }

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
    changes.addAll(
        desired.parallelStream()
            .map(watch -> change(watch, Optional.ofNullable(liveById.get(watch.id()))))
            .toList());
    desired.forEach(watch -> liveById.remove(watch.id()));
    for (Watch watch : desired) {
      for (String previous : watch.previousIds()) {
        LiveWatch old = liveById.get(previous);
        if (old != null && isOurs(Ownership.of(old))) {
          liveById.remove(previous);
          changes.add(new Change.Delete(previous, watch.source(), old, watch.id()));
        }
      }
    }
    if (whole) {
      changes.addAll(leftovers(liveById.values(), invalid));
    }
    return new Plan(changes);
  }

  /**
   * Makes a plan that deletes owned watches and does nothing else.
   *
   * @param ids which; a watch that is not ours is a conflict, one that does not exist nothing
   */
  public Plan deletion(Collection<String> ids, Collection<LiveWatch> live) {
    Set<String> wanted = new HashSet<>(ids);
    List<Change> changes = new ArrayList<>();
    for (LiveWatch watch : live) {
      if (wanted.contains(watch.id())) {
        Optional<Ownership> owner = Ownership.of(watch);
        changes.add(
            isOurs(owner)
                ? new Change.Delete(watch.id(), owner.get().source(), watch, null)
                : new Change.Conflict(watch.id(), "", owner.map(Ownership::bundle).orElse("")));
      }
    }
    return new Plan(changes);
  }

  /** The ids of all live watches that the bundle owns. */
  public List<String> owned(Collection<LiveWatch> live) {
    return live.stream().filter(watch -> isOurs(Ownership.of(watch))).map(LiveWatch::id).toList();
  }

  /** Ours, and no longer in the bundle. */
  private List<Change> leftovers(Collection<LiveWatch> others, Collection<Change.Invalid> invalid) {
    Set<String> unsure = new HashSet<>();
    for (Change.Invalid change : invalid) {
      if (change.id() == null) {
        return List.of(); // it may be the rule of any of them, moved to another file
      }
      unsure.add(change.source());
      unsure.add(change.id());
    }
    List<Change> leftovers = new ArrayList<>();
    for (LiveWatch watch : others) {
      Optional<Ownership> owner = Ownership.of(watch);
      if (isOurs(owner) && !unsure.contains(watch.id()) && !unsure.contains(owner.get().source())) {
        String source = owner.get().source();
        leftovers.add(
            policy.prune()
                ? new Change.Delete(watch.id(), source, watch, null)
                : new Change.Orphan(watch.id(), source));
      }
    }
    return leftovers;
  }

  private Change change(Watch desired, Optional<LiveWatch> found) {
    ObjectNode wanted = canonical(desired.body());
    if (found.isEmpty()) {
      ObjectNode masked = Redaction.masked(wanted);
      ObjectNode nothing = JsonNodeFactory.instance.objectNode();
      List<Difference> all = List.of(new Difference("", null, masked));
      return new Change.Create(
          desired, WatchDigest.of(wanted), new Comparison(nothing, masked, all));
    }
    LiveWatch live = found.get();
    Optional<Ownership> owner = Ownership.of(live);
    if (!isOurs(owner) && !mayAdopt(owner)) {
      return new Change.Conflict(
          desired.id(), desired.source(), owner.map(Ownership::bundle).orElse(""));
    }
    return change(desired, wanted, live, owner);
  }

  private Change change(
      Watch desired, ObjectNode wanted, LiveWatch live, Optional<Ownership> owner) {
    boolean active = desired.activation().resolve(live.active());
    Notes notes = new Notes(!active && desired.activation() == Activation.KEEP, isOthers(owner));
    ObjectNode there = canonical(live.body());
    boolean isSame = JsonDiff.isEqual(there, wanted, secrets);
    Set<Why> why = EnumSet.noneOf(Why.class);
    if (isSame && isOurs(owner) && isRotated(there, wanted, owner.get())) {
      why.add(Why.ROTATED);
    }
    if (notes.identity() && policy.refreshIdentity()) {
      why.add(Why.IDENTITY);
    }
    boolean isToPut = !isSame || !isOurs(owner) || !why.isEmpty();
    if (!isToPut && active == live.active()) {
      return new Change.Unchanged(desired.id(), desired.source(), notes);
    }
    Comparison comparison = compare(there, wanted, live.active(), active);
    if (!isToPut) {
      return new Change.Switch(desired, live, active, comparison, notes);
    }
    String digest = WatchDigest.of(wanted);
    if (isOurs(owner) && !isSame) {
      why.addAll(why(owner.get(), there, wanted, digest));
    }
    return new Change.Replace(
        isOurs(owner) ? Action.UPDATE : Action.ADOPT,
        desired,
        live,
        digest,
        active,
        comparison,
        why,
        notes);
  }

  /** Whether a live watch is ours and just what is wanted. */
  public boolean holds(LiveWatch live, Watch desired, boolean active) {
    Optional<Ownership> owner = Ownership.of(live);
    ObjectNode there = canonical(live.body());
    ObjectNode wanted = canonical(desired.body());
    return live.active() == active
        && isOurs(owner)
        && JsonDiff.isEqual(there, wanted, secrets)
        && !isRotated(there, wanted, owner.get())
        && !(policy.refreshIdentity() && isOthers(owner));
  }

  /** The mark that a watch is deployed with. */
  public Ownership mark(Watch watch, String applied) {
    return new Ownership(
        bundle,
        watch.id(),
        watch.source(),
        applied,
        principal,
        fingerprints.of(canonical(watch.body())));
  }

  private boolean isOurs(Optional<Ownership> owner) {
    return owner.isPresent() && owner.get().bundle().equals(bundle);
  }

  private boolean mayAdopt(Optional<Ownership> owner) {
    return owner.map(mark -> policy.adoptFrom().contains(mark.bundle())).orElse(policy.adopt());
  }

  private boolean isOthers(Optional<Ownership> owner) {
    return owner.isPresent()
        && !owner.get().principal().isEmpty()
        && !principal.isEmpty()
        && !owner.get().principal().equals(principal);
  }

  /** Whether the server hides a secret that is another one than what was deployed. */
  private boolean isRotated(ObjectNode live, ObjectNode wanted, Ownership owner) {
    return Redaction.hasRedacted(live) && !fingerprints.of(wanted).equals(owner.fingerprints());
  }

  /** The digest of the last deploy tells which side moved. */
  private Set<Why> why(Ownership owner, ObjectNode live, ObjectNode wanted, String digest) {
    EnumSet<Why> why = EnumSet.noneOf(Why.class);
    if (!WatchDigest.isComparable(owner.applied())) {
      return EnumSet.of(Why.CHANGED);
    }
    if (!owner.applied().equals(digest)) {
      why.add(Why.CHANGED);
    }
    if (!owner.applied().equals(WatchDigest.of(live, wanted))) {
      why.add(Why.DRIFTED);
    }
    if (why.isEmpty()) {
      // They differ only where a digest sees nothing: at a password or a header shown in clear.
      boolean isOurs = !fingerprints.of(wanted).equals(owner.fingerprints());
      why.add(isOurs ? Why.ROTATED : Why.DRIFTED);
    }
    return why;
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
