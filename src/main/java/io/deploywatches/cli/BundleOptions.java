package io.deploywatches.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which rules a command is about. */
final class BundleOptions {
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

  @Parameters(
      paramLabel = "PATH",
      arity = "0..*",
      description = "Rules or folders of rules to limit the command to. Default: all of them.")
  List<Path> paths = new ArrayList<>();
}
