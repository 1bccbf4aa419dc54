package io.deploywatches.report;

/** Text that comes from events or from a server, as a terminal may show it. */
final class Printable {
  private Printable() {}

  /**
   * The text with each character that a terminal might carry out, or that changes the order of
   * others, as its code: {@code \\u001b}.
   */
  static String text(String text) {
    return escaped(text, false);
  }

  /** The same of a text of several lines, which it keeps. */
  static String lines(String text) {
    return escaped(text, true);
  }

  private static String escaped(String text, boolean keepsLines) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      int type = Character.getType(character);
      boolean isKept = keepsLines && (character == '\n' || character == '\t');
      if (!isKept
          && (type == Character.CONTROL
              || type == Character.FORMAT
              || type == Character.LINE_SEPARATOR
              || type == Character.PARAGRAPH_SEPARATOR)) {
        escaped.append(String.format("\\u%04x", (int) character));
      } else {
        escaped.append(character);
      }
    }
    return escaped.toString();
  }
}
