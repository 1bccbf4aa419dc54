package io.deploywatches.deploy;

import io.deploywatches.cluster.Cluster;
import io.deploywatches.cluster.ClusterException;
import io.deploywatches.plan.Action;
import io.deploywatches.plan.Change;
import io.deploywatches.plan.Plan;
import io.deploywatches.plan.Planner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Carries a plan out, several changes at once; one that fails stops no other. */
public final class Deployer {
  private final WatchWriter writer;
  private final int parallel;
  private final AtomicBoolean clusterIsLost = new AtomicBoolean();

  /**
   * @param planner what the plan was made with
   * @param principal who puts the watches; empty on a cluster without security
   * @param parallel how many requests may be in flight
   */
  public Deployer(Cluster cluster, Planner planner, String principal, int parallel) {
    this.writer = new WatchWriter(cluster, planner, principal);
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
    ExecutorService pool = Executors.newFixedThreadPool(parallel);
    try {
      List<Future<Outcome>> pending = new ArrayList<>(plan.changes().size());
      for (Change change : plan.changes()) {
        pending.add(pool.submit(() -> outcome(change, done, cancelled)));
      }
      List<Outcome> outcomes = new ArrayList<>(pending.size());
      for (Future<Outcome> each : pending) {
        outcomes.add(await(each));
      }
      return outcomes;
    } finally {
      pool.shutdown();
    }
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

  private Outcome outcome(Change change, Consumer<Outcome> done, BooleanSupplier cancelled) {
    if (change.action() == Action.CONFLICT) {
      return Outcome.of(change, Outcome.Result.CONFLICT);
    }
    if (!change.action().writes() || cancelled.getAsBoolean()) {
      return Outcome.of(change, Outcome.Result.SKIPPED);
    }
    Outcome outcome = write(change);
    done.accept(outcome);
    return outcome;
  }

  private Outcome write(Change change) {
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
