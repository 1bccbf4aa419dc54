package io.deploywatches.query.language;

/** How sigmac spells values. */
final class SigmacText {
  private static final String LUCENE = "+-=!(){}[]^\"~:/";
  private static final String GRAYLOG = "+-!(){}[]^\"~:/";
  private static final String GREP = "|()[]{}.^$+";

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

  /** For es-qs; for graylog without white space, {@code =} and {@code \\u}. */
  static String lucene(String value, boolean graylog) {
    String special = graylog ? GRAYLOG : LUCENE;
    StringBuilder text = new StringBuilder(value.length() + 16);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean pair = isPair(value, i);
      if (c == '\\'
          ? isLone(value, i) || (!graylog && isBeforeU(value, i))
          : pair || special.indexOf(c) >= 0 || (!graylog && isWhiteSpace(c))) {
        text.append('\\');
      }
      text.append(c);
      if (pair) {
        text.append(value.charAt(++i));
      }
    }
    return text.toString();
  }

  /** For splunk, logpoint and powershell: lone backslashes, and some other characters. */
  static String backslashed(String value, String special) {
    StringBuilder text = new StringBuilder(value.length() + 16);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' ? isLone(value, i) : special.indexOf(c) >= 0) {
        text.append('\\');
      }
      text.append(c);
    }
    return text.toString();
  }

  /** For grep, between single quotes of a shell. */
  static String grep(String value) {
    StringBuilder text = new StringBuilder(value.length() + 16);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (GREP.indexOf(c) >= 0) {
        text.append('\\').append(c);
      } else if (c == '\'') {
        text.append("'\"'\"'");
      } else if (c == '*') {
        text.append(".*");
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  /** Whether sigmac doubles the backslash of {@code \\u} a second time, wrongly. */
  static boolean hasDoubledU(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (isBeforeU(value, i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWhiteSpace(char c) {
    return Character.isWhitespace(c) || c == '\u00a0';
  }

  private static boolean isPair(String value, int i) {
    char c = value.charAt(i);
    return (c == '&' || c == '|') && i + 1 < value.length() && value.charAt(i + 1) == c;
  }

  private static boolean isBeforeU(String value, int i) {
    return isBackslash(value, i)
        && isBackslash(value, i - 1)
        && i + 1 < value.length()
        && value.charAt(i + 1) == 'u';
  }

  /** A backslash that stands alone and escapes nothing. */
  private static boolean isLone(String value, int i) {
    char following = i + 1 < value.length() ? value.charAt(i + 1) : ' ';
    return !isBackslash(value, i - 1) && following != '*' && following != '?' && following != '\\';
  }

  private static boolean isBackslash(String value, int i) {
    return i >= 0 && value.charAt(i) == '\\';
  }
}
