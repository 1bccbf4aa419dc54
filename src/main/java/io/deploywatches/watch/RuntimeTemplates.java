package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.watch.Kind.Use;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The run-time templates of a watch: the texts that a server renders as Mustache.
 *
 * @param pointer JSON pointer into the body
 * @param text secrets left out
 */
record RuntimeTemplates(String pointer, String text) {
  /** A search body is one template, whatever strings it is made of. */
  private static final String SEARCH_BODY = "/search/request/body";

  /** The templates, in the order of the body. */
  static List<RuntimeTemplates> of(ObjectNode body) {
    Map<String, StringBuilder> texts = new LinkedHashMap<>();
    var unused =
        Places.rewrite(
            body,
            (leaf, use, place) -> {
              if (use == Use.TEMPLATE) {
                String pointer = place.pointer();
                int search = pointer.indexOf(SEARCH_BODY);
                String whole =
                    search < 0 ? pointer : pointer.substring(0, search + SEARCH_BODY.length());
                texts.computeIfAbsent(whole, key -> new StringBuilder()).append(text(leaf));
              }
              return leaf;
            });
    List<RuntimeTemplates> templates = new ArrayList<>();
    texts.forEach((pointer, text) -> templates.add(new RuntimeTemplates(pointer, text.toString())));
    return templates;
  }

  private static String text(JsonNode leaf) {
    return MarkedText.of(leaf)
        .map(SecretValues.NONE::reveal)
        .orElseGet(() -> leaf.isTextual() ? leaf.textValue() + "\n" : "");
  }

  /** Whether it is the body of an HTTP request. */
  boolean isRequestBody() {
    return pointer.matches(".*/(webhook|http/request)/body(/source|/inline)?");
  }
}
