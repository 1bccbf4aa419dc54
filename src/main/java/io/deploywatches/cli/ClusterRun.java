package io.deploywatches.cli;

import io.deploywatches.bundle.BundleSettings;
import io.deploywatches.cli.PlanOptions.Pending;
import io.deploywatches.cluster.Cluster;
import io.deploywatches.cluster.ClusterException;
import io.deploywatches.cluster.ClusterFacts;
import io.deploywatches.deploy.Deployer;
import io.deploywatches.deploy.Outcome;
import io.deploywatches.plan.Change;
import io.deploywatches.plan.Plan;
import io.deploywatches.plan.Planner;
import io.deploywatches.plan.Policy;
import io.deploywatches.plan.Resets;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.report.Report;
import io.deploywatches.watch.ClusterIdentity;
import io.deploywatches.watch.LiveWatch;
import io.deploywatches.watch.SecretFingerprints;
import io.deploywatches.watch.SecretValues;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One run against a cluster: look at it, plan, apply unless it is a dry run, report. */
final class ClusterRun {
  /** Makes the plan of a run; what forbids to carry it out goes into the problems. */
  @FunctionalInterface
  interface PlanMaker {
    Plan plan(Planner planner, Cluster cluster, List<LiveWatch> live, Problems problems)
        throws ClusterException;
  }

  /**
   * What is to be done.
   *
   * @param settings whose watches it is about
   * @param secrets the values of the watches' secrets
   * @param policy what the plan may do
   * @param dryRun write nothing
   * @param pending what exits with {@link ExitCode#PENDING} in a dry run
   */
  record Task(
      BundleSettings settings,
      SecretValues secrets,
      Policy policy,
      boolean dryRun,
      Set<Pending> pending) {}

  private final Console console;
  private final ConnectionOptions connection;
  private final OutputOptions output;
  private final Cancellation cancellation;
  private final Problems problems;
  private final ReportPrinter printer;

  /**
   * @param problems those that are known already; they are reported with the others
   * @param printer tells what the run comes to
   */
  ClusterRun(
      Console console,
      ConnectionOptions connection,
      OutputOptions output,
      Cancellation cancellation,
      Problems problems,
      ReportPrinter printer) {
    this.console = console;
    this.connection = connection;
    this.output = output;
    this.cancellation = cancellation;
    this.problems = problems;
    this.printer = printer;
  }

  /** Carries the task out. */
  ExitCode run(Task task, PlanMaker maker) {
    Optional<String> url = connection.url(Optional.of(task.settings()), console);
    if (url.isEmpty()) {
      problems.add(
          Problem.error(
              null,
              "no cluster is named",
              "expected --cluster URL, ELASTICSEARCH_URL, or 'cluster' in an environment of the"
                  + " settings"));
      return refuse(Optional.of(task.settings().bundle()), task.dryRun(), List.of());
    }
    String bundle = task.settings().bundle();
    Optional<ClusterIdentity> identity = Optional.empty();
    try (Cluster cluster =
        Cluster.open(
            connection.settings(url.get(), console), task.secrets(), output.listener(console))) {
      cancellation.onStop(cluster::cancel);
      ClusterFacts facts;
      List<LiveWatch> live;
      try (Progress progress =
          Progress.of(console, output.quiet.get(), "reading the cluster's watches")) {
        progress.begin();
        facts = cluster.inspect();
        identity = Optional.of(facts.identity());
        warnIfStopped(facts);
        live = cluster.list();
      }
      Planner planner =
          new Planner(
              bundle,
              facts.version(),
              facts.identity().user(),
              task.policy(),
              task.secrets(),
              new SecretFingerprints(task.secrets(), facts.identity().uuid(), bundle));
      Problems refusals = new Problems();
      Plan plan = maker.plan(planner, cluster, live, refusals);
      problems.addAll(refusals.list());
      boolean dryRun = task.dryRun() || refusals.hasErrors();
      List<Outcome> outcomes = dryRun ? planned(plan) : deploy(cluster, planner, plan);
      boolean told =
          printer.print(
              new Report(identity, Optional.of(bundle), dryRun, outcomes, problems.list()),
              Resets.of(plan, Instant.now()),
              task.pending());
      ExitCode code = exitCode(task, outcomes);
      return told || code == ExitCode.INTERRUPTED ? code : ExitCode.FAILED;
    } catch (ClusterException e) {
      problems.add(Problem.error(null, String.valueOf(e.getMessage())));
      printer.print(
          new Report(identity, Optional.of(bundle), task.dryRun(), List.of(), problems.list()),
          Resets.NOTHING,
          task.pending());
      return ExitCode.FAILED;
    }
  }

  /**
   * Reports that nothing was done, since something is wrong with the input.
   *
   * @param bundle the bundle's name, if it is known
   * @param invalid the rules and files in question
   */
  ExitCode refuse(Optional<String> bundle, boolean dryRun, List<Change.Invalid> invalid) {
    printer.print(
        new Report(
            Optional.empty(),
            bundle,
            dryRun,
            invalid.stream().map(Outcome::planned).toList(),
            problems.list()),
        Resets.NOTHING,
        Set.of());
    return ExitCode.WRONG_INPUT;
  }

  private void warnIfStopped(ClusterFacts facts) {
    if (facts.watcherStopped()) {
      problems.add(
          Problem.warning(
              null,
              "Watcher is stopped on this cluster: watches are deployed, but none runs",
              "start it with POST _watcher/_start"));
    }
  }

  private static List<Outcome> planned(Plan plan) {
    return plan.changes().stream().map(Outcome::planned).toList();
  }

  private List<Outcome> deploy(Cluster cluster, Planner planner, Plan plan) {
    int writes = (int) plan.changes().stream().filter(c -> c.action().writes()).count();
    Deployer deployer = new Deployer(cluster, planner, connection.parallel.get());
    try (Progress progress =
        new Progress(Progress.terminal(console, output.quiet.get()), "deployed", writes)) {
      return deployer.deploy(plan, outcome -> progress.step(), cancellation::isRequested);
    }
  }

  private ExitCode exitCode(Task task, List<Outcome> outcomes) {
    if (cancellation.isRequested()) {
      return ExitCode.INTERRUPTED;
    }
    boolean failed =
        outcomes.stream()
            .map(Outcome::result)
            .anyMatch(
                result -> result == Outcome.Result.FAILED || result == Outcome.Result.CONFLICT);
    if (failed) {
      return ExitCode.FAILED;
    }
    if (problems.hasErrors()) {
      return ExitCode.WRONG_INPUT;
    }
    return task.dryRun()
            && outcomes.stream()
                .anyMatch(outcome -> Pending.isAny(task.pending(), outcome.change()))
        ? ExitCode.PENDING
        : ExitCode.OK;
  }
}
