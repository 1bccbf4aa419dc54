package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.problem.Severity;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds query strings that no server can read. A server takes a watch with one, and every run of it
 * fails. Only what is wrong beyond doubt is told.
 */
final class QueryStringSyntax {
  private static final List<String> BINARY = List.of("AND", "OR", "&&", "||");

  private final String text;
  private int at;
  private int depth;
  private boolean afterOperator = true;
  private @Nullable String lastOperator;

  private QueryStringSyntax(String text) {
    this.text = text;
  }

  /**
   * Checks a query.
   *
   * @param query the object under {@code query_string}
   */
  static void check(JsonNode query, Place place, Consumer<Finding> found) {
    String text = query.path("query").asText("");
    // Run-time Mustache decides later what stands there.
    String problem = text.contains("{{") ? null : new QueryStringSyntax(text).problem();
    if (problem != null) {
      found.accept(
          new Finding(
              "query-string-syntax",
              Severity.ERROR,
              place.child("query").pointer(),
              "the query string cannot be read: " + problem,
              "each run would fail; put a backslash before a special character that is meant"
                  + " as text"));
    }
  }

  /** What is wrong, and at which character, counted from 1; null when nothing is. */
  @Nullable String problem() {
    while (at < text.length()) {
      String problem = step();
      if (problem != null) {
        return problem;
      }
    }
    if (depth > 0) {
      return "a '(' is not closed";
    }
    if (lastOperator != null) {
      return "it ends with " + lastOperator;
    }
    return null;
  }

  private @Nullable String step() {
    char c = text.charAt(at);
    if (Character.isWhitespace(c)) {
      at++;
      return null;
    }
    return switch (c) {
      case '\\' -> escape();
      case '"' -> closing('"', "a quotation mark");
      case '/' -> closing('/', "a '/', which begins a regular expression,");
      case '[', '{' -> range();
      case '(' -> open();
      case ')' -> close();
      case ']', '}' -> "the '" + c + "' at character " + (at + 1) + " closes nothing";
      default -> word();
    };
  }

  private @Nullable String open() {
    at++;
    depth++;
    lastOperator = null;
    afterOperator = true;
    if (text.substring(at).stripLeading().startsWith(")")) {
      return "'()' holds nothing";
    }
    return null;
  }

  private @Nullable String close() {
    at++;
    depth--;
    if (lastOperator != null) {
      return lastOperator + " before ')' has nothing behind it";
    }
    if (depth < 0) {
      return "the ')' at character " + at + " closes nothing";
    }
    operand();
    return null;
  }

  private @Nullable String escape() {
    if (at + 1 >= text.length()) {
      return "it ends with a backslash";
    }
    return word();
  }

  private @Nullable String closing(char end, String what) {
    int start = at;
    for (at++; at < text.length(); at++) {
      if (text.charAt(at) == '\\') {
        at++;
      } else if (text.charAt(at) == end) {
        at++;
        operand();
        return null;
      }
    }
    return what + " at character " + (start + 1) + " is not closed";
  }

  private @Nullable String range() {
    int start = at;
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\\') {
        at++;
      } else if (c == '"') {
        String problem = closing('"', "a quotation mark");
        if (problem != null) {
          return problem;
        }
        at--;
      } else if (c == ']' || c == '}') {
        String inside = text.substring(start + 1, at);
        at++;
        operand();
        if (!inside.matches("(?s).*\\sTO\\s.*")) {
          return "the range at character " + (start + 1) + " has no TO";
        }
        return null;
      }
    }
    return "the range at character " + (start + 1) + " is not closed";
  }

  private @Nullable String word() {
    int start = at;
    while (at < text.length() && isPartOfWord(text.charAt(at))) {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    at = Math.min(Math.max(at, start + 1), text.length());
    String word = text.substring(start, at);
    if (BINARY.contains(word)) {
      if (afterOperator) {
        return word + " at character " + (start + 1) + " has nothing before it";
      }
      lastOperator = word;
      afterOperator = true;
      return null;
    }
    if (word.equals("NOT") || word.equals("!") || word.equals("+") || word.equals("-")) {
      lastOperator = word;
      afterOperator = true;
      return null;
    }
    if (word.endsWith(":") && !word.endsWith("\\:")) {
      lastOperator = "'" + word + "'";
      afterOperator = true;
      return null;
    }
    operand();
    return null;
  }

  private static boolean isPartOfWord(char c) {
    return !Character.isWhitespace(c) && "()[]{}\"/".indexOf(c) < 0;
  }

  private void operand() {
    afterOperator = false;
    lastOperator = null;
  }
}
