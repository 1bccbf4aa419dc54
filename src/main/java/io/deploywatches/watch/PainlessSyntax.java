package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.problem.Severity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds scripts that cannot be compiled, as far as that can be seen without a server: brackets and
 * quotation marks that do not fit.
 */
final class PainlessSyntax {
  private PainlessSyntax() {}

  /** What is wrong with the scripts of a watch. */
  static List<Finding> findings(ObjectNode body) {
    List<Finding> findings = new ArrayList<>();
    search(body, "", findings);
    return findings;
  }

  private static void search(JsonNode node, String pointer, List<Finding> findings) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String place = pointer + "/" + entry.getKey().replace("~", "~0").replace("/", "~1");
      JsonNode value = entry.getValue();
      if (entry.getKey().equals("script")) {
        boolean isPainless = value.path("lang").asText("painless").equals("painless");
        if (value.isTextual()) {
          check(value, place, findings);
        } else if (isPainless) {
          check(value.path("source"), place + "/source", findings);
          check(value.path("inline"), place + "/inline", findings);
        }
      }
      search(value, place, findings);
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      search(node.get(i), pointer + "/" + i, findings);
    }
  }

  private static void check(JsonNode source, String pointer, List<Finding> findings) {
    String text = source.isTextual() ? source.textValue() : "";
    // Run-time Mustache decides later what stands there; and a regular expression may hold
    // anything.
    if (text.contains("{{") || text.contains("=~") || text.contains("/.")) {
      return;
    }
    String problem = problem(text);
    if (problem != null) {
      findings.add(
          new Finding(
              "painless-syntax",
              Severity.ERROR,
              pointer,
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
