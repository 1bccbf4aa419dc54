package io.deploywatches.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * What a server with keyword fields finds for the part of the query DSL that we write, on flat
 * documents. Regular expressions are Java's: in what we write they mean what Lucene's mean.
 */
final class DslInterpreter {
  private final Map<String, Pattern> patterns = new HashMap<>();

  boolean matches(JsonNode query, Map<String, List<String>> document) {
    Entry<String, JsonNode> entry = query.properties().iterator().next();
    JsonNode inner = entry.getValue();
    return switch (entry.getKey()) {
      case "bool" ->
          all(inner.path("filter"), document)
              && !any(inner.path("must_not"), document)
              && (!inner.has("should") || any(inner.get("should"), document));
      case "exists" -> document.containsKey(inner.get("field").textValue());
      case "term", "terms", "prefix", "wildcard", "regexp" ->
          leaf(entry.getKey(), inner.properties().iterator().next(), document);
      case "query_string" -> anywhere(inner.get("query").textValue(), document);
      case "multi_match" -> false;
      default -> throw new IllegalArgumentException(query.toString());
    };
  }

  private boolean all(JsonNode queries, Map<String, List<String>> document) {
    return StreamSupport.stream(queries.spliterator(), false).allMatch(q -> matches(q, document));
  }

  private boolean any(JsonNode queries, Map<String, List<String>> document) {
    return StreamSupport.stream(queries.spliterator(), false).anyMatch(q -> matches(q, document));
  }

  private boolean leaf(
      String type, Entry<String, JsonNode> field, Map<String, List<String>> document) {
    List<String> values = document.getOrDefault(field.getKey(), List.of());
    JsonNode given = field.getValue();
    if (type.equals("terms")) {
      return StreamSupport.stream(given.spliterator(), false)
          .anyMatch(value -> values.contains(value.asText()));
    }
    String value = given.isObject() ? given.get("value").asText() : given.asText();
    boolean ignoreCase = given.path("case_insensitive").asBoolean();
    String regexp =
        switch (type) {
          case "term" -> Pattern.quote(value);
          case "prefix" -> Pattern.quote(value) + ".*";
          case "wildcard" -> wildcard(value);
          default -> value;
        };
    Pattern pattern = compile(regexp, ignoreCase);
    return values.stream().anyMatch(text -> pattern.matcher(text).matches());
  }

  private boolean anywhere(String query, Map<String, List<String>> document) {
    Pattern pattern = compile(query.substring(1, query.length() - 1), false);
    return document.values().stream()
        .flatMap(List::stream)
        .anyMatch(text -> pattern.matcher(text).matches());
  }

  Pattern compile(String regexp, boolean ignoreCase) {
    return patterns.computeIfAbsent(
        (ignoreCase ? "i" : "c") + regexp,
        key ->
            Pattern.compile(regexp, Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE : 0)));
  }

  private static String wildcard(String value) {
    StringBuilder regexp = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '*') {
        regexp.append(".*");
      } else if (c == '?') {
        regexp.append('.');
      } else {
        regexp.append(Pattern.quote(String.valueOf(c == '\\' ? value.charAt(++i) : c)));
      }
    }
    return regexp.toString();
  }
}
