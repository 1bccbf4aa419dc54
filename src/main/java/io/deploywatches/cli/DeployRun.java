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
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.report.Colours;
import io.deploywatches.report.JsonReport;
import io.deploywatches.report.Report;
import io.deploywatches.report.TextReport;
import io.deploywatches.watch.ClusterIdentity;
import io.deploywatches.watch.SecretFingerprints;
import io.deploywatches.watch.SecretValues;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One run of a deploy or a dry run: bundle, plan, apply, report, one room after the other. */
final class DeployRun {
  private final Console console;
  private final BundleOptions bundleOptions;
  private final ConnectionOptions connectionOptions;
  private final PlanOptions planOptions;
  private final OutputOptions output;
  private final Cancellation cancellation;
  private final Problems problems = new Problems();
  private Optional<ClusterIdentity> identity = Optional.empty();

  DeployRun(
      Console console,
      BundleOptions bundleOptions,
      ConnectionOptions connectionOptions,
      PlanOptions planOptions,
      OutputOptions output,
      Cancellation cancellation) {
    this.console = console;
    this.bundleOptions = bundleOptions;
    this.connectionOptions = connectionOptions;
    this.planOptions = planOptions;
    this.output = output;
    this.cancellation = cancellation;
  }

  /**
   * Runs.
   *
   * @param dryRun write nothing
   * @param keepGoing deploy what is valid although some rules are not
   */
  ExitCode run(boolean dryRun, boolean keepGoing) {
    planOptions.check(bundleOptions);
    RenderedBundle bundle = RenderedBundle.of(bundleOptions, problems);
    Optional<String> name = bundle.settings().map(BundleSettings::bundle);
    SecretValues secrets = secrets(bundle);
    boolean goesOn = dryRun || keepGoing;
    if (bundle.settings().isEmpty() || (problems.hasErrors() && !goesOn)) {
      return refuse(name, dryRun, bundle.on(null, problems));
    }
    String url =
        connectionOptions
            .url(bundle.settings(), console)
            .orElseThrow(() -> new UsageException(ConnectionOptions.NO_CLUSTER));
    try (Cluster cluster =
        Cluster.open(connectionOptions.settings(url, console), secrets, output.listener(console))) {
      cancellation.onStop(cluster::cancel);
      ClusterFacts facts = cluster.inspect();
      identity = Optional.of(facts.identity());
      RenderedBundle fit = bundle.on(facts.version(), problems);
      if (problems.hasErrors() && !goesOn) {
        return refuse(name, dryRun, fit);
      }
      List<Outcome> outcomes = planAndApply(cluster, facts, fit, name.orElse(""), dryRun, secrets);
      finish(name, dryRun, outcomes);
      return exitCode(dryRun, outcomes);
    } catch (ClusterException e) {
      problems.add(Problem.error(null, String.valueOf(e.getMessage())));
      finish(name, dryRun, List.of());
      return ExitCode.FAILED;
    }
  }

  private ExitCode refuse(Optional<String> name, boolean dryRun, RenderedBundle bundle) {
    finish(name, dryRun, bundle.invalid().stream().map(Outcome::planned).toList());
    if (!bundle.watches().isEmpty()) {
      console.error("nothing was sent; --keep-going deploys what is valid");
    }
    return ExitCode.WRONG_INPUT;
  }

  private SecretValues secrets(RenderedBundle bundle) {
    return bundle
        .settings()
        .map(
            settings ->
                Secrets.fetch(
                    bundle.watches(), settings.secrets(), bundleOptions.root, console, problems))
        .orElse(SecretValues.NONE);
  }

  private List<Outcome> planAndApply(
      Cluster cluster,
      ClusterFacts facts,
      RenderedBundle bundle,
      String name,
      boolean dryRun,
      SecretValues secrets)
      throws ClusterException {
    if (facts.watcherStopped()) {
      problems.add(
          Problem.warning(
              null,
              "Watcher is stopped on this cluster: watches are deployed, but none runs",
              "start it with POST _watcher/_start"));
    }
    boolean isIncomplete = problems.hasErrors();
    Planner planner =
        new Planner(
            name,
            facts.version(),
            facts.identity().user(),
            planOptions.policy(isIncomplete),
            secrets,
            new SecretFingerprints(secrets, facts.identity().uuid(), name));
    Plan plan =
        planner.plan(
            bundle.watches(), bundle.invalid(), cluster.list(), bundleOptions.paths.isEmpty());
    List<Problem> refusals = PlanLimits.refusals(plan, planOptions);
    problems.addAll(refusals);
    if (dryRun || !refusals.isEmpty()) {
      return plan.changes().stream().map(Outcome::planned).toList();
    }
    int writes = (int) plan.changes().stream().filter(c -> c.action().writes()).count();
    Deployer deployer = new Deployer(cluster, planner, connectionOptions.parallel);
    try (Progress progress =
        new Progress(
            console.errIsTerminal() && !output.quiet ? console.err() : null, "deployed", writes)) {
      return deployer.deploy(plan, outcome -> progress.step(), cancellation::isRequested);
    }
  }

  private void finish(Optional<String> bundle, boolean dryRun, List<Outcome> outcomes) {
    boolean isDry = dryRun || outcomes.stream().allMatch(o -> o.result() == Outcome.Result.PLANNED);
    Report report = new Report(identity, bundle, isDry, outcomes, problems.list());
    if (output.format == OutputOptions.Format.json) {
      console.out().print(JsonReport.of(report));
    } else {
      Colours colours = output.colours(console, console.outIsTerminal());
      TextReport text = new TextReport(colours);
      if (!output.quiet) {
        console.out().print(text.changes(report));
      }
      if (identity.isPresent()) {
        console.out().print(text.totals(report));
      }
    }
    console.out().flush();
    console.problems(problems.list(), output.colours(console, console.errIsTerminal()));
    for (Outcome outcome : outcomes) {
      if (outcome.error() != null) {
        console.error(outcome.change().id() + ": " + outcome.error());
      }
    }
  }

  private ExitCode exitCode(boolean dryRun, List<Outcome> outcomes) {
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
    return dryRun && outcomes.stream().anyMatch(outcome -> isPending(outcome.change()))
        ? ExitCode.PENDING
        : ExitCode.OK;
  }

  private boolean isPending(Change change) {
    Set<Pending> wanted = planOptions.pending();
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
