package io.deploywatches.cluster;

import io.deploywatches.watch.LiveWatch;
import java.util.Optional;

/**
 * Decides what to do when the answer to a PUT got lost, so that nobody knows whether it was carried
 * out. Putting a watch again forgets its acknowledgements, and somebody else may have been faster.
 */
@FunctionalInterface
public interface RepeatCheck {
  /** Repeats without looking. */
  RepeatCheck ALWAYS = now -> true;

  /**
   * Whether to put the watch again.
   *
   * @param now the watch as it is after the lost answer; empty when it does not exist
   * @return false when the watch is what we wanted, or is no longer ours to overwrite
   */
  boolean repeat(Optional<LiveWatch> now);
}
