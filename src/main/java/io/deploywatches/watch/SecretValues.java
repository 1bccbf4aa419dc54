package io.deploywatches.watch;

/** The values of the settings' secrets, by name. Only what must have a value asks for it. */
@FunctionalInterface
public interface SecretValues {
  /** A bundle without secrets, and every command that needs none. */
  SecretValues NONE =
      name -> {
        throw new IllegalStateException("the secret '" + name + "' is not part of the settings");
      };

  /** The value of a secret that the settings declare. */
  String valueOf(String name);

  /** The text with its secrets filled in. */
  default String reveal(MarkedText text) {
    StringBuilder revealed = new StringBuilder();
    for (MarkedText.Segment segment : text.segments()) {
      if (segment instanceof MarkedText.Segment.Own own) {
        revealed.append(own.text());
      } else if (segment instanceof MarkedText.Segment.RuleText rule) {
        revealed.append(rule.text());
      } else if (segment instanceof MarkedText.Segment.Secret secret) {
        revealed.append(valueOf(secret.name()));
      }
    }
    return revealed.toString();
  }
}
