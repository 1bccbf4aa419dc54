package io.deploywatches.sigma;

import org.jspecify.annotations.Nullable;

/** Which events a rule is about; each part may be missing. */
public record LogSource(
    @Nullable String category, @Nullable String product, @Nullable String service) {
  /** A rule that does not say. */
  public static final LogSource UNKNOWN = new LogSource(null, null, null);
}
