package io.deploywatches.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Which rules a command is about. */
final class BundleOptions {
  final Supplier<Path> root;
  final Supplier<Optional<String>> environment;
  final Supplier<List<Path>> paths;

  BundleOptions(Arguments arguments) {
    paths =
        arguments.positional(
            Path.class,
            "PATH",
            "Rules or folders of rules to limit the command to. Default: all of them.");
    root = root(arguments);
    environment = environment(arguments);
  }

  /** The option that names the bundle, for commands that are not about its rules. */
  static Supplier<Path> root(Arguments arguments) {
    return arguments.value(
        Path.class,
        "--bundle",
        "DIR",
        "The bundle: the folder of deploy-watches.yml. Default: the current folder.",
        Path.of(""));
  }

  /** The option that names the environment, for commands that are not about rules. */
  static Supplier<Optional<String>> environment(Arguments arguments) {
    return arguments.optional(
        String.class, "--env", "NAME", "The environment of the settings to use.");
  }
}
