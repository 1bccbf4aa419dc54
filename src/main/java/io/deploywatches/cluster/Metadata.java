package io.deploywatches.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.watch.MetadataMapping;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Asks, in two requests, what a cluster has mapped of the metadata of its watches. Where the user
 * may not see that, a deploy goes on without: the server refuses by itself what it does not take.
 */
final class Metadata {
  private static final String PURPOSE = "ask how metadata is mapped";
  private static final String PRIVILEGE = "the index privilege view_index_metadata on .watches";
  private static final String LIMIT = "index.mapping.total_fields.limit";

  private final Transport transport;

  Metadata(Transport transport) {
    this.transport = transport;
  }

  MetadataMapping ask() throws ClusterException {
    Call call = Call.read("/.watches/_mapping", PURPOSE, PRIVILEGE);
    Answer answer = transport.send(call);
    if (answer.isIndexMissing()) {
      return MetadataMapping.EMPTY;
    }
    if (answer.status() == 403) {
      return MetadataMapping.UNKNOWN;
    }
    if (!answer.isSuccess()) {
      throw Failures.of(call, answer);
    }
    return MetadataMapping.of(properties(answer.json()), limit());
  }

  /** Of the one index, whatever its name: {@code .watches} may be an alias. */
  private static ObjectNode properties(JsonNode indices) {
    ObjectNode properties = JsonNodeFactory.instance.objectNode();
    for (JsonNode index : indices) {
      JsonNode mappings = index.path("mappings");
      if (mappings.path("properties") instanceof ObjectNode typeless) {
        properties.setAll(typeless);
      } else {
        for (Map.Entry<String, JsonNode> type : mappings.properties()) {
          if (type.getValue().path("properties") instanceof ObjectNode typed) {
            properties.setAll(typed);
          }
        }
      }
    }
    return properties;
  }

  /** How many fields the index takes; empty when we may not know. */
  private OptionalInt limit() throws ClusterException {
    String path = "/.watches/_settings/" + LIMIT + "?flat_settings=true";
    Call call = Call.read(path, PURPOSE, PRIVILEGE);
    Answer answer = transport.send(call);
    if (answer.status() == 403) {
      return OptionalInt.empty();
    }
    if (!answer.isSuccess()) {
      throw Failures.of(call, answer);
    }
    for (JsonNode index : answer.json()) {
      int limit = index.path("settings").path(LIMIT).asInt(0);
      if (limit > 0) {
        return OptionalInt.of(limit);
      }
    }
    return OptionalInt.of(MetadataMapping.USUAL_LIMIT);
  }
}
