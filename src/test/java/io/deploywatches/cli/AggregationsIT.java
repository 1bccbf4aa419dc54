package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.testing.Corpus;
import io.deploywatches.testing.LocalElasticsearch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules that count, deployed as watches with the template email and executed by Watcher. */
final class AggregationsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern GROUP = Pattern.compile("(?m)^  (.*): (?:(.*) in )?(\\d+) events");

  /** As winlogbeat maps strings, and as a server does by itself. */
  private static final Map<String, String> MAPPINGS =
      Map.of(
          "keywords", "{\"type\": \"keyword\"}",
          "sub-fields", "{\"type\": \"text\", \"fields\": {\"keyword\": {\"type\": \"keyword\"}}}");

  /** Conditions that are prose, or another language: nothing can be made of them. */
  private static final Set<String> NO_SIGMA =
      Set.of(
          "net_dns_high_subdomain_rate",
          "sysmon_always_install_elevated_parent_child_correlated",
          "win_dumping_ntdsdit_via_dcsync",
          "win_dumping_ntdsdit_via_netsync");

  @TempDir Path folder;

  private final LocalElasticsearch server = LocalElasticsearch.permissive();
  private final Map<String, String> rules = new LinkedHashMap<>();

  /** From a watch's id to what it is about. */
  private final Map<String, String> names = new LinkedHashMap<>();

  private final Map<String, String> expected = new TreeMap<>();
  private final StringBuilder events = new StringBuilder();
  private final Instant now = Instant.now();

  @BeforeEach
  void startClean() {
    server.deleteAllWatches();
    for (Map.Entry<String, String> mapping : MAPPINGS.entrySet()) {
      server.delete("/" + mapping.getKey());
      server.put(
          "/" + mapping.getKey(),
          """
          {"settings": {"number_of_shards": 2, "number_of_replicas": 0},
           "mappings": {"_doc": {"dynamic_templates": [
             {"strings": {"match_mapping_type": "string", "mapping": %s}}]}}}
          """
              .formatted(mapping.getValue()));
    }
  }

  @Test
  void whatIsCountedFires() {
    for (int i = 0; i < 12; i++) {
      event(2 + i, "host", "a", "user", "u" + i % 3, "bytes", "100", "n", i, "kind", "login");
    }
    for (int i = 0; i < 4; i++) {
      event(3, "host", "b", "user", "u" + i, "bytes", "5.5", "n", 10 * i, "kind", "login");
    }
    event(4, "host", "c", "user", "u0", "kind", "logout");
    event(5, "user", "nobody", "kind", "login");
    for (int i = 0; i < 36; i++) {
      event(6, "kind", "many", "name", "n%02d".formatted(i / 3));
    }

    expect("kind: login", "count() > 16", "all: 17");
    expect("kind: login", "count() >= 18", "");
    expect("kind: login", "count() == 17", "all: 17");
    expect("kind: login", "count() != 17", "");
    expect("kind: nothing", "count() < 1", "all: 0");
    expect("kind: nothing", "count() = 0", "all: 0");
    expect("kind: nothing", "count() > 0", "");
    expect("kind: nothing", "count(user) < 1", "all: 0 in 0");
    expect("kind: nothing", "sum(n) < 1", "all: 0.0 in 0");
    expect("kind: nothing", "avg(n) < 1", "");
    expect("kind: nothing", "avg(n) != 1", "");
    expect("kind: login", "count() by host > 3", "a: 12, b: 4");
    expect("kind: login", "count() by host > 4", "a: 12");
    expect("kind: [login, logout]", "count() by host < 5", "b: 4, c: 1");
    expect("kind: login", "count() by host == 4", "b: 4");
    expect("kind: login", "count() by n == 2", "0: 2, 10: 2");
    expect("kind: login", "count(user) > 4", "all: 5 in 17");
    expect("kind: login", "count(user) by host > 3", "b: 4 in 4");
    expect("kind: login", "count(user) by host <= 3", "a: 3 in 12");
    expect("kind: login", "count() by host, user > 3", "a, u0: 4, a, u1: 4, a, u2: 4");
    expect("kind: login", "sum(bytes) by host > 1000", "a: 1200.0 in 12");
    expect("kind: login", "sum(bytes) by host <= 22", "b: 22.0 in 4");
    expect("kind: login", "avg(n) by host > 14", "b: 15.0 in 4");
    expect("kind: login", "min(n) by host < 1", "a: 0.0 in 12, b: 0.0 in 4");
    expect("kind: login", "max(n) by host >= 30", "b: 30.0 in 4");
    expect("kind: login", "max(n) by host != 30", "a: 11.0 in 12");
    expect(
        "kind: many",
        "count() by name > 2",
        "n00: 3, n01: 3, n02: 3, n03: 3, n04: 3, n05: 3, n06: 3, n07: 3, n08: 3, n09: 3, n10: 3,"
            + " n11: 3");
    check();
  }

  @Test
  void theTimeframeIsTheWindow() {
    for (int i = 0; i < 5; i++) {
      event(180 + i, "host", "old", "kind", "x");
      event(180 + i, "host", "older-and-new", "kind", "x");
      event(4, "host", "burst", "kind", "x");
      event(3 + 6 * i, "host", "slow", "kind", "x");
    }
    event(2, "host", "older-and-new", "kind", "x");
    event(60 * 30, "host", "burst", "kind", "x");

    expect("kind: x", "count() by host > 4", "burst: 5, slow: 5");
    expect("kind: x", "1d", "count() by host > 4", "burst: 5, older-and-new: 6, slow: 5");
    expect("kind: x", "1d", "count() by host == 5", "burst: 5, old: 5, slow: 5");
    expect("kind: x", "2m", "count() by host > 4", "burst: 5");
    expect("host: burst", "2m", "count() > 4", "all: 5");
    expect("host: slow", "2m", "count() > 1", "");
    expect("kind: x", "2d", "count() by host > 5", "burst: 6, older-and-new: 6");
    check();
  }

  @Test
  void whatIsNearFires() {
    event(3, "host", "a", "kind", "x");
    event(4, "host", "b", "kind", "y");
    event(100, "host", "b", "kind", "z");

    String selections = "x: {kind: x}\n  y: {kind: y}\n  z: {kind: z}\n  none: {kind: none}";
    near(selections, "x | near y", "", "all: 2");
    near(selections, "x | near none", "", "");
    near(selections, "x | near z", "", "");
    near(selections, "x | near z", "3h", "all: 2");
    near(selections, "x | near y and not none", "", "all: 2");
    near(selections, "x | near not y", "", "");
    near(selections, "x | near y and not z", "3h", "");
    near(selections, "not x | near none and not y", "", "");
    check();
  }

  @Test
  void correlationsFire() {
    for (int i = 0; i < 6; i++) {
      event(20 - i, "host", "a", "user", "u" + i % 3, "n", 10 * i, "kind", "fail");
      event(10, "host", "trusted", "user", "u" + i, "n", 100, "kind", "fail");
    }
    event(5, "host", "a", "kind", "ok");
    event(25, "host", "b", "kind", "ok");
    event(24, "host", "b", "kind", "fail");
    event(24, "host", "c", "kind", "fail");
    event(3, "host", "c", "kind", "more");

    String fail = "rules: [FAIL]\n  group-by: host\n  timespan: 30m\n  ";
    correlate("type: event_count\n  " + fail + "condition: {gte: 6}", "a: 6");
    correlate("type: event_count\n  " + fail + "condition: {gt: 0, lt: 6}", "b: 1, c: 1");
    correlate("type: event_count\n  " + fail + "condition: {neq: 1}", "a: 6");
    correlate("type: value_count\n  " + fail + "condition: {eq: 3, field: user}", "a: 3 in 6");
    correlate("type: value_sum\n  " + fail + "condition: {gt: 149, field: n}", "a: 150.0 in 6");
    correlate("type: value_avg\n  " + fail + "condition: {lte: 25, field: n}", "a: 25.0 in 6");
    correlate(
        "type: value_percentile\n  " + fail + "condition: {gte: 40, field: n, percentile: 90}",
        "a: 49.0 in 6");
    correlate(
        "type: event_count\n  rules: [FAIL, OK]\n  group-by: [host]\n  timespan: 1h\n"
            + "  condition: {gte: 2}",
        "a: 7, b: 2");
    String three = "rules: [FAIL, OK, MORE]\n  group-by: [host]\n  timespan: 1h\n";
    String both = "rules: [FAIL, OK]\n  group-by: [host]\n  timespan: 1h\n";
    correlate("type: temporal\n  " + both, "a: 7, b: 2");
    correlate("type: temporal_ordered\n  " + both, "a: 7");
    correlate("type: temporal\n  " + three + "  condition: {gte: 2}", "a: 7, b: 2, c: 2");
    correlate("type: temporal\n  " + three + "  condition: FAIL and not OK", "c: 2");
    correlate("type: temporal\n  " + three + "  condition: 1 of them", "a: 7, b: 2, c: 2");
    correlate(
        "type: temporal\n  rules: [FAIL, OK]\n  group-by: [who]\n  timespan: 1h\n"
            + "  aliases: {who: {FAIL: host, OK: host}}",
        "a: 7, b: 2");
    check();
  }

  /** A correlation over three rules and a filter that lets nothing of one host pass. */
  private void correlate(String correlation, String groups) {
    for (String index : MAPPINGS.keySet()) {
      String settings =
          "watch:\n  indices: [%s]\n  matching: {keyword: %s}\n"
              .formatted(index, index.equals("keywords") ? "none" : ".keyword");
      for (String kind : List.of("fail", "ok", "more")) {
        rules.put(
            index + "-" + kind,
            """
            title: Base
            id: %1$s-%2$s
            name: %1$s_%2$s
            logsource: {category: test}
            detection:
              s: {kind: %2$s}
              condition: s
            """
                    .formatted(index, kind)
                + settings);
      }
      rules.put(
          index + "-filter",
          """
          title: Not the trusted host
          logsource: {category: test}
          filter:
            rules: [%s-fail]
            trusted: {host: trusted}
            condition: not trusted
          """
              .formatted(index));
      String id = index + "-" + rules.size();
      String text =
          correlation
              .replace("FAIL", index + "_fail")
              .replace("OK", index + "-ok")
              .replace("MORE", index + "_more");
      rules.put(id, "title: T\nid: " + id + "\ncorrelation:\n  " + text + "\n" + settings);
      names.put(id, index + ": " + correlation);
      expected.put(names.get(id), groups);
    }
  }

  @Test
  void alertsAreWrittenOnce() {
    server.delete("/alerts-of-counts");
    for (int i = 0; i < 3; i++) {
      event(3 + i, "host.name", "h" + i, "Image", "C:\\x.exe", "kind", "x");
    }
    index();
    TestBundle.in(
            folder,
            """
            bundle: alerts
            defaults:
              template: alerts
              indices: [keywords]
              matching: {fields: none, server: "6.8"}
              owner: soc
              runbook: https://example.org/runbook
              values: {index: alerts-of-counts}
            """)
        .file(
            "watches/single.yml",
            """
            title: Something
            id: single
            level: high
            tags: [attack.t1059.001, attack.execution]
            logsource: {category: test}
            detection:
              s: {kind: x, Image|endswith: .exe, Missing: null}
              condition: s
            """)
        .file(
            "watches/group.yml",
            """
            title: Many
            id: group
            logsource: {category: test}
            detection:
              s: {kind: x}
              condition: s | count() by kind > 2
            """)
        .file(
            "watches/silence.yml",
            """
            title: Silence
            id: silence
            logsource: {category: test}
            detection:
              s: {kind: none}
              condition: s | count() < 1
            """);
    Cli.Result result = Cli.run("--bundle", folder, "--cluster", server.address());
    assertThat(result.code()).as(result.err()).isZero();
    for (int run = 0; run < 2; run++) {
      for (String id : List.of("single", "group", "silence")) {
        JsonNode record =
            server
                .post("/_watcher/watch/" + id + "/_execute", "{\"ignore_condition\": false}")
                .json();
        assertThat(record.at("/watch_record/result/actions/0/status").asText())
            .as(record.toPrettyString())
            .isEqualTo("success");
      }
    }
    server.post("/alerts-of-counts/_refresh", "");
    JsonNode hits = server.get("/alerts-of-counts/_search?size=100").json().at("/hits/hits");
    assertThat(hits).as("one for each event, group and run without events").hasSize(6);
    for (JsonNode hit : hits) {
      JsonNode alert = hit.path("_source");
      assertThat(alert.at("/event/kind").asText()).isEqualTo("alert");
      assertThat(alert.at("/labels/owner").asText()).isEqualTo("soc");
      assertThat(alert.at("/labels/runbook").asText()).isEqualTo("https://example.org/runbook");
      assertThat(alert.at("/rule/ruleset").asText()).isEqualTo("alerts");
      assertThat(alert.at("/alert/truncated").asBoolean(true)).isFalse();
      if (alert.at("/rule/id").asText().equals("single")) {
        assertThat(hit.path("_id").asText()).startsWith("single:keywords:");
        assertThat(alert.at("/host/name").asText()).startsWith("h");
        assertThat(alert.at("/labels/level").asText()).isEqualTo("high");
        assertThat(alert.at("/threat/technique/id/0").asText()).isEqualTo("T1059.001");
        assertThat(alert.at("/alert/fields"))
            .hasToString(
                "[{\"name\":\"kind\",\"value\":\"x\"},{\"name\":\"Image\",\"value\":\"C:\\\\x.exe\"}]");
      } else if (alert.at("/rule/id").asText().equals("silence")) {
        assertThat(alert.at("/alert/total").asInt(-1)).isZero();
      } else {
        assertThat(alert.at("/alert/group").asText()).isEqualTo("x");
        assertThat(alert.at("/alert/total").asInt()).isEqualTo(3);
      }
    }
  }

  @Test
  void alertsSayWhenThereWereMore() {
    server.delete("/alerts-of-many");
    for (int i = 0; i < 1_003; i++) {
      event(3, "kind", "y", "n", i);
    }
    index();
    TestBundle.in(
            folder,
            """
            bundle: alerts
            defaults:
              template: alerts
              indices: [keywords]
              matching: {fields: none, server: "6.8"}
              values: {index: alerts-of-many}
            """)
        .file(
            "watches/many.yml", "title: Many\nid: many\ndetection: {s: {kind: y}, condition: s}\n");
    Cli.Result result = Cli.run("--bundle", folder, "--cluster", server.address());
    assertThat(result.code()).as(result.err()).isZero();
    server.post("/_watcher/watch/many/_execute", "{\"ignore_condition\": false}");
    server.post("/alerts-of-many/_refresh", "");
    JsonNode hits = server.get("/alerts-of-many/_search?size=1").json().path("hits");
    assertThat(hits.path("total").asInt()).isEqualTo(1_000);
    assertThat(hits.at("/hits/0/_source/alert/total").asInt()).isEqualTo(1_003);
    assertThat(hits.at("/hits/0/_source/alert/truncated").asBoolean()).isTrue();
  }

  @Test
  void theMailShowsWhatTheRuleIsAbout() {
    event(3, "host.name", "h1", "Image", "C:\\x.exe", "kind", "x", "User", List.of("a", "b"));
    index();
    String rule =
        """
        title: Something
        id: %1$s
        level: high
        tags: [attack.t1059]
        references: [https://example.org/reference]
        logsource: {category: test}
        %2$s
        detection:
          s: {kind: x, Image|endswith: .exe}
          condition: s
        """;
    TestBundle.in(
            folder,
            """
            bundle: mails
            defaults: {indices: [keywords], matching: {fields: none, server: "6.8"}}
            """)
        .file("watches/own.yml", rule.formatted("own", "fields: [User, Nothing]"))
        .file("watches/named.yml", rule.formatted("named", ""));
    Cli.Result result = Cli.run("--bundle", folder, "--cluster", server.address());
    assertThat(result.code()).as(result.err()).isZero();
    String mail = executed("own").at("/actions/0/email/message/body/text").asText();
    assertThat(mail)
        .startsWith("Something\n\nLevel: high\nTags: attack.t1059\n")
        .contains("Reference: https://example.org/reference\n")
        .containsPattern("Time: \\S+Z\n  Host: h1\n  User: a, b\n\n");
    assertThat(executed("named").at("/actions/0/email/message/body/text").asText())
        .contains("  Host: h1\n  kind: x\n  Image: C:\\x.exe\n\n");
  }

  /**
   * All public rules with aggregations, on some events of the same origin: keywords are looked for
   * in all fields, and all events have too many of them for a test.
   */
  @Test
  void publicRulesRun() throws IOException {
    for (JsonNode event : Corpus.lines("sigma-events.ndjson").subList(0, 10)) {
      ((ObjectNode) event).put("@timestamp", now.minus(Duration.ofMinutes(3)).toString());
      events.append("{\"index\": {}}\n").append(event).append('\n');
    }
    index();
    TestBundle bundle =
        TestBundle.in(
            folder,
            """
            bundle: public
            defaults: {indices: [keywords], matching: {server: "6.8"}}
            overrides:
              - match: {path: watches/image_load_mimikatz_inmemory_detection.yml}
                schedule: {interval: 30s}
            """);
    Set<String> files = new TreeSet<>();
    for (JsonNode rule : Corpus.lines("sigma-rules-aggregations.jsonl")) {
      String file = Path.of(rule.path("path").asText()).getFileName().toString();
      bundle.file("watches/" + file, rule.path("yaml").asText());
      files.add(file.replace(".yml", ""));
    }
    Cli.Result result =
        Cli.run(
            "--bundle", folder, "--cluster", server.address(), "--output", "json", "--keep-going");
    Set<String> refused = new TreeSet<>();
    for (JsonNode problem : result.json().path("problems")) {
      if (problem.path("severity").asText().equals("error")) {
        refused.add(problem.path("file").asText().replaceAll("watches/|\\.yml", ""));
      }
    }
    assertThat(refused).isEqualTo(NO_SIGMA);
    Map<String, JsonNode> watches = server.storedWatches();
    System.out.printf("rules with aggregations: %d, watches: %d%n", files.size(), watches.size());
    assertThat(watches).hasSizeGreaterThanOrEqualTo(files.size() - NO_SIGMA.size());
    watches.keySet().forEach(this::executed);
    Cli.Result plan =
        Cli.run("diff", "--bundle", folder, "--cluster", server.address(), "--output", "json");
    assertThat(plan.json().at("/summary/unchanged").asInt()).isEqualTo(watches.size());
  }

  private void event(int minutesAgo, Object... fields) {
    ObjectNode event = JSON.createObjectNode();
    event.put("@timestamp", now.minus(Duration.ofMinutes(minutesAgo)).toString());
    for (int i = 0; i < fields.length; i += 2) {
      event.set((String) fields[i], JSON.valueToTree(fields[i + 1]));
    }
    events.append("{\"index\": {}}\n").append(event).append('\n');
  }

  private void expect(String selection, String aggregation, String groups) {
    expect(selection, "", aggregation, groups);
  }

  private void expect(String selection, String timeframe, String aggregation, String groups) {
    near("s: {" + selection + "}", "s | " + aggregation, timeframe, groups);
  }

  private void near(String selections, String condition, String timeframe, String groups) {
    for (String index : MAPPINGS.keySet()) {
      String id = index + "-" + rules.size();
      rules.put(
          id,
          """
          title: '%s %s'
          id: %s
          logsource: {category: test}
          detection:
            %s
            condition: '%s'
            %s
          watch:
            indices: [%s]
            matching: {keyword: %s}
          """
              .formatted(
                  condition,
                  timeframe,
                  id,
                  selections,
                  condition,
                  timeframe.isEmpty() ? "" : "timeframe: " + timeframe,
                  index,
                  index.equals("keywords") ? "none" : ".keyword"));
      names.put(id, index + ": " + condition + " " + timeframe + " {" + selections + "}");
      expected.put(names.get(id), groups);
    }
  }

  private void index() {
    for (String index : MAPPINGS.keySet()) {
      JsonNode bulk =
          server.post("/" + index + "/_doc/_bulk?refresh=true", events.toString()).json();
      assertThat(bulk.path("errors").asBoolean(true)).as(bulk.toString()).isFalse();
    }
  }

  private void check() {
    index();
    TestBundle bundle =
        TestBundle.in(
            folder,
            """
            bundle: counts
            defaults:
              schedule: {interval: 30m}
              matching: {fields: none, server: "6.8"}
            """);
    rules.forEach((id, rule) -> bundle.file("watches/" + id + ".yml", rule));
    Cli.Result result =
        Cli.run("--bundle", folder, "--cluster", server.address(), "--output", "json");
    assertThat(result.code()).as(result.err() + result.out()).isZero();
    Map<String, String> actual = new TreeMap<>();
    names.forEach((id, name) -> actual.put(name, groups(id)));
    assertThat(actual).containsExactlyEntriesOf(expected);
  }

  private JsonNode executed(String id) {
    LocalElasticsearch.Response response =
        server.post(
            "/_watcher/watch/" + id + "/_execute", "{\"action_modes\": {\"_all\": \"simulate\"}}");
    assertThat(response.status()).isEqualTo(200);
    JsonNode result = response.json().at("/watch_record/result");
    assertThat(result.at("/condition/status").asText())
        .as(response.json().toPrettyString())
        .isEqualTo("success");
    assertThat(result.at("/input/payload/_shards/failed").asInt())
        .as(response.json().toPrettyString())
        .isZero();
    return result;
  }

  /** What the mail of a watch says, sorted; empty when it sends none. */
  private String groups(String id) {
    JsonNode result = executed(id);
    if (!result.at("/condition/met").asBoolean()) {
      return "";
    }
    assertThat(result.at("/actions/0/status").asText())
        .as(result.toPrettyString())
        .isEqualTo("simulated");
    String mail = result.at("/actions/0/email/message/body/text").asText();
    List<String> groups = new ArrayList<>();
    Matcher group = GROUP.matcher(mail);
    while (group.find()) {
      String value = group.group(2) == null ? "" : group.group(2) + " in ";
      groups.add(group.group(1) + ": " + value + group.group(3));
    }
    assertThat(groups).as(mail).isNotEmpty();
    groups.sort(null);
    return String.join(", ", groups);
  }
}
