package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.testing.Corpus;
import io.deploywatches.testing.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a watch before anything is sent. */
final class LintTest {
  @TempDir Path folder;

  private TestBundle bundle;

  @BeforeEach
  void begin() {
    bundle =
        TestBundle.in(
            folder,
            "bundle: one\ndefaults: {values: {to: [soc@example.org]}, indices: [logs-*]}\n");
  }

  @Test
  void anErrorNamesTheLineOfAWholeWatchAndStopsTheDeploy() {
    bundle.file(
        "watches/w.json",
        """
        {
          "deploy_watches": {"id": "w"},
          "trigger": {"schedule": {"weekly": [
            {"on": "mon"},
            {"days": ["fri"]}
          ]}},
          "condition": {"compare": {
            "ctx.payload.a": {"eq": 1},
            "ctx.payload.b": {"eq": 1}
          }}
        }
        """);
    Cli.Result result = Cli.run("validate", "--bundle", folder);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out())
        .contains(
            "watches/w.json:5: error: /trigger/schedule/weekly/1/days: [days] is silently ignored")
        .contains("watches/w.json:7: error: /condition/compare: of several paths only the last");
    Cli.Result deploy = Cli.run("--bundle", folder, "--cluster", "127.0.0.1:1");
    assertThat(deploy.code()).isEqualTo(2);
  }

  @Test
  void whatIsOfNoConsequenceStopsNothing() {
    bundle.file(
        "watches/w.json",
        """
        {"trigger": {"schedule": {"weekly": {"on": 6}}},
         "actions": {"a": null}}
        """);
    Cli.Result result = Cli.run("validate", "--bundle", folder);
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains("watches/w.json:1: info: /trigger/schedule/weekly/on: day 6 is FRI")
        .contains("watches/w.json:2: warning: /actions/a: null is silently dropped")
        .endsWith("1 watch, 0 errors, 1 warning\n");
  }

  @Test
  void anErrorOfATemplateIsToldOfEachRule() {
    bundle
        .file(
            "templates/bad.json.mustache",
            "{\"trigger\": {\"schedule\": {\"interval\": \"1.5h\"}}, \"x\": \"<% title %>\"}")
        .file("watches/r.yml", "title: t\nquery: 'a:b'\nwatch: {template: bad}\n");
    Cli.Result result = Cli.run("validate", "--bundle", folder);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out())
        .contains("watches/r.yml:1: error: /trigger/schedule/interval: expected a whole number")
        .contains("watches/r.yml:1: error: /x: [x] is no key");
  }

  @Test
  void aSecretCopiedFromAServerIsRefused() {
    bundle.file(
        "watches/w.json",
        """
        {"trigger": {"schedule": {"interval": "1h"}}, "input": {"http": {"request": {
          "host": "h", "port": 80,
          "auth": {"basic": {"username": "u", "password": "::es_redacted::"}}}}}}
        """);
    Cli.Result result = Cli.run("validate", "--bundle", folder);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).contains("watches/w.json:3: error: ", "::es_redacted::");
  }

  @Test
  void whatOnlySomeServersRefuseIsAWarningWhileTheServerIsNotKnown() {
    bundle.file(
        "watches/w.json",
        """
        {"trigger": {"schedule": {"interval": "1h"}},
         "input": {"search": {"request": {"types": ["t"]}}}}
        """);
    Cli.Result result = Cli.run("validate", "--bundle", folder);
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains("watches/w.json:2: warning: ", "[types] is refused by servers from 8.0 on");
  }

  @Test
  void nothingIsWrongWithTheWatchesOfPublicPages() throws IOException {
    Pages.watches().forEach((id, body) -> bundle.file("watches/" + id + ".json", body));
    Cli.Result result = Cli.run("validate", "--bundle", folder, "--output", "json");
    List<String> errors = new ArrayList<>();
    for (JsonNode problem : result.json().path("problems")) {
      if (problem.path("severity").asText().equals("error")) {
        errors.add(problem.path("name").asText());
      }
    }
    assertThat(errors)
        .as("sigmac throttles for 15m, and three of its watches run more often")
        .containsExactly("throttle-loses-events", "throttle-loses-events", "throttle-loses-events");
    assertThat(Cli.run("render", "--bundle", folder).err()).as("what a deploy tells").isEmpty();
  }

  @Test
  void nothingIsWrongWithPublicWatches() {
    List<JsonNode> watches = Corpus.lines("public-watches.jsonl");
    for (int i = 0; i < watches.size(); i++) {
      bundle.file("watches/w" + i + ".json", watches.get(i).path("watch").toString());
    }
    assertNoError("public watches");
  }

  @Test
  void nothingIsWrongWithShippedTemplates() throws IOException {
    try (Stream<Path> templates = Files.list(Path.of("templates"))) {
      templates
          .map(template -> template.getFileName().toString())
          .filter(name -> name.endsWith(".json.mustache"))
          .map(name -> name.substring(0, name.indexOf('.')))
          .forEach(
              name ->
                  bundle.file(
                      "watches/" + name + ".yml",
                      "title: t\nlevel: high\nquery: 'a:b'\nwatch: {template: " + name + "}\n"));
    }
    assertNoError("shipped templates");
  }

  private void assertNoError(String what) {
    Cli.Result result = Cli.run("validate", "--bundle", folder, "--output", "json");
    Map<String, Integer> severities = new TreeMap<>();
    Map<String, Integer> names = new TreeMap<>();
    for (JsonNode problem : result.json().path("problems")) {
      severities.merge(problem.path("severity").asText(), 1, Integer::sum);
      names.merge(problem.path("name").asText(), 1, Integer::sum);
    }
    System.out.println("lint of " + what + ": " + severities + " " + names);
    assertThat(severities).as(result.out()).doesNotContainKey("error");
    assertThat(result.code()).isZero();
  }
}
