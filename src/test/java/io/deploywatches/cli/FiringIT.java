package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.testing.Corpus;
import io.deploywatches.testing.LocalElasticsearch;
import io.deploywatches.testing.SigmaEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Public rules, deployed with the template {@code email}, find the real events that were recorded
 * for them when Watcher itself executes their watches, and mail them.
 */
final class FiringIT {
  /**
   * By Sigma's own semantics its recorded event does not match: Defender spells a path otherwise.
   */
  private static final Set<String> SILENT = Set.of("a7c3e5f2-8b1d-4e9a-b6c2-3d7f5e8a9b4c");

  @TempDir Path folder;

  private final LocalElasticsearch server = LocalElasticsearch.permissive();

  @Test
  void rulesFireOnTheirEventsInKeywordFields() throws IOException {
    fire("firing-keyword", SigmaEvents.KEYWORDS, "none");
  }

  @Test
  void rulesFireOnTheirEventsInSubFields() throws IOException {
    fire("firing-sub-fields", SigmaEvents.SUB_FIELDS, ".keyword");
  }

  private void fire(String index, String strings, String keyword) throws IOException {
    Map<String, Set<String>> events = events();
    SigmaEvents.index(server, index, strings);
    server.deleteAllWatches();
    deploy(index, keyword, events.keySet());
    Map<String, String> silent = new TreeMap<>();
    events.forEach(
        (rule, own) -> {
          JsonNode record = execute(rule);
          if (!fires(record, own)) {
            silent.put(rule, record.at("/result/input").toString());
          }
        });
    System.out.printf(
        "%s: %d of %d rules fire, silent: %s%n",
        index, events.size() - silent.size(), events.size(), silent.keySet());
    assertThat(silent.keySet()).as(silent.toString()).isEqualTo(SILENT);
  }

  /** From a rule to its events, which are known by the numbers of their lines. */
  private static Map<String, Set<String>> events() throws IOException {
    Map<String, Set<String>> events = new TreeMap<>();
    for (String line : Files.readAllLines(Corpus.file("sigma-events-labels.tsv"))) {
      List<String> cells = List.of(line.split("\t"));
      events.computeIfAbsent(cells.get(1), rule -> new TreeSet<>()).add(cells.get(0));
    }
    return events;
  }

  private void deploy(String index, String keyword, Set<String> wanted) {
    TestBundle bundle =
        TestBundle.in(
            folder,
            """
            bundle: firing
            defaults:
              template: email
              indices: [%s]
              window: 6h
              values: {to: [soc@example.org]}
              matching: {fields: winlogbeat, keyword: %s, server: "6.8"}
            """
                .formatted(index, keyword));
    for (JsonNode rule : Corpus.lines("sigma-rules.jsonl")) {
      String yaml = rule.path("yaml").textValue();
      for (String id : wanted) {
        if (yaml.contains("\nid: " + id)) {
          bundle.file("watches/" + id + ".yml", yaml);
        }
      }
    }
    Cli.Result result =
        Cli.run("--bundle", folder, "--cluster", server.address(), "--output", "json");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.json().at("/summary/create").asInt()).isEqualTo(wanted.size());
  }

  private JsonNode execute(String rule) {
    LocalElasticsearch.Response response =
        server.post(
            "/_watcher/watch/" + rule + "/_execute",
            "{\"action_modes\": {\"_all\": \"simulate\"}}");
    assertThat(response.status()).as(() -> rule + ": " + response).isEqualTo(200);
    return response.json().path("watch_record");
  }

  /** Whether the watch mails, and one of the events of the rule is among the first hits. */
  private static boolean fires(JsonNode record, Set<String> events) {
    JsonNode payload = record.at("/result/input/payload");
    boolean found = payload.at("/hits/total").asInt() > payload.at("/hits/hits").size();
    for (JsonNode hit : payload.at("/hits/hits")) {
      found |= events.contains(hit.path("_id").asText());
    }
    return found
        && record.path("state").asText().equals("executed")
        && record.at("/result/condition/met").asBoolean()
        && record.at("/result/actions/0/status").asText().equals("simulated");
  }
}
