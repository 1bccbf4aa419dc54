package io.deploywatches.cli;

import io.deploywatches.problem.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The bare command: plan, show the plan, apply it. */
final class DeployCommand extends Subcommand {
  static final String NAME = "deploy-watches";

  private final Console console;
  private final Cancellation cancellation;
  private final Set<String> commands;
  private final BundleOptions bundle = new BundleOptions(arguments);
  private final ConnectionOptions connection = new ConnectionOptions(arguments);
  private final Supplier<Boolean> dryRun =
      arguments.flag("--dry-run", "Plan and show; write nothing at all.");
  private final PlanOptions plan = new PlanOptions(arguments);
  private final Supplier<Boolean> keepGoing =
      arguments.flag("--keep-going", "Deploy what is valid although some rules are not.");
  private final OutputOptions output = new OutputOptions(arguments);

  /**
   * @param commands the names of the other commands
   */
  DeployCommand(Console console, Cancellation cancellation, Set<String> commands) {
    super(
        NAME,
        "Keeps Elasticsearch Watcher watches as code: renders the bundle's rules into watches,"
            + " shows how the cluster differs, and makes it match.");
    this.console = console;
    this.cancellation = cancellation;
    this.commands = commands;
    arguments.exitCodes(
        "0:done, or nothing to do",
        "1:the cluster or some watch failed, or a deploy met a conflict",
        "2:what was given is wrong: usage, settings, rule, template",
        "3:a dry run, and something that --exit-code or --fail-on names is pending",
        "130:interrupted, after requests in flight were finished%n");
  }

  @Override
  public Integer call() {
    CommandLine commandLine = arguments.commandLine();
    if (commandLine.getParseResult().matchedArgs().isEmpty()
        && console.variable("ELASTICSEARCH_URL") == null) {
      commandLine.usage(console.err(), CommandLine.Help.Ansi.OFF);
      console.err().flush();
      return ExitCode.WRONG_INPUT.code();
    }
    rejectMisspeltCommand();
    return new DeployRun(console, bundle, connection, plan, output, cancellation)
        .run(dryRun.get(), keepGoing.get())
        .code();
  }

  /** What is no command is taken for a path: {@code dif} is more likely {@code diff}. */
  private void rejectMisspeltCommand() {
    for (Path path : bundle.paths.get()) {
      Optional<String> command = Nearest.to(path.toString(), commands);
      if (command.isPresent()
          && !Files.exists(path)
          && !Files.exists(bundle.root.get().resolve(path))) {
        throw new UsageException(
            "there is no command, file or folder '"
                + path
                + "'; did you mean 'deploy-watches "
                + command.get()
                + "'?");
      }
    }
  }
}
