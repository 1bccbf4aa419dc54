package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Severity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is wrong with the run-time Mustache of a watch. A server takes all of it: an unclosed
 * section kills the action at every run, and a misspelt name renders as nothing.
 */
final class MustacheLint {
  private static final Set<String> CONTEXT =
      Set.of("id", "watch_id", "execution_time", "trigger", "metadata", "payload", "vars", "error");
  private static final Set<String> TRIGGER = Set.of("triggered_time", "scheduled_time");

  /** Sections that are functions: their content is a path or text, not a context of its own. */
  private static final Set<String> FUNCTIONS = Set.of("toJson", "join", "url");

  private final ObjectNode body;
  private final RuntimeTemplates template;
  private final List<Finding> findings = new ArrayList<>();
  private final Deque<String> sections = new ArrayDeque<>();
  private final Set<String> told = new TreeSet<>();

  private MustacheLint(ObjectNode body, RuntimeTemplates template) {
    this.body = body;
    this.template = template;
  }

  /** What is wrong with the templates of a watch. */
  static List<Finding> findings(ObjectNode body) {
    List<Finding> findings = new ArrayList<>();
    for (RuntimeTemplates template : RuntimeTemplates.of(body)) {
      MustacheLint lint = new MustacheLint(body, template);
      lint.check();
      findings.addAll(lint.findings);
    }
    return findings;
  }

  private void check() {
    String text = template.text();
    String open = "{{";
    String close = "}}";
    boolean inJson = template.isRequestBody() && text.strip().matches("(?s)[\\[{].*");
    boolean quoted = false;
    int at = 0;
    while (true) {
      int start = text.indexOf(open, at);
      if (start < 0) {
        break;
      }
      quoted = quotedAfter(text, at, start, quoted);
      boolean raw = open.equals("{{") && text.startsWith("{", start + 2);
      String end = raw ? "}" + close : close;
      int stop = text.indexOf(end, start + open.length());
      if (stop < 0) {
        error(
            "mustache-tag-unclosed", "the tag " + shown(text.substring(start)) + " has no " + end);
        return;
      }
      String tag = text.substring(start + open.length() + (raw ? 1 : 0), stop).strip();
      at = stop + end.length();
      if (tag.startsWith("=") && tag.endsWith("=") && tag.length() > 2) {
        String[] delimiters = tag.substring(1, tag.length() - 1).strip().split("\\s+", 2);
        if (delimiters.length == 2) {
          open = delimiters[0];
          close = delimiters[1];
        }
        continue;
      }
      tag(tag, inJson && quoted, text, at, open);
    }
    for (String section : sections) {
      error(
          "mustache-section-unclosed",
          "the section {{#"
              + section
              + "}} is never closed: servers take the watch, and each run of it fails here");
    }
  }

