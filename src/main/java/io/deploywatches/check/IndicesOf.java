package io.deploywatches.check;

import com.fasterxml.jackson.databind.JsonNode;
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

  private static void input(JsonNode input, Set<String> indices) {
    JsonNode given = input.path("search").path("request").path("indices");
    if (given.isTextual()) {
      indices.addAll(List.of(given.textValue().split(",", -1)));
    }
    given.forEach(index -> indices.add(index.asText()));
    for (JsonNode named : input.path("chain").path("inputs")) {
      named.forEach(each -> input(each, indices));
    }
  }
}
