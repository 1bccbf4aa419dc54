package io.deploywatches.sigma;

/** How much of a rule's text is shown in a message. */
final class Texts {
  /** Longer texts are cut short. */
  static final int MAX_SHOWN = 100;

  private Texts() {}

  static String shortened(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
  }
}
