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
import io.deploywatches.report.Colours;
import io.deploywatches.report.JsonReport;
import io.deploywatches.report.Report;
import io.deploywatches.report.TextReport;
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

  /**
   * @param problems those that are known already; they are reported with the others
   */
  ClusterRun(
      Console console,
      ConnectionOptions connection,
      OutputOptions output,
      Cancellation cancellation,
      Problems problems) {
    this.console = console;
    this.connection = connection;
    this.output = output;
    this.cancellation = cancellation;
    this.problems = problems;
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
      ClusterFacts facts = cluster.inspect();
      identity = Optional.of(facts.identity());
      warnIfStopped(facts);
      Planner planner =
          new Planner(
              bundle,
              facts.version(),
              facts.identity().user(),
              task.policy(),
              task.secrets(),
              new SecretFingerprints(task.secrets(), facts.identity().uuid(), bundle));
      Problems refusals = new Problems();
      Plan plan = maker.plan(planner, cluster, cluster.list(), refusals);
      problems.addAll(refusals.list());
      boolean dryRun = task.dryRun() || refusals.hasErrors();
      List<Outcome> outcomes = dryRun ? planned(plan) : deploy(cluster, planner, plan);
      report(
          new Report(identity, Optional.of(bundle), dryRun, outcomes, problems.list()),
          Resets.of(plan, Instant.now()));
      return exitCode(task, outcomes);
    } catch (ClusterException e) {
      problems.add(Problem.error(null, String.valueOf(e.getMessage())));
      report(
          new Report(identity, Optional.of(bundle), task.dryRun(), List.of(), problems.list()),
          Resets.NOTHING);
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
    report(
        new Report(
            Optional.empty(),
            bundle,
            dryRun,
            invalid.stream().map(Outcome::planned).toList(),
            problems.list()),
        Resets.NOTHING);
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
        new Progress(
            console.errIsTerminal() && !output.quiet.get() ? console.err() : null,
            "deployed",
            writes)) {
      return deployer.deploy(plan, outcome -> progress.step(), cancellation::isRequested);
    }
  }

  private void report(Report report, Resets resets) {
    if (output.format.get() == OutputOptions.Format.json) {
      console.out().print(JsonReport.of(report));
    } else {
      Colours colours = output.colours(console, console.outIsTerminal());
      TextReport text = new TextReport(colours);
      if (!output.quiet.get()) {
        console.out().print(text.changes(report));
      }
      if (report.cluster().isPresent()) {
        console.out().print(text.totals(report));
        console.out().print(text.resets(report, resets));
      }
    }
    console.out().flush();
    console.problems(report.problems(), output.colours(console, console.errIsTerminal()));
    for (Outcome outcome : report.outcomes()) {
      if (outcome.error() != null) {
        console.error(outcome.change().id() + ": " + outcome.error());
      }
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
            && outcomes.stream().anyMatch(outcome -> isPending(outcome.change(), task.pending()))
        ? ExitCode.PENDING
        : ExitCode.OK;
  }

  private static boolean isPending(Change change, Set<Pending> wanted) {
    return (change.notes().inactive() && wanted.contains(Pending.inactive))
        || (change.notes().identity() && wanted.contains(Pending.identity))
        || switch (change.action()) {
          case CREATE -> wanted.contains(Pending.create);
          case UPDATE, ACTIVATE, DEACTIVATE, ADOPT -> wanted.contains(Pending.update);
          case DELETE -> wanted.contains(Pending.delete);
          case ORPHAN -> wanted.contains(Pending.orphan);
          case CONFLICT -> wanted.contains(Pending.conflict);
          case UNCHANGED, INVALID -> false;
        };
  }
}
