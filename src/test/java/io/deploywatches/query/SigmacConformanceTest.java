package io.deploywatches.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deploywatches.bundle.Matching;
import io.deploywatches.bundle.SourceValue;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.YamlReader;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.SigmaParser;
import io.deploywatches.testing.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How many public pages and probes show the very query that we make in sigmac's way. */
class SigmacConformanceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Matching MATCHING = new Matching("winlogbeat", "none", "6.8");

  private final Map<String, Integer> unsupported = new TreeMap<>();
  private final List<String> differences = new ArrayList<>();
  private final List<String> equal = new ArrayList<>();

  @Test
  void pagesShowTheSameQueries() throws IOException {
    for (String line : Files.readAllLines(Corpus.file("atc-pages.jsonl"))) {
      JsonNode page = JSON.readTree(line);
      compare(
          page.get("page").textValue(),
          page.get("sigma_yaml").textValue(),
          queriesOfWatches(page.at("/outputs/xpack-watcher").textValue()));
    }
    print("pages");
    assertThat(equal).contains("win_dns_exfiltration_tools_execution.md");
    assertThat(differences).isEmpty();
  }

  @Test
  void probesGiveTheSameQueries() throws IOException {
    JsonNode probes = JSON.readTree(Corpus.file("sigmac-probes.json").toFile());
    probes
        .properties()
        .forEach(
            probe -> {
              String text = probe.getValue().at("/out/es-qs/text").textValue();
              // An error, also one of Python, stands where the query would.
              if (!text.contains("rror") && !text.contains("unsupported feature")) {
                compare(
                    probe.getKey(),
                    probe.getValue().get("rule").textValue(),
                    text.lines().toList(),
                    1);
              }
            });
    print("probes");
    assertThat(differences).isEmpty();
  }

  private void print(String what) {
    System.out.printf(
        "sigmac %s: %d equal, %d different, not supported yet: %s%n",
        what, equal.size(), differences.size(), unsupported);
    differences.forEach(System.out::println);
  }

  private void compare(String name, String yaml, List<String> expected) {
    compare(name, yaml, expected, Integer.MAX_VALUE);
  }

  /** sigmac's text targets look at the first condition of a document only. */
  private void compare(String name, String yaml, List<String> expected, int conditions) {
    Problems problems = new Problems();
    List<String> actual = new ArrayList<>();
    for (SourceValue document : YamlReader.read(name, yaml, problems)) {
      if (document instanceof Mapping rule && rule.has("action")) {
        unsupported.merge("action", 1, Integer::sum);
        return;
      }
      for (Detection detection :
          SigmaParser.parse((Mapping) document, problems).stream().limit(conditions).toList()) {
        new SigmacQueryString().convert(detection, MATCHING, problems).ifPresent(actual::add);
      }
    }
    if (problems.hasErrors()) {
      if (!expected.isEmpty()) {
        unsupported.merge(kind(problems.list().get(0)), 1, Integer::sum);
      }
    } else if (actual.equals(expected)) {
      equal.add(name);
    } else {
      differences.add(name + "\n  sigmac: " + expected + "\n  ours:   " + actual);
    }
  }

  /** A message without the words of the rule. */
  private static String kind(Problem problem) {
    return problem.message().replaceAll("\\('\\|.*'\\)", "");
  }

  /** The text between the heredoc marks, taken as it is, of each watch. */
  private static List<String> queriesOfWatches(String output) throws IOException {
    List<String> queries = new ArrayList<>();
    int end = 0;
    for (int start = output.indexOf("<<EOF\n");
        start >= 0;
        start = output.indexOf("<<EOF\n", end)) {
      end = output.indexOf("\nEOF", start);
      JsonNode watch = JSON.readTree(output.substring(start + 6, end));
      queries.add(watch.at("/metadata/query").textValue());
    }
    return queries;
  }
}
