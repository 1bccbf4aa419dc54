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

  /**
   * The bundle's settings, or the built-in ones; empty when a problem was reported.
   *
   * @param isNeeded whether there has to be a bundle, in the current folder unless it is named
   */
  Optional<BundleSettings> settings(boolean isNeeded, Problems problems) {
    if (isNeeded || bundle.get().isPresent()) {
      return BundleReader.readSettings(root(), environment.get(), problems);
    }
    if (environment.get().isPresent()) {
      throw new UsageException("--env needs --bundle, whose settings have the environments");
    }
    return Optional.of(BundleSettings.builtIn());
  }

  /** The bundle's folder. */
  Path root() {
    return bundle.get().orElse(Path.of(""));
  }

  Dialect dialect(BundleSettings settings) {
    return compat.get().isPresent() ? Dialect.sigmac() : Dialect.right(settings.defaultMatching());
  }
}
