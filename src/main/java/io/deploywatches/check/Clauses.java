package io.deploywatches.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.cluster.ClusterException;
import io.deploywatches.cluster.ScratchIndices;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds out which clause of a query matched no event, for watches that come from no Sigma rule. */
final class Clauses {
  private static final int SHOWN = 300;

  private Clauses() {}

  /**
   * The causes, a line each.
   *
   * @param query as it was carried out
   */
  static List<String> causes(JsonNode query, ScratchIndices scratch, String view)
      throws ClusterException {
    List<JsonNode> clauses = new ArrayList<>();
    collect(query, clauses);
    if (clauses.size() < 2) {
      return List.of();
    }
    List<Set<String>> found = scratch.find(view, clauses);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      if (found.get(i).isEmpty()) {
        String text = clauses.get(i).toString();
        lines.add(
            "this part of the query matches no event: "
                + (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "..."));
      }
    }
    if (lines.isEmpty()) {
      lines.add("each part of the query matches an event, but no event matches all of them");
    }
    return lines;
  }

  /** The parts that all have to match; what must not match is turned round. */
  private static void collect(JsonNode query, List<JsonNode> clauses) {
    JsonNode bool = query.path("bool");
    boolean isConjunction = bool.has("filter") || bool.has("must");
    if (!isConjunction || bool.has("should")) {
      parts(query).forEach(clauses::add);
      return;
    }
    for (String kind : List.of("filter", "must")) {
      if (bool.path(kind).isObject()) {
        collect(bool.path(kind), clauses);
      } else {
        bool.path(kind).forEach(clause -> collect(clause, clauses));
      }
    }
    if (bool.has("must_not")) {
      ObjectNode negation = JsonNodeFactory.instance.objectNode();
      negation.putObject("bool").set("must_not", bool.path("must_not"));
      clauses.add(negation);
    }
  }

  /** The parts of a query string that AND joins at its top; else the query itself. */
  private static List<JsonNode> parts(JsonNode query) {
    List<String> texts = conjuncts(query.at("/query_string/query").asText(""));
    if (texts.size() < 2) {
      return List.of(query);
    }
    List<JsonNode> parts = new ArrayList<>();
    for (String text : texts) {
      ObjectNode part = query.deepCopy();
      ((ObjectNode) part.path("query_string")).put("query", text);
      parts.add(part);
    }
    return parts;
  }

  /** Empty where OR stands at the top as well, which AND does not bind as one expects. */
  private static List<String> conjuncts(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == '(' || c == '[' || c == '{')) {
        depth++;
      } else if (!quoted && (c == ')' || c == ']' || c == '}')) {
        depth--;
      } else if (!quoted && depth == 0 && text.startsWith(" OR ", i)) {
        return List.of();
      } else if (!quoted && depth == 0 && text.startsWith(" AND ", i)) {
        parts.add(text.substring(start, i));
        start = i + " AND ".length();
      }
    }
    parts.add(text.substring(start));
    return parts;
  }
}
