package io.deploywatches.bundle;

import io.deploywatches.problem.Location;

/** Where the value of a secret comes from; the value itself is never part of a bundle. */
public sealed interface SecretSource {
  Location location();

  /** An environment variable. */
  record Env(Location location, String variable) implements SecretSource {}

  /** A file; one line break at its end does not count. */
  record File(Location location, String path) implements SecretSource {}
}
