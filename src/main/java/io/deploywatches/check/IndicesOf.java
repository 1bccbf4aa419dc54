package io.deploywatches.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds the indices in which a watch searches. */
final class IndicesOf {
  private IndicesOf() {}

  /** Those of its inputs, in the order of the body. */
  static List<String> watch(JsonNode body) {
    Set<String> indices = new LinkedHashSet<>();
    input(body.path("input"), indices);
    return List.copyOf(indices);
  }

  /** Those of one search. */
  static List<String> request(JsonNode request) {
    JsonNode given = request.path("indices");
    List<String> indices = new ArrayList<>();
    if (given.isTextual()) {
      indices.addAll(List.of(given.textValue().split(",", -1)));
    }
    given.forEach(index -> indices.add(index.asText()));
    return indices;
  }

  private static void input(JsonNode input, Set<String> indices) {
    indices.addAll(request(input.path("search").path("request")));
    for (JsonNode named : input.path("chain").path("inputs")) {
      named.forEach(each -> input(each, indices));
    }
  }
}
