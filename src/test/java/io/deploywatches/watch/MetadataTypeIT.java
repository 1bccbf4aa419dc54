package io.deploywatches.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.deploywatches.testing.LocalElasticsearch;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a real server maps, and what it takes, over made-up values. In an index of its own, which is
 * mapped like the metadata of watches but can be deleted.
 */
final class MetadataTypeIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INDEX = "/metadata-types";
  private static final int TEXTS = 1500;
  private static final List<String> PARTS =
      List.of(
          "2026",
          "1999",
          "-",
          "-",
          "/",
          "11",
          "02",
          "29",
          "31",
          "00",
          "5",
          "T",
          "t",
          "10",
          "24",
          ":",
          ":",
          "30",
          "59",
          "60",
          ".",
          ",",
          "123",
          "123456789",
          "Z",
          "z",
          "+01:00",
          "-0230",
          "+01",
          "+19:00",
          "UTC",
          "W",
          "w",
          "W48",
          "W53",
          "W00",
          "366",
          "001",
          " ",
          "+",
          "e3",
          "d",
          "",
          "x");

  private static final LocalElasticsearch SERVER = LocalElasticsearch.shared();

  /** Always the same one: with others there are odd offsets that no table of ours has to know. */
  private static final long SEED = Long.getLong("metadata.seed", 1);

  @BeforeAll
  static void makeIndex() {
    SERVER.delete(INDEX);
    assertThat(
            SERVER
                .put(
                    INDEX,
                    """
                    {"settings": {"number_of_replicas": 0, "index.mapping.total_fields.limit": 20000},
                     "mappings": {"doc": {"dynamic": true}}}
                    """)
                .status())
        .isEqualTo(200);
  }

  @AfterAll
  static void deleteIndex() {
    SERVER.delete(INDEX);
  }

  @Test
  void mapsTextsAsWeSay() {
    List<String> texts = List.copyOf(texts());
    ObjectNode document = JSON.createObjectNode();
    for (int i = 0; i < texts.size(); i++) {
      document.put("t" + i, texts.get(i));
    }
    LocalElasticsearch.Response put = SERVER.put(INDEX + "/doc/texts", document.toString());
    assertThat(put.status()).as(put.toString()).isEqualTo(201);
    JsonNode mapped = SERVER.get(INDEX + "/_mapping").json().at(INDEX + "/mappings/doc/properties");
    List<String> wrong = new ArrayList<>();
    Map<MetadataType, Integer> counts = new EnumMap<>(MetadataType.class);
    for (int i = 0; i < texts.size(); i++) {
      MetadataType type = MetadataType.mapped(mapped.path("t" + i));
      if (MetadataType.of(document.get("t" + i), true) != type) {
        wrong.add(texts.get(i) + " is " + type);
      }
      counts.merge(type, 1, Integer::sum);
    }
    assertThat(wrong).as("seed %s", SEED).isEmpty();
    assertThat(counts)
        .containsOnlyKeys(MetadataType.TEXT, MetadataType.DATE, MetadataType.DATE_WITH_SLASHES);
  }

  /** What we refuse is refused. Of texts that look like dates a server refuses some more. */
  @Test
  void refusesWhatWeRefuse() {
    List<JsonNode> values = new ArrayList<>();
    texts().stream().limit(TEXTS / 5).forEach(text -> values.add(TextNode.valueOf(text)));
    for (String json :
        List.of("{}", "{\"a\":1}", "true", "5", "-5.5", "1e300", "\"\"", "\"true\"", "\"no\"")) {
      values.add(read(json));
    }
    Map<String, String> firsts =
        Map.of(
            "object", "{}",
            "text", "\"x\"",
            "long", "5",
            "float", "1.5",
            "boolean", "true",
            "date", "\"2026-11-25\"",
            "slashes", "\"2026/11/25\"");
    StringBuilder first = new StringBuilder();
    firsts.forEach(
        (key, json) ->
            first.append(first.isEmpty() ? "{" : ",").append("\"is-" + key + "\":" + json));
    assertThat(SERVER.put(INDEX + "/doc/first", first + "}").status()).isEqualTo(201);
    JsonNode mapped = SERVER.get(INDEX + "/_mapping").json().at(INDEX + "/mappings/doc/properties");
    List<String> wrong = new ArrayList<>();
    for (String key : firsts.keySet()) {
      MetadataType type = MetadataType.mapped(mapped.path("is-" + key));
      StringBuilder bulk = new StringBuilder();
      for (JsonNode value : values) {
        bulk.append("{\"index\": {\"_type\": \"doc\"}}\n");
        ObjectNode document = JSON.createObjectNode();
        document.set("is-" + key, value);
        bulk.append(document).append('\n');
      }
      JsonNode items = SERVER.post(INDEX + "/_bulk", bulk.toString()).json().path("items");
      assertThat(items).hasSize(values.size());
      for (int i = 0; i < values.size(); i++) {
        JsonNode answer = items.get(i).path("index");
        if (!type.takes(values.get(i), true) && answer.path("status").asInt() != 400) {
          wrong.add(values.get(i) + " where there is a " + key);
        }
      }
    }
    assertThat(wrong).as("seed %s", SEED).isEmpty();
  }

  /** Dates with a fault or without one, and what is made of the parts of dates. */
  private static Set<String> texts() {
    Random random = new Random(SEED);
    Set<String> texts = new LinkedHashSet<>();
    while (texts.size() < TEXTS) {
      StringBuilder text = new StringBuilder();
      if (random.nextInt(3) > 0) {
        text.append(
            random.nextInt(4) > 0 ? "2026-11-25T10:30:15.123+01:00" : "2026/11/25 10:30:15");
        if (random.nextBoolean()) {
          text.setLength(1 + random.nextInt(text.length()));
        }
        for (int edits = random.nextInt(3); edits > 0; edits--) {
          int from = random.nextInt(text.length() + 1);
          int to = Math.min(text.length(), from + random.nextInt(3));
          text.replace(from, to, PARTS.get(random.nextInt(PARTS.size())));
        }
      } else {
        for (int parts = 1 + random.nextInt(8); parts > 0; parts--) {
          text.append(PARTS.get(random.nextInt(PARTS.size())));
        }
      }
      // To 6.8 a sign in the middle of a date is as good as a digit; nobody writes that.
      if (!text.toString().matches("(?i).*[-:tw ][-+].*")) {
        texts.add(text.toString());
      }
    }
    return texts;
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}
