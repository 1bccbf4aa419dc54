package io.deploywatches.query;

/** How things are spelled in the language of {@code query_string}. */
final class QueryStringText {
  private static final String SPECIAL = "+-=!(){}[]^\"~*?:\\/&|";

  private QueryStringText() {}

  /**
   * A regular expression between slashes. Everything up to the last slash that no backslash
   * precedes is read as one: so an expression must not end in a backslash.
   */
  static String regexp(String expression) {
    StringBuilder text = new StringBuilder(expression.length() + 8).append('/');
    for (int i = 0; i < expression.length(); i++) {
      char c = expression.charAt(i);
      if (c == '\\' && i + 1 < expression.length() && expression.charAt(i + 1) == '\\') {
        text.append("[\\\\]");
        i++;
      } else if (c == '\\' && i + 1 < expression.length()) {
        text.append(c).append(expression.charAt(++i));
      } else if (c == '/') {
        text.append("\\/");
      } else {
        text.append(c);
      }
    }
    return text.append('/').toString();
  }

  /** A text between quotes, in which nothing else is special. */
  static String quoted(String value) {
    StringBuilder text = new StringBuilder(value.length() + 8).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\');
      }
      text.append(c);
    }
    return text.append('"').toString();
  }

  /** Whether a field can be named at all. */
  static boolean canName(String field) {
    return field.indexOf('<') < 0 && field.indexOf('>') < 0 && !field.isEmpty();
  }

  static String field(String name) {
    StringBuilder text = new StringBuilder(name.length() + 8);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (SPECIAL.indexOf(c) >= 0 || Character.isWhitespace(c)) {
        text.append('\\');
      }
      text.append(c);
    }
    return text.toString();
  }
}
