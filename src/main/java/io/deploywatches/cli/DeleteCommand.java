package io.deploywatches.cli;

import io.deploywatches.bundle.BundleReader;
import io.deploywatches.bundle.BundleSettings;
import io.deploywatches.plan.Plan;
import io.deploywatches.plan.Planner;
import io.deploywatches.plan.Policy;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.watch.LiveWatch;
import io.deploywatches.watch.SecretValues;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes watches of the bundle from the cluster. */
@Command(
    name = "delete",
    description = "Deletes watches that the bundle owns from the cluster; never those of others.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true)
final class DeleteCommand implements Callable<Integer> {
  private final Console console;
  private final Cancellation cancellation;

  @Parameters(paramLabel = "ID", arity = "0..*", description = "The ids of the watches.")
  List<String> ids = new ArrayList<>();

  @Option(names = "--all", description = "All watches of the bundle.")
  boolean all;

  @Option(names = "--dry-run", description = "Show what would be deleted; write nothing at all.")
  boolean dryRun;

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "The bundle: the folder of deploy-watches.yml. Default: the current folder.")
  Path root = Path.of("");

  @Option(
      names = "--env",
      paramLabel = "NAME",
      description = "The environment of the settings to use.")
  @Nullable String environment;

  @Mixin ConnectionOptions connection = new ConnectionOptions();

  @Mixin OutputOptions output = new OutputOptions();

  DeleteCommand(Console console, Cancellation cancellation) {
    this.console = console;
    this.cancellation = cancellation;
  }

  @Override
  public Integer call() {
    if (all == !ids.isEmpty()) {
      throw new UsageException("expected either ids of watches, or --all for all of the bundle");
    }
    Problems problems = new Problems();
    ClusterRun run = new ClusterRun(console, connection, output, cancellation, problems);
    Optional<BundleSettings> settings =
        BundleReader.readSettings(root, Optional.ofNullable(environment), problems);
    if (settings.isEmpty() || problems.hasErrors()) {
      return run.refuse(settings.map(BundleSettings::bundle), dryRun, List.of()).code();
    }
    return run.run(
            new ClusterRun.Task(settings.get(), SecretValues.NONE, Policy.NONE, dryRun, Set.of()),
            this::plan)
        .code();
  }

  private Plan plan(Planner planner, List<LiveWatch> live, Problems problems) {
    Set<String> known = live.stream().map(LiveWatch::id).collect(Collectors.toSet());
    for (String id : ids) {
      if (!known.contains(id)) {
        problems.add(
            Problem.error(
                null,
                "there is no watch '" + id + "' on the cluster" + Nearest.suggestion(id, known)));
      }
    }
    return planner.deletion(all ? planner.owned(live) : ids, live);
  }
}
