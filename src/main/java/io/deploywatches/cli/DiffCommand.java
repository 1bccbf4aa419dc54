package io.deploywatches.cli;

import java.util.function.Supplier;

/** A dry run by its own name. */
final class DiffCommand extends Subcommand {
  private final Console console;
  private final Cancellation cancellation;
  private final BundleOptions bundle = new BundleOptions(arguments);
  private final ConnectionOptions connection = new ConnectionOptions(arguments);
  private final PlanOptions plan = new PlanOptions(arguments);
  private final Supplier<Boolean> keepGoing =
      arguments.flag("--keep-going", "Plan as a deploy does that is told to keep going.");
  private final OutputOptions output = new OutputOptions(arguments);

  DiffCommand(Console console, Cancellation cancellation) {
    super("diff", "Shows what a deploy would change; writes nothing at all.");
    this.console = console;
    this.cancellation = cancellation;
  }

  @Override
  public Integer call() {
    return new DeployRun(console, bundle, connection, plan, output, cancellation)
        .run(true, keepGoing.get())
        .code();
  }
}
