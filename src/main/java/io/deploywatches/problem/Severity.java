package io.deploywatches.problem;

import java.util.Locale;

/** How much a problem matters: an error stops a deploy, a warning does not, an info is a remark. */
public enum Severity {
  ERROR,
  WARNING,
  INFO;

  /** The spelling of every output: lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
