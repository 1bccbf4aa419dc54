package io.deploywatches.cli;

import io.deploywatches.bundle.BundleSettings;
import io.deploywatches.catalog.AttackCoverage;
import io.deploywatches.plan.Plan;
import io.deploywatches.problem.Problems;
import io.deploywatches.watch.SecretValues;

/** A deploy or a dry run: the bundle is rendered first, and only what is right is sent. */
final class DeployRun {
  private static final String NOTHING_SENT = "nothing was sent; --keep-going deploys what is valid";

  private final Console console;
  private final BundleOptions bundleOptions;
  private final ConnectionOptions connectionOptions;
  private final PlanOptions planOptions;
  private final OutputOptions output;
  private final Cancellation cancellation;

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
    Problems problems = new Problems();
    output.checkReport();
    RenderedBundle bundle;
    try (Progress progress = Progress.of(console, output.quiet.get(), "rendering the rules")) {
      progress.begin();
      bundle = RenderedBundle.of(bundleOptions, problems);
    }
    ReportPrinter printer =
        new ReportPrinter(
            console,
            output,
            () -> AttackCoverage.of(bundle.watches(), bundle.rendered().origins()));
    ClusterRun run =
        new ClusterRun(console, connectionOptions, output, cancellation, problems, printer);
    if (bundle.settings().isEmpty()) {
      return run.refuse(bundle.name(), dryRun, bundle.invalid());
    }
    BundleSettings settings = bundle.settings().get();
    SecretValues secrets =
        Secrets.fetch(
            bundle.watches(), settings.secrets(), bundleOptions.root.get(), console, problems);
    boolean isIncomplete = problems.hasErrors();
    if (isIncomplete && !dryRun && !keepGoing) {
      bundle.onAnyCluster(problems);
      ExitCode code = run.refuse(bundle.name(), false, bundle.invalid());
      if (!bundle.watches().isEmpty()) {
        console.error(NOTHING_SENT);
      }
      return code;
    }
    return run.run(
        new ClusterRun.Task(
            settings, secrets, planOptions.policy(isIncomplete), dryRun, planOptions.pending()),
        (planner, cluster, live, refusals) -> {
          Problems found = new Problems();
          RenderedBundle.Fit fit = bundle.on(planner.version(), cluster.metadata(), found);
          (keepGoing ? problems : refusals).addAll(found.list());
          if (found.hasErrors() && !dryRun && !keepGoing) {
            console.error(NOTHING_SENT);
          }
          Plan plan =
              planner
                  .withPolicy(planOptions.policy(isIncomplete || found.hasErrors()))
                  .plan(fit.watches(), fit.invalid(), live, bundleOptions.paths.get().isEmpty());
          refusals.addAll(PlanLimits.refusals(plan, planOptions));
          return plan;
        });
  }
}
