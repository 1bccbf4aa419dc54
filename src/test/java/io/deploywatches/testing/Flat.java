package io.deploywatches.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An event as an index sees it: from paths to values. */
public final class Flat {
  private Flat() {}

  public static Map<String, List<String>> of(JsonNode event) {
    Map<String, List<String>> flat = new LinkedHashMap<>();
    add("", event, flat);
    return flat;
  }

  private static void add(String path, JsonNode node, Map<String, List<String>> flat) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              child ->
                  add(
                      path.isEmpty() ? child.getKey() : path + "." + child.getKey(),
                      child.getValue(),
                      flat));
    } else if (node.isArray()) {
      node.forEach(child -> add(path, child, flat));
    } else if (!node.isNull()) {
      flat.computeIfAbsent(path, key -> new ArrayList<>()).add(node.asText());
    }
  }
}
