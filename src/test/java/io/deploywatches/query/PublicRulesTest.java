package io.deploywatches.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.bundle.Matching;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.YamlReader;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.Expression;
import io.deploywatches.sigma.FieldMapping;
import io.deploywatches.sigma.LogSources;
import io.deploywatches.sigma.SigmaParser;
import io.deploywatches.testing.Corpus;
import io.deploywatches.testing.Evaluator;
import io.deploywatches.testing.Flat;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** All public rules are read, and what they become finds what Sigma says, on real events. */
class PublicRulesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Event(JsonNode json, Map<String, List<String>> flat) {}

  @Test
  void queriesFindWhatSigmaSays() throws IOException {
    List<Event> events = new ArrayList<>();
    for (String line : Files.readAllLines(Corpus.file("sigma-events.ndjson"))) {
      JsonNode event = JSON.readTree(line);
      events.add(new Event(event, Flat.of(event)));
    }
    Map<String, Integer> kinds = new TreeMap<>();
    Map<String, Integer> remarks = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    int rules = 0;
    int converted = 0;
    int hits = 0;
    for (String line : Files.readAllLines(Corpus.file("sigma-rules.jsonl"))) {
      JsonNode rule = JSON.readTree(line);
      String path = rule.get("path").textValue();
      rules++;
      Problems problems = new Problems();
      Mapping document =
          (Mapping) YamlReader.read(path, rule.get("yaml").textValue(), problems).get(0);
      List<Detection> detections = SigmaParser.parse(document, problems);
      problems.list().stream()
          .map(PublicRulesTest::kind)
          .distinct()
          .forEach(kind -> kinds.merge(kind, 1, Integer::sum));
      for (Detection detection : detections) {
        Problems refused = new Problems();
        if (new ElasticsearchDsl()
            .convert(detection, new Matching("winlogbeat", "none", "6.8"), refused)
            .isEmpty()) {
          refused.list().stream()
              .map(PublicRulesTest::kind)
              .distinct()
              .forEach(kind -> kinds.merge(kind, 1, Integer::sum));
          continue;
        }
        converted++;
        Problems found = new Problems();
        hits += compare(path, detection, events, found, wrong);
        found.list().forEach(problem -> remarks.merge(kind(problem), 1, Integer::sum));
      }
    }
    System.out.printf(
        "public rules: %d of %d give queries, %d hits on %d events%n  not yet: %s%n  remarks: %s%n",
        converted, rules, hits, events.size(), kinds, remarks);
    assertThat(wrong.stream().limit(5)).isEmpty();
    assertThat(kinds.keySet()).allMatch(kind -> kind.matches("the placeholder '.*' has no values"));
    assertThat(converted).isGreaterThan(3_750);
  }

  private static int compare(
      String path, Detection detection, List<Event> events, Problems problems, List<String> wrong) {
    FieldMapping mapping = Objects.requireNonNull(FieldMapping.named("winlogbeat"));
    Evaluator judge = new Evaluator(field -> mapping.map(field, detection.logSource()));
    Expression expression = LogSources.restrict(detection);
    DslInterpreter dsl = new DslInterpreter();
    ObjectNode fresh = convert(new ElasticsearchDsl(), detection, "8.0", problems);
    ObjectNode old = convert(new ElasticsearchDsl(), detection, "6.8", problems);
    // A script has no form in query_string.
    boolean hasScript = old.findValue("script") != null;
    String text =
        hasScript ? "" : convert(new ElasticsearchQueryString(), detection, "6.8", problems);
    Predicate<Map<String, List<String>>> query =
        hasScript ? document -> dsl.matches(old, document) : QueryStringInterpreter.read(text, dsl);
    int hits = 0;
    // What is found is asked of each form, what is not of one in turn: there are 836,000 pairs.
    int turn = path.length();
    // Keywords are looked for in every field: a few events must do.
    boolean keywords = expression.toString().contains("KeywordMatch");
    for (Event event : events) {
      if (keywords && (turn + 1) % 13 != 0) {
        turn++;
        continue;
      }
      boolean expected = judge.matches(expression, event.json());
      hits += expected ? 1 : 0;
      turn++;
      if (((expected || turn % 3 == 0) && dsl.matches(fresh, event.flat()) != expected)
          || ((expected || turn % 3 == 1) && dsl.matches(old, event.flat()) != expected)
          || ((expected || turn % 3 == 2) && query.test(event.flat()) != expected)) {
        wrong.add(path + ": " + expected + "\n" + text + "\n" + event.json());
      }
    }
    return hits;
  }

  private static <Q> Q convert(
      QueryLanguage<Q> language, Detection detection, String server, Problems problems) {
    Optional<Q> query =
        language.convert(detection, new Matching("winlogbeat", "none", server), problems);
    return query.orElseThrow(() -> new AssertionError(problems.list()));
  }

  /** A message without the words of the rule. */
  private static String kind(Problem problem) {
    return problem.message().replaceAll("\\d+ characters", "N characters");
  }
}
