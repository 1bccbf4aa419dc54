package io.deploywatches.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads which fields a query looks into, and whether it can match anything at all. */
final class QueryFields {
  /** Queries with a field's name as their only key. */
  private static final Set<String> OF_ONE_FIELD =
      Set.of(
          "term",
          "terms",
          "regexp",
          "wildcard",
          "prefix",
          "fuzzy",
          "range",
          "match",
          "match_phrase",
          "match_phrase_prefix");

  /** Of these, those that compare with a value as a whole. */
  private static final Set<String> EXACT = Set.of("term", "terms", "regexp", "wildcard", "prefix");

  private static final Set<String> OPTIONS = Set.of("boost", "_name");
  private static final Pattern FIELD_IN_TEXT =
      Pattern.compile("(?<![\\w.@\\\\-])((?:[\\w@.-]|\\\\.)+):");
  private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern TERM_WITHOUT_FIELD =
      Pattern.compile("(?:^|[\\s(])[^\\s():]+(?=[\\s)]|$)");

  private QueryFields() {}

  /**
   * A field that a query looks into.
   *
   * @param exact whether a value is compared as a whole
   * @param range whether it is a range
   */
  record Use(String field, boolean exact, boolean range) {}

  /** The uses, in the order of the query, without what is negated. */
  static List<Use> uses(JsonNode query) {
    Set<Use> uses = new LinkedHashSet<>();
    collect(query, uses);
    return List.copyOf(uses);
  }

  private static void collect(JsonNode query, Set<Use> uses) {
    for (Map.Entry<String, JsonNode> entry : query.properties()) {
      String type = entry.getKey();
      JsonNode value = entry.getValue();
      if (OF_ONE_FIELD.contains(type)) {
        value
            .fieldNames()
            .forEachRemaining(
                field -> {
                  if (!OPTIONS.contains(field)) {
                    uses.add(new Use(field, EXACT.contains(type), type.equals("range")));
                  }
                });
      } else if (type.equals("exists")) {
        uses.add(new Use(value.path("field").asText(), false, false));
      } else if (type.equals("query_string")) {
        ofText(value.path("query").asText("")).forEach(f -> uses.add(new Use(f, false, false)));
      } else if (!type.equals("must_not")) {
        each(value).forEach(part -> collect(part, uses));
      }
    }
  }

  private static List<JsonNode> each(JsonNode value) {
    List<JsonNode> parts = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(parts::add);
    } else {
      parts.add(value);
    }
    return parts;
  }

  /** The fields that a query string names; patterns of names are left out. */
  private static Set<String> ofText(String text) {
    Set<String> fields = new LinkedHashSet<>();
    Matcher matcher = FIELD_IN_TEXT.matcher(QUOTED.matcher(text).replaceAll("\"\""));
    while (matcher.find()) {
      String field = matcher.group(1).replaceAll("\\\\(.)", "$1");
      if (!field.contains("*") && !field.startsWith("_")) {
        fields.add(field);
      }
    }
    return fields;
  }

  /**
   * Whether a query could match anything.
   *
   * @param isMapped whether a field is
   */
  static boolean canMatch(JsonNode query, Predicate<String> isMapped) {
    for (Map.Entry<String, JsonNode> entry : query.properties()) {
      JsonNode value = entry.getValue();
      String type = entry.getKey();
      boolean can =
          switch (type) {
            case "bool" -> canMatchBool(value, isMapped);
            case "constant_score", "nested" ->
                canMatch(value.path(type.equals("nested") ? "query" : "filter"), isMapped);
            case "exists" -> isMapped.test(value.path("field").asText());
            case "query_string" -> canMatchText(value.path("query").asText(""), isMapped);
            default -> !OF_ONE_FIELD.contains(type) || anyMapped(value, isMapped);
          };
      if (!can) {
        return false;
      }
    }
    return true;
  }

  private static boolean anyMapped(JsonNode fields, Predicate<String> isMapped) {
    List<String> names = new ArrayList<>();
    fields.fieldNames().forEachRemaining(names::add);
    names.removeAll(OPTIONS);
    return names.isEmpty() || names.stream().anyMatch(isMapped);
  }

  private static boolean canMatchBool(JsonNode bool, Predicate<String> isMapped) {
    for (String kind : List.of("filter", "must")) {
      if (bool.has(kind)
          && !each(bool.path(kind)).stream().allMatch(part -> canMatch(part, isMapped))) {
        return false;
      }
    }
    boolean needsOne =
        bool.path("minimum_should_match").asInt(bool.has("filter") || bool.has("must") ? 0 : 1) > 0;
    return !bool.has("should")
        || !needsOne
        || each(bool.path("should")).stream().anyMatch(part -> canMatch(part, isMapped));
  }

  /** A text can match when a field of it is mapped, or when it looks into all of them. */
  private static boolean canMatchText(String text, Predicate<String> isMapped) {
    Set<String> fields = ofText(text);
    if (fields.isEmpty() || text.contains("NOT ") || text.contains("!") || text.contains(" -")) {
      return true;
    }
    String unquoted = QUOTED.matcher(text).replaceAll("\"\"");
    Matcher free = TERM_WITHOUT_FIELD.matcher(unquoted);
    while (free.find()) {
      String word = free.group().replaceAll("[\\s(]", "");
      if (!Set.of("AND", "OR", "TO").contains(word)) {
        return true;
      }
    }
    return fields.stream().anyMatch(isMapped);
  }
}
