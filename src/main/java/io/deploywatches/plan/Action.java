package io.deploywatches.plan;

import java.util.Locale;

/** What a plan says of a watch. */
public enum Action {
  CREATE,
  UPDATE,
  ACTIVATE,
  DEACTIVATE,
  ADOPT,
  DELETE,
  UNCHANGED,
  /** It exists and is not ours. */
  CONFLICT,
  /** Ours, and no longer in the bundle. */
  ORPHAN,
  /** The rule did not render. */
  INVALID;

  /** The spelling of every output. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a deploy writes to the cluster for it. */
  public boolean writes() {
    return switch (this) {
      case CREATE, UPDATE, ACTIVATE, DEACTIVATE, ADOPT, DELETE -> true;
      case UNCHANGED, CONFLICT, ORPHAN, INVALID -> false;
    };
  }
}
