package io.deploywatches.deploy;

import io.deploywatches.cluster.Cluster;
import io.deploywatches.cluster.ClusterException;
import io.deploywatches.plan.Action;
import io.deploywatches.plan.Change;
import io.deploywatches.plan.Plan;
import io.deploywatches.plan.Planner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Carries a plan out, several changes at once; one that fails stops no other. */
public final class Deployer {
  /** How many times the parallelism of creations one look for free ids is for. */
  private static final int ROUNDS = 4;

  private final Cluster cluster;
  private final Planner planner;
  private final int parallel;
  private final AtomicBoolean clusterIsLost = new AtomicBoolean();

  /**
   * @param planner what the plan was made with
   * @param parallel how many requests may be in flight
   */
  public Deployer(Cluster cluster, Planner planner, int parallel) {
    this.cluster = cluster;
    this.planner = planner;
    this.parallel = parallel;
  }

  /**
   * Carries out what the plan says.
   *
   * @param done told each change that wrote or failed to, as it ends, on any thread
   * @param cancelled once true, what has not begun is skipped; what is in flight is finished
   * @return an outcome for each change, in the order of the plan
   */
  public List<Outcome> deploy(Plan plan, Consumer<Outcome> done, BooleanSupplier cancelled) {
    List<String> created =
        plan.changes().stream()
            .filter(Change.Create.class::isInstance)
            .map(change -> ((Change.Create) change).desired().id())
            .toList();
    WatchWriter writer =
        new WatchWriter(cluster, planner, new FreeIds(cluster, created, ROUNDS * parallel));
    ExecutorService pool = Executors.newFixedThreadPool(parallel);
    try {
      // Deletions come last: what takes a watch's place is there before it goes.
      List<Change> deletions =
          plan.changes().stream().filter(Change.Delete.class::isInstance).toList();
      List<Change> others =
          plan.changes().stream().filter(change -> !(change instanceof Change.Delete)).toList();
      Map<String, Outcome> deployed = new HashMap<>();
      List<Outcome> outcomes = new ArrayList<>(run(pool, writer, others, done, cancelled));
      for (Outcome outcome : outcomes) {
        if (outcome.change().id() != null) {
          deployed.put(outcome.change().id(), outcome);
        }
      }
      List<Change> due = new ArrayList<>();
      for (Change deletion : deletions) {
        if (isDue((Change.Delete) deletion, deployed)) {
          due.add(deletion);
        } else {
          outcomes.add(Outcome.of(deletion, Outcome.Result.SKIPPED));
        }
      }
      outcomes.addAll(run(pool, writer, due, done, cancelled));
      outcomes.sort(Comparator.comparing(Outcome::change, Plan.ORDER));
      return outcomes;
    } finally {
      pool.shutdown();
    }
  }

  private List<Outcome> run(
      ExecutorService pool,
      WatchWriter writer,
      List<Change> changes,
      Consumer<Outcome> done,
      BooleanSupplier cancelled) {
    List<Future<Outcome>> pending = new ArrayList<>(changes.size());
    for (Change change : changes) {
      pending.add(pool.submit(() -> outcome(writer, change, done, cancelled)));
    }
    return pending.stream().map(Deployer::await).toList();
  }

  /** Whether nothing has to stay because what should take its place is not there. */
  private static boolean isDue(Change.Delete deletion, Map<String, Outcome> deployed) {
    if (deletion.successor() == null) {
      return true;
    }
    Outcome successor = deployed.get(deletion.successor());
    return successor != null && isInPlace(successor);
  }

  /** Whether the cluster holds what the change was to bring about. */
  private static boolean isInPlace(Outcome outcome) {
    return outcome.result() == Outcome.Result.APPLIED
        || outcome.change().action() == Action.UNCHANGED;
  }

  private static Outcome await(Future<Outcome> outcome) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return outcome.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Outcome outcome(
      WatchWriter writer, Change change, Consumer<Outcome> done, BooleanSupplier cancelled) {
    if (change.action() == Action.CONFLICT) {
      return Outcome.of(change, Outcome.Result.CONFLICT);
    }
    if (!change.action().writes() || cancelled.getAsBoolean()) {
      return Outcome.of(change, Outcome.Result.SKIPPED);
    }
    Outcome outcome = write(writer, change);
    done.accept(outcome);
    return outcome;
  }

  private Outcome write(WatchWriter writer, Change change) {
    if (clusterIsLost.get()) {
      return Outcome.failed(change, "not tried, as the cluster no longer answers");
    }
    try {
      return writer.write(change);
    } catch (ClusterException e) {
      if (e.kind() == ClusterException.Kind.CANCELLED) {
        return Outcome.of(change, Outcome.Result.SKIPPED);
      }
      if (e.concernsCluster()) {
        clusterIsLost.set(true);
      }
      return Outcome.failed(change, String.valueOf(e.getMessage()));
    }
  }
}
