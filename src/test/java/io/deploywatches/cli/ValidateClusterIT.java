package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.testing.FaultProxy;
import io.deploywatches.testing.FaultProxy.Fault;
import io.deploywatches.testing.LocalElasticsearch;
import io.deploywatches.testing.Pages;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code validate} finds on a real server with an index of winlogbeat's mapping. */
final class ValidateClusterIT {
  private static final String INDEX = "/winlogbeat-2026.11.25";

  @TempDir Path folder;

  private final LocalElasticsearch server = LocalElasticsearch.permissive();

  @BeforeEach
  void makeIndex() throws IOException {
    server.delete(INDEX);
    try (InputStream mapping =
        ValidateClusterIT.class.getResourceAsStream(
            "/io/deploywatches/check/mapping-winlogbeat.json")) {
      String mappings = new String(mapping.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(
              server
                  .put(INDEX + "?include_type_name=false", "{\"mappings\": " + mappings + "}")
                  .status())
          .isEqualTo(200);
    }
    server.post(
        INDEX + "/_doc?refresh=true",
        """
        {"@timestamp": "2026-11-25T09:00:00Z", "message": "a process", "winlog": {
          "channel": "Security", "event_id": 4688, "event_data": {"Image": "C:\\\\x.exe"}}}
        """);
  }

  @AfterEach
  void deleteIndex() {
    server.delete(INDEX);
  }

  private List<String> findings(String name) {
    Cli.Result result =
        Cli.run("validate", "--bundle", folder, "--cluster", server.address(), "--output", "json");
    List<String> messages = new ArrayList<>();
    for (JsonNode problem : result.json().path("problems")) {
      if (problem.path("name").asText().equals(name)) {
        messages.add(problem.path("message").asText() + " / " + problem.path("hint").asText());
      }
    }
    return messages;
  }

  @Test
  void theWatchOfSigmacsPageCanNeverFire() throws IOException {
    TestBundle.in(folder, "bundle: page\n")
        .file(
            "watches/dns.json",
            Pages.watchOf(Pages.page("win_dns_exfiltration_tools_execution.md")).toString());
    assertThat(findings("field-not-mapped"))
        .containsExactly(
            "the field 'timestamp' is not mapped in winlogbeat-* / did you mean '@timestamp'?",
            "the field 'winlog.event_data.Image.keyword' is not mapped in winlogbeat-* / the field"
                + " 'winlog.event_data.Image' itself is mapped as keyword: set 'matching: {keyword:"
                + " none}'");
    assertThat(findings("never-fires")).hasSize(1);
    assertThat(findings("hits-not-asked-for")).hasSize(1);
  }

  @Test
  void aRuleThatFitsHasNoFindings() throws IOException {
    TestBundle.in(folder, "bundle: b\ndefaults: {matching: {server: \"6.8\"}}\n")
        .file(
            "watches/a.yml",
            """
            title: A
            logsource: {category: process_creation, product: windows}
            detection: {s: {Image|endswith: '\\x.exe'}, condition: s}
            watch: {allow: [{field-not-mapped: no event of 4688 has come yet}]}
            """);
    try (FaultProxy proxy = FaultProxy.before(server)) {
      Cli.Result result =
          Cli.run("validate", "--bundle", folder, "--cluster", proxy.address(), "--strict");
      assertThat(result.out()).isEqualTo("1 watch, 0 errors, 0 warnings\n");
      assertThat(result.code()).isZero();
      assertThat(proxy.writes())
          .as("it only reads")
          .allMatch(seen -> seen.path().contains("/_validate/query"));
    }
  }

  @Test
  void whatOnlyAClusterKnowsIsTold() {
    TestBundle.in(folder, "bundle: b\n")
        .file(
            "watches/q.yml",
            """
            title: Q
            indices: [winlogbeat-*]
            dsl: {bool: {filter: [{term: {message: whole}}, {bool: {should: [
              {term: {nothing.at.all: 1}}, {term: {winlog.channel: x}}]}}]}}
            """)
        .file(
            "watches/refused.yml", "title: R\nindices: [winlogbeat-*]\ndsl: {tern: {message: x}}\n")
        .file("watches/gone.yml", "title: G\nindices: [no-such-*]\nquery: x\n");
    assertThat(findings("field-of-wrong-type"))
        .containsExactly(
            "the field 'message' is analysed text, which a whole value never equals / map it as"
                + " keyword, or with a sub-field that is one");
    assertThat(findings("field-not-mapped"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("the field 'nothing.at.all' is not mapped in winlogbeat-*");
    assertThat(findings("never-fires")).as("one alternative is enough").isEmpty();
    assertThat(findings("no-index"))
        .containsExactly(
            "no index is called no-such-*: the watch finds nothing / correct 'indices', or ignore"
                + " this until the first event comes");
    assertThat(findings("query-refused")).hasSize(1).first().asString().contains("tern");
  }

  @Test
  void aBacktestSaysWhatAWatchWouldHaveFound() {
    Instant now = Instant.now();
    for (long minutes : new long[] {100, 101, 600, 60 * 30}) {
      server.post(
          INDEX + "/_doc?refresh=true",
          """
          {"@timestamp": "%s", "winlog": {"channel": "Security", "event_id": 1102},
           "host": {"name": "h%d"}}
          """
              .formatted(now.minusSeconds(minutes * 60), minutes / 10));
    }
    TestBundle.in(folder, "bundle: b\n")
        .file(
            "watches/cleared.yml",
            """
            title: Cleared
            indices: [winlogbeat-*]
            dsl: {bool: {filter: [{term: {winlog.event_id: "1102"}}, {exists: {field: host.name}}]}}
            """);
    Cli.Result json =
        Cli.run(
            "validate",
            "--bundle",
            folder,
            "--cluster",
            server.address(),
            "--since",
            "1d",
            "--output",
            "json");
    JsonNode found = json.json().at("/backtest/watches/0");
    assertThat(found.path("id").asText()).isEqualTo("cleared");
    assertThat(found.path("events").asInt()).isEqualTo(3);
    assertThat(found.path("alerts").asInt()).isBetween(2, 3);
    assertThat(found.at("/top/host.name").toString()).isEqualTo("{\"h10\":2,\"h60\":1}");
    assertThat(json.json().at("/backtest/load").asDouble()).isBetween(0.0, 1.0);
    Cli.Result text =
        Cli.run("validate", "--bundle", folder, "--cluster", server.address(), "--since", "1d");
    assertThat(text.out())
        .contains("in the last 1d:\n  watches/cleared.yml: cleared: 3 events in ")
        .contains("    host.name: h10 (2), h60 (1)\n")
        .contains("% of the time of one search thread\n");
  }

  @Test
  void whatOneWatchMeetsStopsNoOther() throws IOException {
    TestBundle.in(folder, "bundle: b\n")
        .file("watches/gone.yml", "title: G\nindices: [no-such-*]\nquery: x\n")
        .file("watches/q.yml", "title: Q\nindices: [winlogbeat-*]\nquery: x\n");
    try (FaultProxy proxy = FaultProxy.before(server)) {
      proxy.begin(
          (method, path, number) ->
              path.contains("_validate/query") ? Fault.UNAVAILABLE_BEFORE : Fault.NONE,
          Duration.ZERO);
      Cli.Result result =
          Cli.run("validate", "--bundle", folder, "--cluster", proxy.address(), "--retries", "0");
      assertThat(result.out())
          .contains("no index is called no-such-*")
          .contains("watches/q.yml:1: warning: the search could not be compared with the cluster")
          .contains("[not-checked]");
      assertThat(result.code()).isZero();
    }
  }

  @Test
  void aBacktestLeavesOutWhatCannotBeLookedBackUpon() throws IOException {
    String request =
        "{'search': {'request': {'indices': ['winlogbeat-*'], 'body': {'query': QUERY}}}}";
    String range = "{'range': {'@timestamp': {'gte': 'now-5m'}}}";
    String whole =
        "{'trigger': {'schedule': {'daily': {}}}, 'input': "
            + request
            + ", 'actions': {'l': {'logging': {'text': 'x'}}}}";
    TestBundle.in(folder, "bundle: b\nsecrets: {canary: {env: CANARY}}\n")
        .file("watches/a-daily.json", whole.replace("QUERY", range).replace('\'', '"'))
        .file(
            "watches/b-chain.json",
            whole
                .replace(request, "{'chain': {'inputs': [{'a': " + request + "}]}}")
                .replace("QUERY", range)
                .replace('\'', '"'))
        .file(
            "watches/d-secret.json",
            whole
                .replace("QUERY", "{'term': {'winlog.channel': '${secret:canary}'}}")
                .replace('\'', '"'))
        .file(
            "watches/e-time.yml",
            "title: T\nindices: [winlogbeat-*]\nquery: x\nwatch: {time_field: winlog.channel}\n");
    try (FaultProxy proxy = FaultProxy.before(server)) {
      Cli.Result result =
          Cli.run(
              "validate",
              "--bundle",
              folder,
              "--cluster",
              proxy.address(),
              "--since",
              "1d",
              "--output",
              "json");
      assertThat(result.code()).as(result.out() + result.err()).isZero();
      List<String> omitted = new ArrayList<>();
      result
          .json()
          .at("/backtest/left_out")
          .forEach(
              each -> omitted.add(each.path("id").asText() + ": " + each.path("reason").asText()));
      assertThat(omitted)
          .containsExactly(
              "b-chain: its input is a chain",
              "d-secret: its query holds a secret or what is known at run time only",
              "e-time: 'winlog.channel' is mapped as keyword, no date");
      JsonNode daily = result.json().at("/backtest/watches/0");
      assertThat(daily.path("id").asText()).isEqualTo("a-daily");
      assertThat(daily.path("alerts").isNull()).isTrue();
      assertThat(proxy.requests().stream().filter(seen -> seen.path().contains("_field_caps")))
          .as("the fields are asked for once")
          .hasSize(1);
    }
  }

  @Test
  void itCanBeInterrupted() throws Exception {
    TestBundle bundle = TestBundle.in(folder, "bundle: b\n");
    for (int i = 0; i < 9; i++) {
      bundle.file("watches/q" + i + ".yml", "title: Q\nindices: [gone-" + i + "]\nquery: x\n");
    }
    Cancellation cancellation = new Cancellation();
    StringWriter out = new StringWriter();
    Console console =
        new Console(
            InputStream.nullInputStream(),
            new PrintWriter(out),
            new PrintWriter(new StringWriter()),
            false,
            false,
            name -> null);
    try (FaultProxy proxy = FaultProxy.before(server)) {
      proxy.begin(
          (method, path, number) -> path.contains("_field_caps") ? Fault.SLOW : Fault.NONE,
          Duration.ofSeconds(1));
      CompletableFuture<Integer> code =
          CompletableFuture.supplyAsync(
              () -> {
                int ended =
                    new Main(console, cancellation)
                        .run(
                            new String[] {
                              "validate",
                              "--bundle",
                              folder.toString(),
                              "--cluster",
                              proxy.address()
                            });
                cancellation.runEnded();
                return ended;
              });
      await().until(() -> asked(proxy) > 0);
      cancellation.stop();
      assertThat(code.get()).isEqualTo(130);
      assertThat(asked(proxy)).isLessThan(9);
    }
    assertThat(out.toString()).contains("interrupted").contains("9 watches");
  }

  private static long asked(FaultProxy proxy) {
    return proxy.requests().stream().filter(seen -> seen.path().contains("_field_caps")).count();
  }

  @Test
  void aBacktestCountsNoPartOfTheDataAsAll() {
    server.delete("/winlogbeat-other");
    server.put(
        "/winlogbeat-other?include_type_name=false",
        "{\"mappings\": {\"properties\": {\"@timestamp\": {\"type\": \"date\"}, \"winlog\":"
            + " {\"properties\": {\"channel\": {\"type\": \"text\"}}}}}}");
    String event =
        "{\"@timestamp\": \""
            + Instant.now().minusSeconds(600)
            + "\", \"winlog\": {\"channel\":"
            + " \"security\"}}";
    server.post("/winlogbeat-other/_doc?refresh=true", event);
    server.post(INDEX + "/_doc?refresh=true", event);
    TestBundle.in(folder, "bundle: b\n")
        .file(
            "watches/q.yml",
            "title: Q\nindices: [winlogbeat-*]\ndsl: {term: {winlog.channel: security}}\n");
    Cli.Result result =
        Cli.run(
            "validate",
            "--bundle",
            folder,
            "--cluster",
            server.address(),
            "--since",
            "1d",
            "--output",
            "json");
    server.delete("/winlogbeat-other");
    assertThat(result.json().at("/backtest/watches/0/events").asInt()).isEqualTo(2);
  }

  @Test
  void withoutTheClusterTheRestIsStillTold() {
    TestBundle.in(folder, "bundle: b\n").file("watches/q.yml", "indices: [x]\nquery: 'a AND'\n");
    Cli.Result result =
        Cli.run("validate", "--bundle", folder, "--cluster", "127.0.0.1:1", "--retries", "0");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).contains("cannot connect").contains("it ends with AND");
  }
}
