package io.deploywatches.plan;

/**
 * What a user should know of a live watch although no deploy changes it.
 *
 * @param inactive it is switched off although nothing in the bundle says so
 * @param identity it runs as another user than the one who deploys now
 */
public record Notes(boolean inactive, boolean identity) {
  static final Notes NONE = new Notes(false, false);
}
