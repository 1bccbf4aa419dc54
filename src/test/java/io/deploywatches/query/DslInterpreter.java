package io.deploywatches.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
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
      case "range" -> range(inner.properties().iterator().next(), document);
      case "script" -> script(inner.get("script").get("params"), document);
      case "match_none" -> false;
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

  private static boolean range(Entry<String, JsonNode> field, Map<String, List<String>> document) {
    Entry<String, JsonNode> limit = field.getValue().properties().iterator().next();
    return document.getOrDefault(field.getKey(), List.of()).stream()
        .map(BigDecimal::new)
        .anyMatch(
            value -> {
              int order = value.compareTo(limit.getValue().decimalValue());
              return switch (limit.getKey()) {
                case "lt" -> order < 0;
                case "lte" -> order <= 0;
                case "gt" -> order > 0;
                case "gte" -> order >= 0;
                default -> throw new IllegalArgumentException(field.toString());
              };
            });
  }

  /** What the script says is tried on a real server; here, what its parameters mean. */
  private static boolean script(JsonNode params, Map<String, List<String>> document) {
    List<String> values = firstOf(params.get("fields"), document);
    if (params.has("others")) {
      boolean start = params.get("start").booleanValue();
      boolean end = params.get("end").booleanValue();
      return values.stream()
          .anyMatch(
              value ->
                  others(params, document).stream()
                      .anyMatch(
                          other -> {
                            boolean cased = params.get("cased").booleanValue();
                            Pattern pattern =
                                Pattern.compile(
                                    (start ? ".*" : "") + Pattern.quote(other) + (end ? ".*" : ""),
                                    Pattern.DOTALL | (cased ? 0 : Pattern.CASE_INSENSITIVE));
                            return pattern.matcher(value).matches();
                          }));
    }
    if (params.has("sets")) {
      return values.stream().anyMatch(value -> matches(params, value));
    }
    throw new IllegalArgumentException(params.toString());
  }

  /** Whether positions can be walked along a text, tried one after the other. */
  private static boolean matches(JsonNode params, String text) {
    int[] characters = text.codePoints().toArray();
    boolean openEnd = params.get("open_end").booleanValue();
    int starts = params.get("open_start").booleanValue() ? characters.length + 1 : 1;
    for (int start = 0; start < starts; start++) {
      if (params.get("empty").booleanValue() && (openEnd || start == characters.length)) {
        return true;
      }
      if (walks(params, params.get("first"), characters, start, openEnd, new HashSet<>())) {
        return true;
      }
    }
    return false;
  }

  private static boolean walks(
      JsonNode params,
      JsonNode positions,
      int[] characters,
      int at,
      boolean openEnd,
      Set<List<Integer>> seen) {
    if (at == characters.length) {
      return false;
    }
    for (JsonNode position : positions) {
      int number = position.intValue();
      JsonNode ranges = params.get("sets").get(params.get("set").get(number).intValue());
      boolean fits = false;
      for (int i = 0; i < ranges.size(); i += 2) {
        fits |=
            ranges.get(i).intValue() <= characters[at]
                && characters[at] <= ranges.get(i + 1).intValue();
      }
      if (fits
          && seen.add(List.of(number, at))
          && ((params.get("last").get(number).booleanValue()
                  && (openEnd || at + 1 == characters.length))
              || walks(
                  params, params.get("next").get(number), characters, at + 1, openEnd, seen))) {
        return true;
      }
    }
    return false;
  }

  private static List<String> others(JsonNode params, Map<String, List<String>> document) {
    List<String> texts = new ArrayList<>();
    params.get("texts").forEach(text -> texts.add(text.textValue()));
    return texts.isEmpty() ? firstOf(params.get("others"), document) : texts;
  }

  private static List<String> firstOf(JsonNode names, Map<String, List<String>> document) {
    for (JsonNode name : names) {
      List<String> values = document.get(name.textValue());
      if (values != null) {
        return values;
      }
    }
    return List.of();
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
