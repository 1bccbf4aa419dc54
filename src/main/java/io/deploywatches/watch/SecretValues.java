package io.deploywatches.watch;

import org.jspecify.annotations.Nullable;

/** The values of the settings' secrets, by name. Only what must have a value asks for it. */
@FunctionalInterface
public interface SecretValues {
  /** For bundles without secrets, and commands that need none. */
  SecretValues NONE = name -> null;

  /** The value of a secret; null when there is none of that name. */
  @Nullable String valueOf(String name);

  /** The text with its secrets filled in; a secret that has no value is nothing. */
  default String reveal(MarkedText text) {
    StringBuilder revealed = new StringBuilder();
    for (MarkedText.Segment segment : text.segments()) {
      if (segment instanceof MarkedText.Segment.Own own) {
        revealed.append(own.text());
      } else if (segment instanceof MarkedText.Segment.RuleText rule) {
        revealed.append(rule.text());
      } else if (segment instanceof MarkedText.Segment.Secret secret) {
        String value = valueOf(secret.name());
        revealed.append(value == null ? "" : value);
      }
    }
    return revealed.toString();
  }
}
