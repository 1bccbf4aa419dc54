package io.deploywatches.cli;

import io.deploywatches.bundle.BundleReader;
import io.deploywatches.bundle.BundleSettings;
import io.deploywatches.problem.Problems;
import io.deploywatches.query.language.Dialect;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** How rules are written in other languages. */
final class DialectOptions {
  /** Another tool whose output is wanted, with its faults. */
  enum Compat {
    sigmac
  }

  private final Supplier<Optional<Compat>> compat;
  private final Supplier<Optional<Path>> bundle;
  private final Supplier<Optional<String>> environment;

  DialectOptions(Arguments arguments) {
    compat =
        arguments.optional(
            Compat.class,
            "--compat",
            "TOOL",
            "sigmac: what sigmac 0.18.1 writes, with a warning for each of its faults. Default: what"
                + " the rule means.");
    bundle =
        arguments.optional(
            Path.class,
            "--bundle",
            "DIR",
            "Take indices, time field, schedule and the like from the settings of this bundle: the"
                + " folder of deploy-watches.yml. Default: the built-in settings.");
    environment = BundleOptions.environment(arguments);
  }

  /** The bundle's settings, or the built-in ones; empty when a problem was reported. */
  Optional<BundleSettings> settings(Problems problems) {
    Optional<Path> root = bundle.get();
    if (root.isEmpty() && environment.get().isPresent()) {
      throw new UsageException("--env needs --bundle, whose settings have the environments");
    }
    return root.isEmpty()
        ? Optional.of(BundleSettings.builtIn())
        : BundleReader.readSettings(root.get(), environment.get(), problems);
  }

  Dialect dialect(BundleSettings settings) {
    return compat.get().isPresent() ? Dialect.sigmac() : Dialect.right(settings.defaultMatching());
  }
}
