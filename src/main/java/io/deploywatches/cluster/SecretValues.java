package io.deploywatches.cluster;

import org.jspecify.annotations.Nullable;

/** Gives the values of the settings' secrets, at the moment when a request is written. */
@FunctionalInterface
public interface SecretValues {
  /** For bundles without secrets. */
  SecretValues NONE = name -> null;

  /** The value of a secret; null when there is none of that name. */
  @Nullable String valueOf(String name);
}
