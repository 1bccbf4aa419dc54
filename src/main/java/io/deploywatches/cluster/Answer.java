package io.deploywatches.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * What the server said.
 *
 * @param node which of the nodes
 * @param headers the few that matter, by lower-case name
 * @param json the body; a missing node when there is none or it is not JSON
 * @param confidential what a message that quotes the answer must not repeat
 */
record Answer(
    URI node, int status, Map<String, String> headers, JsonNode json, Confidential confidential) {
  /** What servers say when too many new scripts were compiled lately. */
  static final String SCRIPT_BREAKER = "Too many dynamic script compilations";

  Answer {
    headers = Map.copyOf(headers);
  }

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** Whether the index that was asked for does not exist. */
  boolean isIndexMissing() {
    return status == 404
        && json.path("error").path("type").asText("").equals("index_not_found_exception");
  }

  /** Whether too many new scripts were compiled lately; the server takes one more in 4 seconds. */
  boolean isScriptBreaker() {
    return status >= 429 && contains(json.path("error"), SCRIPT_BREAKER);
  }

  /**
   * Whether another watch, put at the same moment, gave a key of metadata its type first. Once the
   * key is mapped, a number that is no integer is taken as well, and what is of another kind is
   * refused in other words.
   */
  boolean isMappingRace() {
    return status == 400
        && contains(json.path("error"), "mapper [metadata.")
        && contains(json.path("error"), "cannot be changed from type");
  }

  /** Whether the text stands in any string of a tree. */
  static boolean contains(JsonNode node, String text) {
    if (node.isTextual()) {
      return node.textValue().contains(text);
    }
    for (JsonNode child : node) {
      if (contains(child, text)) {
        return true;
      }
    }
    return false;
  }
}
