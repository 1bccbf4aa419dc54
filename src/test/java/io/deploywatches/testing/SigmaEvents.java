package io.deploywatches.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/** Real events of public rules, in an index of a server. */
public final class SigmaEvents {
  /** How winlogbeat has strings mapped. */
  public static final String KEYWORDS = "{\"type\": \"keyword\", \"ignore_above\": 1024}";

  /** As servers map strings by themselves. */
  public static final String SUB_FIELDS =
      "{\"type\": \"text\", \"fields\": {\"keyword\": {\"type\": \"keyword\", \"ignore_above\": 256}}}";

  private SigmaEvents() {}

  /**
   * Makes an index with all events, as if they had happened five minutes ago. The id of each is the
   * number of its line, from 0.
   */
  public static void index(LocalElasticsearch server, String index, String strings) {
    server.delete("/" + index);
    LocalElasticsearch.Response made =
        server.put(
            "/" + index,
            """
            {"settings": {"number_of_shards": 1, "number_of_replicas": 0},
             "mappings": {"_doc": {"dynamic_templates": [
               {"strings": {"match_mapping_type": "string", "mapping": %s}}],
               "properties": {"@timestamp": {"type": "date"}}}}}
            """
                .formatted(strings));
    assertThat(made.status()).isEqualTo(200);
    StringBuilder bulk = new StringBuilder();
    List<JsonNode> events = Corpus.lines("sigma-events.ndjson");
    for (int i = 0; i < events.size(); i++) {
      ObjectNode event = (ObjectNode) events.get(i);
      event.put("@timestamp", Instant.now().minusSeconds(300).toString());
      bulk.append("{\"index\": {\"_id\": \"").append(i).append("\"}}\n").append(event).append('\n');
    }
    JsonNode answer = server.post("/" + index + "/_doc/_bulk?refresh=true", bulk.toString()).json();
    assertThat(answer.path("errors").asBoolean(true)).isFalse();
  }
}
