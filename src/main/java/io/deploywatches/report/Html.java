package io.deploywatches.report;

/** Text as a part of HTML. */
final class Html {
  private Html() {}

  /** The text in an element or between the quotes of an attribute. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isAllowed(c) ? c : 0xFFFD);
              }
            });
    return escaped.toString();
  }

  /** Control characters and halves of characters are no text. */
  private static boolean isAllowed(int c) {
    return c == '\n' || c == '\t' || (c >= 0x20 && c != 0x7F && (c < 0xD800 || c > 0xDFFF));
  }
}
