package io.deploywatches.cli;

import io.deploywatches.bundle.Bundle;
import io.deploywatches.bundle.BundleReader;
import io.deploywatches.problem.Problems;
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
            "Take indices, time field, schedule and the like from the settings of this bundle, and"
                + " its templates and field mappings: the folder of deploy-watches.yml. Default: the built-in settings.");
    environment = BundleOptions.environment(arguments);
  }

  /**
   * The bundle without its rules, or the built-in one; empty when a problem was reported.
   *
   * @param isNeeded whether there has to be a bundle, in the current folder unless it is named
   */
  Optional<Bundle> bundle(boolean isNeeded, Problems problems) {
    if (isNeeded || bundle.get().isPresent()) {
      return BundleReader.readWithoutRules(root(), environment.get(), problems);
    }
    if (environment.get().isPresent()) {
      throw new UsageException("--env needs --bundle, whose settings have the environments");
    }
    return Optional.of(Bundle.builtIn());
  }

  /** The bundle's folder. */
  Path root() {
    return bundle.get().orElse(Path.of(""));
  }

  boolean asSigmac() {
    return compat.get().isPresent();
  }
}
