package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.testing.FaultProxy;
import io.deploywatches.testing.FaultProxy.Fault;
import io.deploywatches.testing.LocalElasticsearch;
import io.deploywatches.testing.Tool;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test cases of bundles, on a real server. */
final class TestCommandIT {
  private static final String SETTINGS =
      "bundle: t\ndefaults: {indices: [logs-*], matching: {server: \"6.8\"}}\n";

  @TempDir Path folder;

  private final LocalElasticsearch server = LocalElasticsearch.permissive();

  @BeforeEach
  void leaveNothingOfOtherTests() {
    server.delete("/deploy-watches-test-*");
    server.delete("/alerts");
  }

  @Test
  void theExamplesPassTheirTests() {
    Cli.Result result = Cli.run("test", "--cluster", server.address(), "--output", "json");
    assertThat(result.code()).as(result.out()).isZero();
    assertThat(result.json().at("/summary/passed").asInt()).isGreaterThanOrEqualTo(14);
    assertThat(result.json().at("/summary/skipped").asInt()).isZero();
    Cli.Result coverage = Cli.run("test", "--coverage");
    assertThat(coverage.out())
        .isEqualTo("5 of 5 watches have a case that fires and one that does not\n");
  }

  @Test
  void aFailureShowsWhatDifferedAndWhy() {
    TestBundle.in(folder, SETTINGS)
        .file(
            "watches/shell.yml",
            """
            title: Shell
            logsource: {category: process_creation, product: windows}
            detection:
              tool: {Image|endswith: ['\\cmd.exe', '\\sh.exe']}
              words: {CommandLine|contains|all: [one, two]}
              noise: {User: bob}
              condition: tool and words and not noise
            """)
        .file("watches/shell.test.yml", shellTests());
    Cli.Result result =
        Cli.run("test", "--bundle", folder, "--cluster", server.address(), "--color", "never");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out())
        .contains(
            "FAILED  watches/shell.test.yml:2: another log\n    fires:\n      expected true\n")
        .contains(
            "no event is of the rule's log source, category process_creation, product windows")
        .contains("    'tool' matches no event:\n      Image: *\\\\cmd.exe, *\\\\sh.exe\n")
        .contains("    'words' matches no event:\n      CommandLine: *two*\n")
        .contains("    'not noise' excludes every event\n")
        .contains("    this part of the query matches no event: {\"range\":{\"@timestamp\":{")
        .contains("    event 1: {\"winlog\":{\"channel\":\"Security\",\"event_id\":1}")
        .contains("    query: {\"bool\":")
        .contains("FAILED  watches/shell.test.yml:12: it does fire\n")
        .contains("      expected false\n      was      true, as the condition saw")
        .endsWith("7 cases: 1 passed, 6 failed\n");
  }

  private static String shellTests() {
    String sysmon = "channel: Microsoft-Windows-Sysmon/Operational, event_id: 1, event_data: ";
    return """
        cases:
          - {name: another log, fires: true, events: [{winlog: {channel: Security, event_id: 1}}]}
          - {name: another tool, fires: true, events: [{winlog: {SYSMON
              {Image: 'C:\\x.exe', CommandLine: one two}}}]}
          - {name: another word, fires: true, events: [{winlog: {SYSMON
              {Image: 'C:\\cmd.exe', CommandLine: one three}}}]}
          - {name: noise, fires: true, events: [{winlog: {SYSMON
              {Image: 'C:\\cmd.exe', CommandLine: one two, User: BOB}}}]}
          - {name: too old, fires: true, events: [{'@timestamp': now-1d, winlog: {SYSMON
              {Image: 'C:\\cmd.exe', CommandLine: one two}}}]}
          - {name: good, fires: true, hits: 1, events: [{winlog: {SYSMON {Image: 'C:\\CMD.exe', CommandLine: two one}}}]}
          - {name: it does fire, fires: false, events: [{winlog: {SYSMON {Image: 'C:\\cmd.exe', CommandLine: one two}}}]}
        """
        .replace("SYSMON", sysmon);
  }

  @Test
  void aLogSourceThatAsksNothingIsNotToBlame() {
    TestBundle.in(folder, SETTINGS.replace("server:", "fields: none, server:"))
        .file(
            "watches/shell.yml",
            """
            title: Shell
            logsource: {category: process_creation, product: linux}
            detection: {tool: {Image|endswith: /sh}, condition: tool}
            """)
        .file(
            "watches/shell.test.yml",
            "cases: [{name: a, fires: true, events: [{message: hello}]}]\n");
    Cli.Result result = Cli.run("test", "--bundle", folder, "--cluster", server.address());
    assertThat(result.out())
        .doesNotContain("log source")
        .contains("'tool' matches no event:\n      Image: */sh\n");
  }

  private static final String RECENT =
      """
      {"trigger": {"schedule": {"interval": "1m"}},
       "input": {"search": {"request": {"indices": ["logs-*"], "body": {"query": {"range": {
         "@timestamp": {"gte": "now-36s"}}}}}}},
       "condition": {"compare": {"ctx.payload.hits.total": {"gt": 0}}},
       "actions": {"l": {"logging": {"text": "x"}}}}
      """;

  @Test
  void eventsDoNotGrowOldWhileOthersAreTried() throws Exception {
    TestBundle.in(folder, SETTINGS)
        .file("watches/recent.json", RECENT)
        .file(
            "watches/recent.test.yml",
            """
            cases:
              - {name: a, fires: true, events: [{a: 1}]}
              - {name: b, fires: true, events: [{a: 2}]}
            """);
    try (FaultProxy proxy = FaultProxy.before(server)) {
      proxy.begin(
          (method, path, number) ->
              path.contains("_execute") && number == 1 ? Fault.SLOW : Fault.NONE,
          Duration.ofSeconds(12));
      Cli.Result result = Cli.run("test", "--bundle", folder, "--cluster", proxy.address());
      assertThat(result.code()).as(result.out()).isZero();
    }
  }

  @Test
  void aMappingThatCannotBeReadStopsNoOtherCase() throws Exception {
    twoGroups("cluster");
    try (FaultProxy proxy = FaultProxy.before(server)) {
      proxy.begin(
          (method, path, number) ->
              path.contains("_mapping") ? Fault.UNAVAILABLE_BEFORE : Fault.NONE,
          Duration.ZERO);
      Cli.Result result =
          Cli.run("test", "--bundle", folder, "--cluster", proxy.address(), "--retries", "0");
      assertThat(result.out())
          .contains("cannot read the mapping")
          .endsWith("2 cases: 1 passed, 1 could not be tried\n");
    }
  }

  @Test
  void whatWasNotMadeIsNotDeleted() throws Exception {
    twoGroups("ecs");
    try (FaultProxy proxy = FaultProxy.before(server)) {
      proxy.begin(
          (method, path, number) -> method.equals("PUT") ? Fault.RESET_BEFORE : Fault.NONE,
          Duration.ZERO);
      Cli.Result result =
          Cli.run("test", "--bundle", folder, "--cluster", proxy.address(), "--retries", "0");
      assertThat(result.code()).isEqualTo(1);
      assertThat(proxy.requests().stream().filter(seen -> seen.method().equals("DELETE")))
          .hasSize(1);
    }
  }

  /** Two cases that share no index. */
  private void twoGroups(String mapping) {
    TestBundle.in(folder, SETTINGS)
        .file("watches/recent.json", RECENT)
        .file(
            "watches/recent.test.yml",
            "cases:\n  - {name: a, fires: true, mapping: "
                + mapping
                + ", events: [{a: 1}]}\n"
                + "  - {name: b, fires: true, mapping: dynamic, events: [{a: 2}]}\n");
  }

  @Test
  void whatEveryActionSaysCanBeExpected() throws Exception {
    actions();
    Cli.Result result =
        Cli.run("test", "--bundle", folder, "--cluster", server.address(), "--output", "junit");
    assertThat(result.code()).as(result.out()).isEqualTo(1);
    var xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(result.out().getBytes(StandardCharsets.UTF_8)));
    assertThat(xml.getDocumentElement().getAttribute("tests")).isEqualTo("3");
    assertThat(xml.getDocumentElement().getAttribute("failures")).as(result.out()).isEqualTo("1");
    assertThat(xml.getDocumentElement().getAttribute("errors")).isEqualTo("1");
    Cli.Result json =
        Cli.run("test", "--bundle", folder, "--cluster", server.address(), "--output", "json");
    JsonNode lie = json.json().path("cases").get(1);
    assertThat(lie.path("result").asText()).isEqualTo("failed");
    assertThat(lie.path("differences").findValuesAsText("what"))
        .containsExactly(
            "hits", "groups", "subject", "body", "message", "webhook.total", "document");
    assertThat(json.json().path("cases").get(2).path("error").asText())
        .startsWith("the index refuses event 2");
  }

  /** A rule with every kind of action, one of which writes a document for each hit. */
  private void actions() {
    TestBundle.in(
            folder,
            """
            bundle: t
            defaults:
              template: all
              indices: [logs-*]
              values: {webhook: {url: "http://127.0.0.1:1/x"}, index: alerts, slack: {to: "#a"}}
            """)
        .file(
            "templates/all.json.mustache",
            """
            {"metadata": {"alert": <%& alert %>},
             "trigger": {"schedule": <%& schedule %>},
             "input": {"search": {"request": {"indices": <%& indices %>, "body": {
               "query": <%& dsl %>, "aggs": {"by_host": {"terms": {"field": "host.name"}}}}}}},
             "actions": {
               "docs": {"transform": {"script": "return ['_doc': ctx.payload.hits.hits.stream().map(h -> ['_id': h._id, 'user': h._source.user]).collect(Collectors.toList())];"},
                 "index": {"index": "alerts", "doc_type": "_doc"}},
               <%> email %>, <%> webhook %>, <%> index %>, <%> slack %>, <%> logging %>}}
            """)
        .file("watches/q.yml", "title: Q\nquery: 'user:bob AND NOT x:y'\n")
        .file(
            "watches/q.test.yml",
            """
            cases:
              - name: truth
                events: [{user: bob, host: {name: a}}, {user: bob, host: {name: b}}, {user: eve}]
                fires: true
                hits: 2
                groups: [b, a]
                subject: Q
                body: ['Events: 2', '"user":"bob"']
                message: "Q: 2 events"
                webhook: {alert: {title: Q}, total: 2, hits: [{_source: {user: bob}}, {}]}
                document: {user: bob}
              - name: lie
                events: [{user: bob, host: {name: a}}]
                fires: true
                hits: 3
                groups: [c]
                subject: R
                body: nothing
                message: nothing
                webhook: {total: 2}
                document: {user: eve}
              - name: broken
                events: [{user: bob, host: {name: a}}, {user: {a: b}}]
                fires: true
            """);
  }

  @Test
  void nothingButScratchIndicesIsWritten() throws Exception {
    actions();
    try (FaultProxy proxy = FaultProxy.before(server)) {
      Set<String> before = indices();
      Cli.Result result = Cli.run("test", "--bundle", folder, "--cluster", proxy.address());
      assertThat(result.code()).isEqualTo(1);
      List<String> writes =
          proxy.writes().stream()
              .filter(seen -> !seen.path().endsWith("/_msearch"))
              .map(seen -> seen.method() + " " + seen.path().replaceAll("[?].*", ""))
              .toList();
      assertThat(writes)
          .isNotEmpty()
          .allMatch(
              write ->
                  write.equals("POST /_watcher/watch/_execute")
                      || write.matches("(PUT|DELETE) /deploy-watches-test-[0-9a-f-]+")
                      || write.matches("POST /deploy-watches-test-[0-9a-f-]+(/_doc)?/_bulk"));
      assertThat(indices()).as("not even documents of index actions").isEqualTo(before);
    }
  }

  @Test
  void whatAKilledRunLeftTheNextOneDeletes() throws Exception {
    many();
    Tool killed = Tool.start(folder, "test", "--bundle", folder, "--cluster", server.address());
    await().atMost(Duration.ofSeconds(60)).until(() -> !scratch().isEmpty());
    assertThat(killed.kill()).isTrue();
    assertThat(scratch()).hasSize(1);
    Cli.Result next =
        Cli.run("test", "--bundle", folder, "--cluster", server.address(), "watches/b.yml");
    assertThat(next.code()).as(next.out()).isZero();
    assertThat(next.err()).contains("deleted 1 scratch indices");
    assertThat(scratch()).isEmpty();
  }

  @Test
  void anInterruptedRunCleansUpAndAnotherOneIsLeftAlone() throws Exception {
    many();
    Tool interrupted =
        Tool.start(folder, "test", "--bundle", folder, "--cluster", server.address());
    await().atMost(Duration.ofSeconds(60)).until(() -> !scratch().isEmpty());
    Set<String> others = scratch();
    Cli.Result meanwhile =
        Cli.run("test", "--bundle", folder, "--cluster", server.address(), "watches/b.yml");
    assertThat(meanwhile.code()).as(meanwhile.out()).isZero();
    assertThat(scratch()).as("of a run that lives").isEqualTo(others);
    assertThat(interrupted.terminate()).as("128 and the signal's number").isEqualTo(143);
    assertThat(scratch()).isEmpty();
  }

  /** A bundle whose tests take a while. */
  private void many() {
    StringBuilder cases = new StringBuilder("cases:\n");
    for (int i = 0; i < 3000; i++) {
      cases.append("  - {name: c").append(i).append(", fires: true, events: [{user: bob}]}\n");
    }
    TestBundle.in(folder, SETTINGS)
        .file("watches/a.yml", "query: 'user:bob'\n")
        .file("watches/a.test.yml", cases.toString())
        .file("watches/b.yml", "query: 'user:bob'\n")
        .file("watches/b.test.yml", "cases: [{fires: true, events: [{user: bob}]}]\n");
  }

  private Set<String> scratch() {
    Set<String> scratch = indices();
    scratch.removeIf(name -> !name.startsWith("deploy-watches-test-"));
    return scratch;
  }

  private Set<String> indices() {
    Set<String> names = new TreeSet<>();
    server
        .get("/_settings?filter_path=*.settings.index.uuid")
        .json()
        .fieldNames()
        .forEachRemaining(names::add);
    return names;
  }
}
