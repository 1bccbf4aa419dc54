package io.deploywatches.deploy;

import io.deploywatches.plan.Change;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one change.
 *
 * @param error one sentence for the user; null unless it failed or met a conflict
 */
public record Outcome(Change change, Result result, @Nullable String error) {

  /** How a change ended. */
  public enum Result {
    /** A dry run: nothing was done. */
    PLANNED,
    /** The cluster holds what is wanted. */
    APPLIED,
    /** The cluster refused it or could not be reached. */
    FAILED,
    /** The watch is not ours, or changed between plan and apply; it was left. */
    CONFLICT,
    /** There was nothing to do, or it was not done any more. */
    SKIPPED;

    /** The spelling of every output. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The outcome of a dry run. */
  public static Outcome planned(Change change) {
    return new Outcome(change, Result.PLANNED, null);
  }

  static Outcome of(Change change, Result result) {
    return new Outcome(change, result, null);
  }

  static Outcome conflict(Change change, String reason) {
    return new Outcome(change, Result.CONFLICT, reason);
  }

  static Outcome failed(Change change, String error) {
    return new Outcome(change, Result.FAILED, error);
  }
}
