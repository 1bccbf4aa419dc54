package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.YamlReader;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.FieldMapping;
import io.deploywatches.sigma.LogSources;
import io.deploywatches.sigma.SigmaParser;
import io.deploywatches.testing.Corpus;
import io.deploywatches.testing.Evaluator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The events that belong to public rules, as test cases of these rules, on a server that the run
 * starts and stops itself.
 */
final class SigmaEventsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_SECONDS = 60;

  /** {@code script.max_size_in_bytes}: a search body is a template, and a template a script. */
  private static final int MOST_BYTES_OF_A_SEARCH = 65_535;

  @TempDir Path folder;

  /** What a case has to come to. */
  private enum Truth {
    PASSES,
    /** The case says the opposite of what the rule means. */
    LIES,
    /** The search is longer than a server takes for one: the watch would fail at each run. */
    TOO_LONG
  }

  @Test
  void eachCaseIsJudgedAsSigmaSays() throws IOException {
    Map<String, List<ObjectNode>> events = eventsByRule();
    assertThat(events).hasSize(202);
    Map<String, String> rules = rules();
    TestBundle bundle =
        TestBundle.in(folder, "bundle: public\ndefaults: {matching: {server: \"6.8\"}}\n");
    events.keySet().forEach(id -> bundle.file(file(id, ".yml"), rules.get(id)));
    Set<String> unsupported = unsupported(bundle);
    Map<String, Truth> truths = new TreeMap<>();
    String previous = null;
    for (String id : events.keySet()) {
      if (unsupported.contains(file(id, ".yml"))) {
        continue;
      }
      bundle.file(
          file(id, ".test.yml"),
          cases(
              id,
              rules.get(id),
              events.get(id),
              previous == null ? null : events.get(previous),
              truths));
      previous = id;
    }
    System.out.printf(
        "rules that cannot be rendered, left out (%d): %s%n", unsupported.size(), unsupported);

    JsonNode rendered = Cli.run("render", "--bundle", folder).json();
    truths.replaceAll(
        (name, truth) -> {
          JsonNode watch = rendered.path(name.substring(0, name.indexOf(' ')));
          int length = watch.at("/input/search/request/body").toString().length();
          return length > MOST_BYTES_OF_A_SEARCH ? Truth.TOO_LONG : truth;
        });
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    long start = System.nanoTime();
    Cli.Result result = Cli.run("test", "--bundle", folder, "--local", "--output", "json");
    long seconds = (System.nanoTime() - start) / 1_000_000_000;
    System.out.printf(
        "%d cases of %d rules in %d s, the server's start and stop included, at a load of %.1f%n",
        truths.size(), events.size() - unsupported.size(), seconds, load);

    List<String> wrong = new ArrayList<>();
    for (JsonNode each : result.json().path("cases")) {
      String name = each.path("name").asText();
      String expected = truths.get(name) == Truth.PASSES ? "passed" : "failed";
      boolean isTooLong = each.path("differences").toString().contains("max allowed inline script");
      if (!each.path("result").asText().equals(expected)
          || isTooLong != (truths.get(name) == Truth.TOO_LONG)) {
        wrong.add(
            name + ": " + each.path("result") + each.path("differences") + each.path("error"));
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(result.json().path("cases")).hasSize(truths.size());
    assertThat(truths.size()).isGreaterThanOrEqualTo(202);
    // Whoever else is at work on this machine takes a share of it.
    double share = Math.max(1, load / Runtime.getRuntime().availableProcessors());
    assertThat(seconds).isLessThanOrEqualTo((long) (MOST_SECONDS * share));
  }

  private static Map<String, List<ObjectNode>> eventsByRule() throws IOException {
    List<String> events = Files.readAllLines(Corpus.file("sigma-events.ndjson"));
    Map<String, List<ObjectNode>> byRule = new TreeMap<>();
    for (String line : Files.readAllLines(Corpus.file("sigma-events-labels.tsv"))) {
      String[] label = line.split("\t", -1);
      ObjectNode event = (ObjectNode) JSON.readTree(events.get(Integer.parseInt(label[0])));
      event.remove("@timestamp");
      byRule.computeIfAbsent(label[1], key -> new ArrayList<>()).add(event);
    }
    return byRule;
  }

  private static Map<String, String> rules() {
    Map<String, String> rules = new HashMap<>();
    for (JsonNode rule : Corpus.lines("sigma-rules.jsonl")) {
      String yaml = rule.path("yaml").textValue();
      yaml.lines()
          .filter(line -> line.startsWith("id: "))
          .findFirst()
          .ifPresent(line -> rules.put(line.substring(4).strip(), yaml));
    }
    return rules;
  }

  private static Set<String> unsupported(TestBundle bundle) {
    Set<String> files = new TreeSet<>();
    Cli.Result result = Cli.run("validate", "--bundle", bundle.root(), "--output", "json");
    for (JsonNode problem : result.json().path("problems")) {
      if (problem.path("severity").asText().equals("error")) {
        assertThat(problem.path("message").asText()).contains("not supported yet");
        files.add(problem.path("file").asText());
      }
    }
    return files;
  }

  private static String file(String id, String ending) {
    return "watches/" + id + ending;
  }

  /** A case with the rule's own events; for some also one with others, and one that lies. */
  private static String cases(
      String id,
      String rule,
      List<ObjectNode> own,
      List<ObjectNode> others,
      Map<String, Truth> truths)
      throws IOException {
    ArrayNode cases = JSON.createArrayNode();
    long hits = hits(rule, own).orElse((long) own.size());
    add(cases, id + " own", own, hits > 0, truths, Truth.PASSES).put("hits", hits);
    if (truths.size() % 10 == 0 && others != null) {
      Optional<Long> found = hits(rule, others);
      found.ifPresent(n -> add(cases, id + " others", others, n > 0, truths, Truth.PASSES));
    } else if (truths.size() % 10 == 5) {
      add(cases, id + " lie", own, hits == 0, truths, Truth.LIES);
    }
    ObjectNode file = JSON.createObjectNode();
    file.set("cases", cases);
    return file.toString();
  }

  private static ObjectNode add(
      ArrayNode cases,
      String name,
      List<ObjectNode> events,
      boolean fires,
      Map<String, Truth> truths,
      Truth truth) {
    ObjectNode test = cases.addObject().put("name", name).put("fires", fires);
    events.forEach(test.putArray("events")::add);
    truths.put(name, truth);
    return test;
  }

  /** How many of the events Sigma means; empty when the judge does not know a part of the rule. */
  private static Optional<Long> hits(String yaml, List<ObjectNode> events) {
    Problems problems = new Problems();
    Mapping rule = (Mapping) YamlReader.read("rule.yml", yaml, problems).get(0);
    List<Detection> detections = SigmaParser.parse(rule, problems);
    if (detections.size() != 1) {
      return Optional.empty();
    }
    Detection detection = detections.get(0);
    FieldMapping mapping = Objects.requireNonNull(FieldMapping.named("winlogbeat"));
    Evaluator judge = new Evaluator(name -> mapping.map(name, detection.logSource()));
    try {
      return Optional.of(
          events.stream()
              .filter(event -> judge.matches(LogSources.restrict(detection), event))
              .count());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
