package io.deploywatches.query.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.Expression;
import io.deploywatches.sigma.FieldMapping;
import io.deploywatches.testing.ExampleEvents;
import io.deploywatches.testing.LocalElasticsearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On a real server every query finds a document of the rule's own values. */
class LuceneProofIT {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final String SETTINGS =
      """
      {"settings": {"number_of_shards": 1, "number_of_replicas": 0,
         "index.mapping.total_fields.limit": 20000},
       "mappings": {"_doc": {"dynamic_templates": [{"strings": {"match_mapping_type": "string",
         "mapping": {"type": "keyword"}}}], "properties": {TEXTS}}}}
      """;

  /** What winlogbeat maps as analysed text, as far as rules ask for it. */
  private static final String TEXTS_OF_WINLOGBEAT =
      """
      "message": {"type": "text"},
      "error": {"properties": {"message": {"type": "text"}}},
      "powershell": {"properties": {"file": {"properties": {
         "script_block_text": {"type": "text"}}}}}
      """;

  /** All public rules take minutes: a tenth of them is asked, all with the property set to 1. */
  private static final int EVERY = Integer.getInteger("rules.every", 10);

  private static final int BATCH = 50;

  /** A query, and the document that it is to find. */
  private record Question(Detection detection, String query, ObjectNode document) {}

  private final LocalElasticsearch server = LocalElasticsearch.shared();

  @ParameterizedTest
  @CsvSource({"ES_QS, winlogbeat", "GRAYLOG, none"})
  void aDocumentOfTheRulesOwnValuesIsFound(Target target, String fields) {
    FieldMapping mapping = Objects.requireNonNull(FieldMapping.named(fields));
    List<Question> single = new ArrayList<>();
    List<Question> keywords = new ArrayList<>();
    List<Detection> detections = PublicDetections.all();
    int withoutExample = 0;
    for (int i = 0; i < detections.size(); i += EVERY) {
      Detection detection = detections.get(i);
      Optional<String> query = PublicDetections.text(target, detection);
      if (query.isEmpty()) {
        continue;
      }
      Expression expression = mapping.resolve(detection);
      Optional<ObjectNode> document = ExampleEvents.of(expression);
      if (document.isEmpty()) {
        withoutExample++;
        continue;
      }
      // A server builds the automata of keywords for each field: only few fields may be there.
      boolean isKeyword = expression.toString().contains("KeywordMatch");
      (isKeyword ? keywords : single).add(new Question(detection, query.get(), document.get()));
    }
    String index = "proof-" + target.name().toLowerCase(Locale.ROOT).replace('_', '-');
    String settings =
        SETTINGS.replace("TEXTS", fields.equals("winlogbeat") ? TEXTS_OF_WINLOGBEAT : "");
    List<String> wrong = new ArrayList<>(ask(index, settings, single));
    // Keywords are whole terms: in analysed text only single words are found, as a warning says.
    wrong.addAll(ask(index + "-keywords", SETTINGS.replace("TEXTS", ""), keywords));
    System.out.printf(
        "%s: %d queries on a server, %d more without an example, %d wrong%n",
        target.word(), single.size() + keywords.size(), withoutExample, wrong.size());
    assertThat(wrong.stream().limit(10)).isEmpty();
    assertThat(single.size() + keywords.size()).isGreaterThan(300);
    assertThat(withoutExample).isLessThan(20);
  }

  private List<String> ask(String index, String settings, List<Question> questions) {
    server.delete("/" + index + "?ignore_unavailable=true");
    assertThat(server.put("/" + index, settings).status()).isEqualTo(200);
    List<String> wrong = new ArrayList<>();
    for (int start = 0; start < questions.size(); start += BATCH) {
      List<Question> batch = questions.subList(start, Math.min(questions.size(), start + BATCH));
      StringBuilder documents = new StringBuilder();
      StringBuilder searches = new StringBuilder();
      for (int i = 0; i < batch.size(); i++) {
        String id = String.valueOf(start + i);
        ObjectNode action = JSON.objectNode();
        action.putObject("index").put("_id", id);
        documents.append(action).append('\n').append(batch.get(i).document()).append('\n');
        searches.append("{}\n").append(search(batch.get(i).query(), id)).append('\n');
      }
      JsonNode stored =
          server.post("/" + index + "/_doc/_bulk?refresh=true", documents.toString()).json();
      JsonNode answers =
          server
              .post("/" + index + "/_msearch?max_concurrent_searches=1", searches.toString())
              .json();
      for (int i = 0; i < batch.size(); i++) {
        JsonNode answer = answers.at("/responses/" + i);
        if (answer.at("/hits/total").asInt() != 1) {
          Question question = batch.get(i);
          wrong.add(
              String.join(
                  "\n  ",
                  question.detection().location().toString(),
                  question.query(),
                  question.document().toString(),
                  stored.at("/items/" + i + "/index/error").toString(),
                  answer.toString()));
        }
      }
    }
    return wrong;
  }

  private static ObjectNode search(String query, String id) {
    ObjectNode search = JSON.objectNode().put("size", 0);
    ArrayNode filter = search.putObject("query").putObject("bool").putArray("filter");
    filter.addObject().putObject("ids").putArray("values").add(id);
    filter.addObject().putObject("query_string").put("query", query).put("lenient", true);
    return search;
  }
}
