package io.deploywatches.bundle;

import java.util.regex.Pattern;

/** How a string of a whole watch names a secret of the settings: {@code ${secret:NAME}}. */
public final class SecretReference {
  /** With what every reference begins. */
  public static final String START = "${secret:";

  /** One reference; its first group is the name. */
  public static final Pattern PATTERN = Pattern.compile("\\$\\{secret:([^}]*)}");

  private SecretReference() {}
}
