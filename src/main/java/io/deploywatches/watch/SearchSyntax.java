package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the query strings and the scripts in the body of a search and checks them. A field may be
 * called as a query is, so a place counts only where it can be nothing else.
 */
final class SearchSyntax {
  /** Their keys are the names of fields. */
  private static final Set<String> FIELD_QUERIES =
      Set.of(
          "common",
          "fuzzy",
          "match",
          "match_bool_prefix",
          "match_phrase",
          "match_phrase_prefix",
          "prefix",
          "range",
          "regexp",
          "span_term",
          "term",
          "terms",
          "terms_set",
          "wildcard");

  /** They hold a script under a key of that name. */
  private static final Set<String> WITH_SCRIPT =
      Set.of("script", "script_score", "_script", "bucket_script", "bucket_selector");

  /** Below them anything may stand. */
  private static final Set<String> FREE = Set.of("params", "meta", "_source");

  private final Consumer<Finding> found;

  private SearchSyntax(Consumer<Finding> found) {
    this.found = found;
  }

  /** Checks the body of a search. */
  static void check(JsonNode body, Place place, Consumer<Finding> found) {
    new SearchSyntax(found).search(body, place);
  }

  private void search(JsonNode node, Place place) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String key = entry.getKey();
      Place child = place.child(key);
      if (key.equals("query_string") && !FIELD_QUERIES.contains(place.key())) {
        QueryStringSyntax.check(entry.getValue(), child, found);
      } else if (key.equals("script") && takesScript(place)) {
        PainlessSyntax.check(entry.getValue(), child, found);
      }
      if (!FREE.contains(key)) {
        search(entry.getValue(), child);
      }
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      search(node.get(i), place.child(i));
    }
  }

  /** Whether an object at that place has its script under the key of that name. */
  private static boolean takesScript(Place place) {
    Place parent = place.parent();
    if (WITH_SCRIPT.contains(place.key())) {
      return parent == null || !FIELD_QUERIES.contains(parent.key());
    }
    if (isCalled(parent, "script_fields")) {
      return true;
    }
    // {"aggs": {NAME: {TYPE: {"script": ...}}}}
    Place above = parent == null ? null : parent.parent();
    return isCalled(above, "aggs") || isCalled(above, "aggregations");
  }

  private static boolean isCalled(@Nullable Place place, String key) {
    return place != null && place.key().equals(key);
  }
}
