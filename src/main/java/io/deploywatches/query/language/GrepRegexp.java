package io.deploywatches.query.language;

import io.deploywatches.sigma.Criterion;

/**
 * A rule's regular expression over a line, in which a field's value may begin and end anywhere: its
 * anchors mean the value's ends, which a line does not show.
 */
final class GrepRegexp {
  private GrepRegexp() {}

  /**
   * The test for a line.
   *
   * @param prefix what has to stand before the value; empty for anything
   */
  static String test(Criterion.Regex regex, String prefix) {
    String flags = (regex.ignoreCase() ? "i" : "") + (regex.dotAll() ? "s" : "");
    String start = "(?" + flags + (regex.ignoreCase() ? ":" : "-i:");
    return "(?=.*" + prefix + start + withoutAnchors(regex.expression()) + "))";
  }

  /**
   * The expression with nothing in the place of {@code ^} and {@code $}, for lines that may be
   * JSON, which has a backslash before each backslash and each quotation mark.
   */
  private static String withoutAnchors(String expression) {
    StringBuilder text = new StringBuilder(expression.length());
    boolean inClass = false;
    for (int i = 0; i < expression.length(); i++) {
      char c = expression.charAt(i);
      if (c == '\\' && i + 1 < expression.length()) {
        char next = expression.charAt(++i);
        text.append(inClass ? "\\" + next : escaped(next));
      } else if (inClass) {
        inClass = c != ']' || isFirstOfClass(expression, i);
        text.append(c);
      } else if (c == '^' || c == '$') {
        text.append("(?:)");
      } else if (c == '"') {
        text.append("(?:\\\\?\")");
      } else {
        inClass = c == '[';
        text.append(c);
      }
    }
    return text.toString();
  }

  /** What a backslash and a character after it become, outside of classes. */
  private static String escaped(char c) {
    return switch (c) {
      case 'A', 'Z', 'z' -> "(?:)";
      case '\\' -> "(?:\\\\{1,2})";
      case '"' -> "(?:\\\\?\")";
      default -> "\\" + c;
    };
  }

  private static boolean isFirstOfClass(String expression, int i) {
    return expression.charAt(i - 1) == '['
        || (expression.charAt(i - 1) == '^' && i >= 2 && expression.charAt(i - 2) == '[');
  }
}
