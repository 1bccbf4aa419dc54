package io.deploywatches.cli;

import io.deploywatches.problem.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The bare command: plan, show the plan, apply it. */
@Command(
    name = DeployCommand.NAME,
    description = {
      "Keeps Elasticsearch Watcher watches as code: renders the bundle's rules into watches,"
          + " shows how the cluster differs, and makes it match."
    },
    synopsisSubcommandLabel = "[COMMAND]",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, or nothing to do",
      "1:the cluster or some watch failed, or a deploy met a conflict",
      "2:what was given is wrong: usage, settings, rule, template",
      "3:a dry run, and something that --exit-code or --fail-on names is pending",
      "130:interrupted, after requests in flight were finished%n"
    })
final class DeployCommand implements Callable<Integer> {
  static final String NAME = "deploy-watches";

  private final Console console;
  private final Cancellation cancellation;

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin BundleOptions bundle = new BundleOptions();

  @Mixin ConnectionOptions connection = new ConnectionOptions();

  @Option(names = "--dry-run", description = "Plan and show; write nothing at all.")
  boolean dryRun;

  @Mixin PlanOptions plan = new PlanOptions();

  @Option(names = "--keep-going", description = "Deploy what is valid although some rules are not.")
  boolean keepGoing;

  @Mixin OutputOptions output = new OutputOptions();

  DeployCommand(Console console, Cancellation cancellation) {
    this.console = console;
    this.cancellation = cancellation;
  }

  @Override
  public Integer call() {
    if (spec.commandLine().getParseResult().matchedArgs().isEmpty()
        && console.variable("ELASTICSEARCH_URL") == null) {
      spec.commandLine().usage(console.err(), CommandLine.Help.Ansi.OFF);
      console.err().flush();
      return ExitCode.WRONG_INPUT.code();
    }
    rejectMisspeltCommand();
    return new DeployRun(console, bundle, connection, plan, output, cancellation)
        .run(dryRun, keepGoing)
        .code();
  }

  /** What is no command is taken for a path: {@code dif} is more likely {@code diff}. */
  private void rejectMisspeltCommand() {
    for (Path path : bundle.paths) {
      Optional<String> command = Nearest.to(path.toString(), spec.subcommands().keySet());
      if (command.isPresent() && !Files.exists(path) && !Files.exists(bundle.root.resolve(path))) {
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