  /** Whether a place lies inside a JSON string; tags count as text. */
  private static boolean quotedAfter(String text, int from, int to, boolean before) {
    boolean quoted = before;
    for (int i = from; i < to; i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == '"') {
        quoted = !quoted;
      }
    }
    return quoted;
  }

  private void tag(String tag, boolean inJsonString, String text, int after, String open) {
    if (tag.isEmpty() || tag.startsWith("!") || tag.startsWith(">")) {
      return;
    }
    char kind = tag.charAt(0);
    String name = tag.substring("#^/&".indexOf(kind) >= 0 ? 1 : 0).strip();
    switch (kind) {
      case '#', '^' -> {
        if (FUNCTIONS.contains(name.replaceAll(" .*", ""))) {
          int stop = text.indexOf(open, after);
          path(text.substring(after, stop < 0 ? text.length() : stop).strip());
        } else {
          path(name);
        }
        sections.push(name);
      }
      case '/' -> {
        if (sections.isEmpty()) {
          error("mustache-section-unopened", "{{/" + name + "}} closes no section");
        } else if (!isSame(sections.peek(), name)) {
          error(
              "mustache-section-crossed",
              "{{/" + name + "}} stands where {{/" + sections.peek() + "}} was expected");
          sections.pop();
        } else {
          sections.pop();
        }
      }
      default -> {
        path(name);
        if (inJsonString && mayHoldQuotes(name)) {
          warning(
              "json-string-unescaped",
              "{{"
                  + name
                  + "}} stands in a string of JSON, and Watcher escapes nothing there: a"
                  + " quotation mark in it breaks the request",
              "put a whole map or list there with {{#toJson}}, such as"
                  + " {{#toJson}}ctx.metadata.alert{{/toJson}}");
        }
      }
    }
  }

  /** {@code {{#join delimiter=', '}}} is closed by the whole of it or by its first word. */
  private static boolean isSame(@Nullable String opened, String closed) {
    return closed.equals(opened)
        || (opened != null && opened.replaceAll(" .*", "").equals(closed.replaceAll(" .*", "")));
  }

  private static boolean mayHoldQuotes(String name) {
    return !name.startsWith("ctx.trigger.")
        && !name.matches("ctx\\.(id|watch_id|execution_time)")
        && !name.matches(".*(hits\\.total|_id|_index|doc_count|took)");
  }

  private void path(String path) {
    if (path.isEmpty() || !path.matches("[\\p{L}\\p{N}_.@-]+")) {
      return;
    }
    String[] steps = path.split("\\.", -1);
    if (!steps[0].equals("ctx")) {
      boolean isRelative = !sections.isEmpty() || path.equals(".") || hasParameters();
      if (!isRelative && CONTEXT.contains(steps[0])) {
        unknown(path, "a name begins with ctx", "write ctx." + path);
      }
      return;
    }
    if (steps.length < 2) {
      return;
    }
    if (!CONTEXT.contains(steps[1])) {
      unknown(path, "ctx has no '" + steps[1] + "'", suggestion(steps[1], CONTEXT));
    } else if (steps[1].equals("trigger") && steps.length > 2 && !TRIGGER.contains(steps[2])) {
      unknown(path, "ctx.trigger has no '" + steps[2] + "'", suggestion(steps[2], TRIGGER));
    } else if (steps[1].equals("metadata")) {
      metadata(path, steps);
    }
  }

  private void metadata(String path, String[] steps) {
    JsonNode value = body.path("metadata");
    for (int i = 2; i < steps.length && value.isObject(); i++) {
      Set<String> known = new TreeSet<>();
      value.fieldNames().forEachRemaining(known::add);
      if (!value.has(steps[i])) {
        boolean isQuestion = template.text().contains("#" + path);
        if (!isQuestion && !told.contains(path)) {
          unknown(
              path, "the watch's metadata have no '" + steps[i] + "'", suggestion(steps[i], known));
        }
        return;
      }
      value = value.path(steps[i]);
    }
  }

  private static @Nullable String suggestion(String word, Set<String> known) {
    Optional<String> nearest = Nearest.to(word, known);
    return nearest
        .map(found -> "write '" + found + "'")
        .orElse("there are: " + String.join(", ", new TreeSet<>(known)));
  }

  /** Templates may have parameters of their own. */
  private boolean hasParameters() {
    String pointer = template.pointer().replaceAll("/(source|inline)$", "");
    return body.at(pointer).has("params");
  }

  private void unknown(String path, String why, @Nullable String hint) {
    if (told.add(path)) {
      warning("mustache-unknown-name", "{{" + path + "}} renders as nothing: " + why, hint);
    }
  }

  private static String shown(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() <= 40 ? line : line.substring(0, 40) + "...";
  }

  private void error(String name, String message) {
    findings.add(new Finding(name, Severity.ERROR, template.pointer(), message, null));
  }

  private void warning(String name, String message, @Nullable String hint) {
    findings.add(new Finding(name, Severity.WARNING, template.pointer(), message, hint));
  }
}
