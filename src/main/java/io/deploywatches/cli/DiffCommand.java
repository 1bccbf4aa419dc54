package io.deploywatches.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A dry run by its own name. */
@Command(
    name = "diff",
    description = "Shows what a deploy would change; writes nothing at all.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true)
final class DiffCommand implements Callable<Integer> {
  private final Console console;
  private final Cancellation cancellation;

  @Mixin BundleOptions bundle = new BundleOptions();

  @Mixin ConnectionOptions connection = new ConnectionOptions();

  @Mixin PlanOptions plan = new PlanOptions();

  @Mixin OutputOptions output = new OutputOptions();

  DiffCommand(Console console, Cancellation cancellation) {
    this.console = console;
    this.cancellation = cancellation;
  }

  @Override
  public Integer call() {
    return new DeployRun(console, bundle, connection, plan, output, cancellation)
        .run(true, false)
        .code();
  }
}
