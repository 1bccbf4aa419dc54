package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.problem.Severity;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds scripts that cannot be compiled, as far as that can be seen without a server: brackets and
 * quotation marks that do not fit.
 */
final class PainlessSyntax {
  private static final Pattern KEYWORD_AT_THE_END =
      Pattern.compile("\\b(return|in|instanceof|new|else|do|throw)$");

  private PainlessSyntax() {}

  /**
   * Checks a script.
   *
   * @param script its source, or an object with its source
   */
  static void check(JsonNode script, Place place, Consumer<Finding> found) {
    if (script.isTextual()) {
      source(script, place, found);
    } else if (script.path("lang").asText("painless").equals("painless")) {
      source(script.path("source"), place.child("source"), found);
      source(script.path("inline"), place.child("inline"), found);
    }
  }

  private static void source(JsonNode source, Place place, Consumer<Finding> found) {
    String text = source.isTextual() ? source.textValue() : "";
    // Run-time Mustache decides later what stands there.
    if (text.contains("{{")) {
      return;
    }
    String problem = problem(text);
    if (problem != null) {
      found.accept(
          new Finding(
              "painless-syntax",
              Severity.ERROR,
              place.pointer(),
              "the script cannot be compiled: " + problem,
              null));
    }
  }

  /** What is wrong with a script; null when nothing is to be seen. */
  static @Nullable String problem(String script) {
    Deque<Character> open = new ArrayDeque<>();
    for (int i = 0; i < script.length(); i++) {
      char c = script.charAt(i);
      if (c == '\'' || c == '"') {
        int end = endOfString(script, i);
        if (end < 0) {
          return "the string that begins with " + start(script, i) + " is not closed";
        }
        i = end;
      } else if (script.startsWith("//", i)) {
        int end = script.indexOf('\n', i);
        i = end < 0 ? script.length() : end;
      } else if (script.startsWith("/*", i)) {
        int end = script.indexOf("*/", i + 2);
        if (end < 0) {
          return "a comment is not closed";
        }
        i = end + 1;
      } else if (c == '/' && !isDivision(script, i)) {
        return null; // a regular expression may hold anything
      } else if ("([{".indexOf(c) >= 0) {
        open.push(c);
      } else if (")]}".indexOf(c) >= 0) {
        char expected = "([{".charAt(")]}".indexOf(c));
        if (open.isEmpty() || open.pop() != expected) {
          return "'" + c + "' before " + start(script, i + 1) + " closes nothing";
        }
      }
    }
    return open.isEmpty() ? null : "a '" + open.peek() + "' is not closed";
  }

  /** Whether a slash divides, beyond doubt: it stands behind an operand. */
  private static boolean isDivision(String script, int slash) {
    String before = script.substring(0, slash).stripTrailing();
    if (before.isEmpty() || KEYWORD_AT_THE_END.matcher(before).find()) {
      return false;
    }
    char last = before.charAt(before.length() - 1);
    if (last == ')' || last == '}') {
      // if (x) /a/.matcher(y): a regular expression has a second slash on its line.
      int line = script.indexOf('\n', slash);
      return !script.substring(slash + 1, line < 0 ? script.length() : line).contains("/");
    }
    return Character.isLetterOrDigit(last) || last == '_' || last == ']';
  }

  private static int endOfString(String script, int start) {
    for (int i = start + 1; i < script.length(); i++) {
      if (script.charAt(i) == '\\') {
        i++;
      } else if (script.charAt(i) == script.charAt(start)) {
        return i;
      }
    }
    return -1;
  }

  private static String start(String script, int at) {
    if (at >= script.length()) {
      return "the end";
    }
    return script.substring(at, Math.min(script.length(), at + 20)).strip();
  }
}
