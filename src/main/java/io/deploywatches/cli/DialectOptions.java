package io.deploywatches.cli;

import io.deploywatches.bundle.BundleReader;
import io.deploywatches.bundle.BundleSettings;
import io.deploywatches.problem.Problems;
import io.deploywatches.query.language.Dialect;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How rules are written in other languages. */
final class DialectOptions {
  /** Another tool whose output is wanted, with its faults. */
  enum Compat {
    sigmac
  }

  @Option(
      names = "--compat",
      paramLabel = "TOOL",
      description =
          "sigmac: what sigmac 0.18.1 writes, with a warning for each of its faults. Default: what"
              + " the rule means.")
  @Nullable Compat compat;

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "Take indices, time field, schedule and the like from this bundle's settings.")
  @Nullable Path bundle;

  @Option(
      names = "--env",
      paramLabel = "NAME",
      description = "The environment of those settings to use.")
  @Nullable String environment;

  /** The bundle's settings, or the built-in ones; empty when a problem was reported. */
  Optional<BundleSettings> settings(Problems problems) {
    if (bundle == null) {
      if (environment != null) {
        throw new UsageException("--env needs --bundle, whose settings have the environments");
      }
      return Optional.of(BundleSettings.builtIn());
    }
    return BundleReader.readSettings(bundle, Optional.ofNullable(environment), problems);
  }

  Dialect dialect(BundleSettings settings) {
    return compat == Compat.sigmac ? Dialect.sigmac() : Dialect.right(settings.defaultMatching());
  }
}
