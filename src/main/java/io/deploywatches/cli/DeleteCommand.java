package io.deploywatches.cli;

import io.deploywatches.bundle.BundleReader;
import io.deploywatches.bundle.BundleSettings;
import io.deploywatches.cluster.Cluster;
import io.deploywatches.plan.Plan;
import io.deploywatches.plan.Planner;
import io.deploywatches.plan.Policy;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.report.PageFacts;
import io.deploywatches.watch.LiveWatch;
import io.deploywatches.watch.SecretValues;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Deletes watches of the bundle from the cluster. */
final class DeleteCommand extends Subcommand {
  private final Console console;
  private final Cancellation cancellation;
  private final Supplier<List<String>> ids =
      arguments.positional(String.class, "ID", "The ids of the watches.");
  private final Supplier<Boolean> all = arguments.flag("--all", "All watches of the bundle.");
  private final Supplier<Boolean> dryRun =
      arguments.flag("--dry-run", "Show what would be deleted; write nothing at all.");
  private final Supplier<Path> root = BundleOptions.root(arguments);
  private final Supplier<Optional<String>> environment = BundleOptions.environment(arguments);
  private final ConnectionOptions connection = new ConnectionOptions(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  DeleteCommand(Console console, Cancellation cancellation) {
    super(
        "delete", "Deletes watches that the bundle owns from the cluster; never those of others.");
    this.console = console;
    this.cancellation = cancellation;
  }

  @Override
  public Integer call() {
    if (all.get() == !ids.get().isEmpty()) {
      throw new UsageException("expected either ids of watches, or --all for all of the bundle");
    }
    Problems problems = new Problems();
    output.checkReport();
    ReportPrinter printer = new ReportPrinter(console, output, () -> PageFacts.NONE);
    ClusterRun run = new ClusterRun(console, connection, output, cancellation, problems, printer);
    Optional<BundleSettings> settings =
        BundleReader.readSettings(root.get(), environment.get(), problems);
    if (settings.isEmpty() || problems.hasErrors()) {
      return run.refuse(settings.map(BundleSettings::bundle), dryRun.get(), List.of()).code();
    }
    return run.run(
            new ClusterRun.Task(
                settings.get(), SecretValues.NONE, Policy.NONE, dryRun.get(), Set.of()),
            this::plan)
        .code();
  }

  private Plan plan(Planner planner, Cluster cluster, List<LiveWatch> live, Problems problems) {
    Set<String> known = live.stream().map(LiveWatch::id).collect(Collectors.toSet());
    for (String id : ids.get()) {
      if (!known.contains(id)) {
        problems.add(
            Problem.error(
                null,
                "there is no watch '" + id + "' on the cluster" + Nearest.suggestion(id, known)));
      }
    }
    return planner.deletion(all.get() ? planner.owned(live) : ids.get(), live);
  }
}
