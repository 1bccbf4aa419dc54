package io.deploywatches.query;

/** How things are spelled in the language of {@code query_string}. */
final class QueryStringText {
  private static final String SPECIAL = "+-=!(){}[]^\"~*?:\\/&|";

  private QueryStringText() {}

  /** A regular expression that was made for this place. */
  static String regexp(String expression) {
    return "/" + expression + "/";
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
