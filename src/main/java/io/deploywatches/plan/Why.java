package io.deploywatches.plan;

/** Why a watch is updated. */
public enum Why {
  /** The bundle moved. */
  CHANGED("changed"),
  /** The watch was edited on the cluster. */
  DRIFTED("drifted"),
  /** A secret has another value than the one deployed. */
  ROTATED("rotated"),
  /** It runs as another user, and is to run as the one who deploys. */
  IDENTITY("identity");

  private final String word;

  Why(String word) {
    this.word = word;
  }

  /** The spelling of every output. */
  public String word() {
    return word;
  }
}
