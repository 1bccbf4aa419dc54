package io.deploywatches.query;

/** How sigmac spells values for Elasticsearch. */
final class SigmacText {
  private static final String ESCAPED = "+-=!(){}[]^\"~:/";

  private SigmacText() {}

  /** Adds the wildcards of {@code contains}, {@code startswith} and {@code endswith}. */
  static String open(String value, boolean start, boolean end) {
    String opened = start && !value.startsWith("*") ? "*" + value : value;
    if (end && !opened.endsWith("*")) {
      opened += opened.endsWith("\\") ? "\\*" : "*";
    }
    return opened;
  }

  /** Whether it has a {@code *} or {@code ?} that sigmac does not take for an escaped one. */
  static boolean hasWildcard(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c == '*' || c == '?') && (!isBackslash(value, i - 1) || isBackslash(value, i - 2))) {
        return true;
      }
    }
    return false;
  }

  static String escape(String value) {
    StringBuilder text = new StringBuilder(value.length() + 16);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' ? isDoubled(value, i) : isEscaped(value, i)) {
        text.append('\\');
      }
      text.append(c);
      if ((c == '&' || c == '|') && isPair(value, i)) {
        text.append(value.charAt(++i));
      }
    }
    return text.toString();
  }

  private static boolean isEscaped(String value, int i) {
    char c = value.charAt(i);
    return ESCAPED.indexOf(c) >= 0
        || Character.isWhitespace(c)
        || c == '\u00a0'
        || isPair(value, i);
  }

  private static boolean isPair(String value, int i) {
    char c = value.charAt(i);
    return (c == '&' || c == '|') && i + 1 < value.length() && value.charAt(i + 1) == c;
  }

  /** A backslash that stands alone; also, wrongly, the second one of {@code \\u}. */
  private static boolean isDoubled(String value, int i) {
    char following = i + 1 < value.length() ? value.charAt(i + 1) : ' ';
    if (isBackslash(value, i - 1)) {
      return following == 'u';
    }
    return following != '*' && following != '?' && following != '\\';
  }

  private static boolean isBackslash(String value, int i) {
    return i >= 0 && value.charAt(i) == '\\';
  }
}
