package io.deploywatches.cli;

import io.deploywatches.bundle.BundleSettings;
import io.deploywatches.cluster.Cluster;
import io.deploywatches.cluster.ClusterException;
import io.deploywatches.cluster.ClusterFacts;
import io.deploywatches.deploy.Deployer;
import io.deploywatches.deploy.Outcome;
import io.deploywatches.plan.Action;
import io.deploywatches.plan.Plan;
import io.deploywatches.plan.Planner;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.report.Colours;
import io.deploywatches.report.JsonReport;
import io.deploywatches.report.Report;
import io.deploywatches.report.TextReport;
import io.deploywatches.watch.ClusterIdentity;
import io.deploywatches.watch.SecretValues;
import java.util.List;
import java.util.Optional;

/** One run of a deploy or a dry run: bundle, plan, apply, report, one room after the other. */
final class DeployRun {
  /**
   * What the user asked for.
   *
   * @param dryRun write nothing
   * @param exitCode exit with {@link ExitCode#PENDING} when a deploy would change something
   * @param adopt take over watches that nobody owns
   * @param keepGoing deploy what is valid although some rules are not
   */
  record Wish(boolean dryRun, boolean exitCode, boolean adopt, boolean keepGoing) {}

  private final Console console;
  private final BundleOptions bundleOptions;
  private final ConnectionOptions connectionOptions;
  private final OutputOptions output;
  private final Cancellation cancellation;
  private final Problems problems = new Problems();
  private Optional<ClusterIdentity> identity = Optional.empty();

  DeployRun(
      Console console,
      BundleOptions bundleOptions,
      ConnectionOptions connectionOptions,
      OutputOptions output,
      Cancellation cancellation) {
    this.console = console;
    this.bundleOptions = bundleOptions;
    this.connectionOptions = connectionOptions;
    this.output = output;
    this.cancellation = cancellation;
  }

  ExitCode run(Wish wish) {
    RenderedBundle bundle = RenderedBundle.of(bundleOptions, problems);
    Optional<String> name = bundle.settings().map(BundleSettings::bundle);
    SecretValues secrets =
        bundle
            .settings()
            .map(
                settings ->
                    Secrets.fetch(
                        bundle.watches(),
                        settings.secrets(),
                        bundleOptions.root,
                        console,
                        problems))
            .orElse(SecretValues.NONE);
    boolean isWrong = problems.hasErrors();
    if (bundle.settings().isEmpty() || (isWrong && !wish.dryRun() && !wish.keepGoing())) {
      finish(name, wish, bundle.invalid().stream().map(Outcome::planned).toList());
      if (!bundle.watches().isEmpty()) {
        console.error("nothing was sent; --keep-going deploys what is valid");
      }
      return ExitCode.WRONG_INPUT;
    }
    Optional<String> url = connectionOptions.url(bundle.settings(), console);
    if (url.isEmpty()) {
      problems.add(
          Problem.error(
              null,
              "no cluster is named",
              "expected --cluster URL, ELASTICSEARCH_URL, or 'cluster' in an environment of the"
                  + " settings"));
      finish(name, wish, List.of());
      return ExitCode.WRONG_INPUT;
    }
    try (Cluster cluster =
        Cluster.open(
            connectionOptions.settings(url.get(), console), secrets, output.listener(console))) {
      List<Outcome> outcomes = planAndApply(cluster, bundle, name.orElse(""), wish, secrets);
      finish(name, wish, outcomes);
      return exitCode(wish, outcomes, isWrong);
    } catch (ClusterException e) {
      problems.add(Problem.error(null, String.valueOf(e.getMessage())));
      finish(name, wish, List.of());
      return ExitCode.FAILED;
    }
  }

  private List<Outcome> planAndApply(
      Cluster cluster, RenderedBundle bundle, String name, Wish wish, SecretValues secrets)
      throws ClusterException {
    cancellation.onStop(cluster::cancel);
    ClusterFacts facts = cluster.inspect();
    identity = Optional.of(facts.identity());
    if (facts.watcherStopped()) {
      problems.add(
          Problem.warning(
              null,
              "Watcher is stopped on this cluster: watches are deployed, but none runs",
              "start it with POST _watcher/_start"));
    }
    Planner planner = new Planner(name, facts.version(), wish.adopt(), secrets);
    Plan plan =
        planner.plan(
            bundle.watches(), bundle.invalid(), cluster.list(), bundleOptions.paths.isEmpty());
    if (wish.dryRun()) {
      return plan.changes().stream().map(Outcome::planned).toList();
    }
    int writes = (int) plan.changes().stream().filter(c -> c.action().writes()).count();
    Deployer deployer =
        new Deployer(cluster, planner, facts.identity().user(), connectionOptions.parallel);
    try (Progress progress =
        new Progress(
            console.errIsTerminal() && !output.quiet ? console.err() : null, "deployed", writes)) {
      return deployer.deploy(plan, outcome -> progress.step(), cancellation::isRequested);
    }
  }

  private void finish(Optional<String> bundle, Wish wish, List<Outcome> outcomes) {
    Report report = new Report(identity, bundle, wish.dryRun(), outcomes, problems.list());
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

  private ExitCode exitCode(Wish wish, List<Outcome> outcomes, boolean isWrong) {
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
    if (isWrong) {
      return ExitCode.WRONG_INPUT;
    }
    boolean pending =
        outcomes.stream()
            .map(outcome -> outcome.change().action())
            .anyMatch(action -> action.writes() || action == Action.CONFLICT);
    return wish.dryRun() && wish.exitCode() && pending ? ExitCode.PENDING : ExitCode.OK;
  }
}
