package io.deploywatches.watch;

/** What the bundle says of a watch's active state. */
public enum Activation {
  /** The watch runs. */
  ACTIVE,
  /** The watch is switched off. */
  INACTIVE,
  /** A new watch runs; a live one stays as somebody left it. */
  KEEP;

  /**
   * The state to deploy.
   *
   * @param live whether the live watch is active; true for a watch that does not exist yet
   */
  public boolean resolve(boolean live) {
    return this == KEEP ? live : this == ACTIVE;
  }
}
