package io.deploywatches.watch;

import static io.deploywatches.watch.Json.json;
import static io.deploywatches.watch.Json.marked;
import static io.deploywatches.watch.Json.own;
import static io.deploywatches.watch.Json.secret;
import static io.deploywatches.watch.Json.watch;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.problem.Severity;
import io.deploywatches.testing.Corpus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WatchLintTest {
  private static final ServerVersion V6 = new ServerVersion(6, 8);
  private static final ServerVersion V8 = new ServerVersion(8, 17);

  /** Findings that say that a server takes the watch, and then does something else. */
  private static final Set<String> TAKEN =
      Set.of(
          "ignored-key",
          "same-thing-twice",
          "several-compare-paths",
          "several-schedule-types",
          "several-input-types",
          "several-condition-types",
          "several-transform-types",
          "several-action-types",
          "list-expected",
          "metadata-lost",
          "mustache-section-unclosed",
          "redacted-secret",
          "pagerduty-description-missing",
          "reporting-interval-unreadable");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          foo | 1 | unknown-key | /foo
          status | {} | ignored-key | /status
          metadata | [1] | metadata-lost | /metadata
          metadata | null | null-dropped | /metadata
          throttle_period | 900 | duration-refused | /throttle_period
          throttle_period | '15x' | duration-refused | /throttle_period
          trigger | {'schedule':{}} | schedule-type-missing | /trigger/schedule
          trigger | {'schedule':{'interval':'1.5h'}} | interval-refused | /trigger/schedule/interval
          trigger | {'schedule':{'interval':'0s'}} | interval-refused | /trigger/schedule/interval
          trigger | {'schedule':{'interval':0}} | interval-refused | /trigger/schedule/interval
          trigger | {'schedule':{'cron':'*/5 * * * ?'}} | cron-fields | /trigger/schedule/cron
          trigger | {'schedule':{'interval':'5m','hourly':{}}} | several-schedule-types | /trigger/schedule
          trigger | {'schedule':{'weekly':{'days':'fri'}}} | ignored-key | /trigger/schedule/weekly/days
          trigger | {'schedule':{'weekly':{'on':5}}} | weekday-number | /trigger/schedule/weekly/on
          trigger | {'schedule':{'daily':{'on':5}}} | unknown-key | /trigger/schedule/daily/on
          input | {} | input-type-missing | /input
          input | {'none':{},'simple':{}} | several-input-types | /input
          input | {'chain':{'inputs':{}}} | list-expected | /input/chain/inputs
          input | {'search':{'request':{'types':['t']}}} | too-old | /input/search/request/types
          transform | {'search':{'request':{},'extract':['a']}} | unknown-key | /transform/search/extract
          condition | {'always':{},'never':{}} | several-condition-types | /condition
          condition | {'compare':{'a':{'eq':1},'b':{'eq':1}}} | several-compare-paths | /condition/compare
          condition | {'compare':{'a':{'gt':1,'lt':3}}} | several-operators | /condition/compare/a
          condition | {'script':{'id':'x','lang':'painless'}} | stored-script-with-lang | /condition/script
          condition | {'script':{'id':'x','source':'y'}} | script-twice | /condition/script
          condition | {'script':{'source':'x','inline':'y'}} | same-thing-twice | /condition/script/inline
          actions | {'a':null} | null-dropped | /actions/a
          actions | {'a':{}} | action-type-missing | /actions/a
          actions | {'a':{'logging':{'text':'x'},'index':{}}} | several-action-types | /actions/a
          actions | {'a':{'logging':{'text':5}}} | wrong-type | /actions/a/logging/text
          actions | {'a':{'webhook':{'body':{'a':1}}}} | unknown-key | /actions/a/webhook/body/a
          actions | {'a':{'webhook':{'port':'80'}}} | wrong-type | /actions/a/webhook/port
          actions | {'a':{'webhook':{'url':'http://h/{{x}}'}}} | url-refused | /actions/a/webhook/url
          actions | {'a':{'webhook':{'auth':{'basic':{'password':'::es_redacted::'}}}}} | redacted-secret | /actions/a/webhook/auth/basic/password
          actions | {'a':{'webhook':{'headers':{'A':'::es_encrypted::x'}}}} | encrypted-secret | /actions/a/webhook/headers/A
          actions | {'a':{'email':{'password':'x'}}} | lost-without-user | /actions/a/email/password
          actions | {'a':{'email':{'attach_data':false}}} | off-dropped | /actions/a/email/attach_data
          actions | {'a':{'pagerduty':{}}} | pagerduty-description-missing | /actions/a/pagerduty
          actions | {'a':{'index':{'doc_type':'t'}}} | index-doc-type | /actions/a/index/doc_type
          """)
  void finds(String key, String value, String name, String pointer) {
    assertThat(WatchLint.findings(watch(key, value), V8))
        .anySatisfy(
            finding -> {
              assertThat(finding.name()).isEqualTo(name);
              assertThat(finding.pointer()).isEqualTo(pointer);
            });
  }

  @Test
  void findsTwoThrottles() {
    assertThat(
            WatchLint.findings(
                json("{'trigger':{},'throttle_period':'1s','throttle_period_in_millis':2}"), V8))
        .extracting(Finding::name)
        .contains("same-thing-twice");
  }

  @Test
  void findsAReportingIntervalThatMakesAWatchUnreadable() {
    ObjectNode body =
        watch("actions", "{'a':{'email':{'attachments':{'r':{'reporting':{'interval':'90s'}}}}}}");

    assertThat(WatchLint.findings(body, V6))
        .singleElement()
        .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.ERROR));
    assertThat(WatchLint.findings(body, null))
        .singleElement()
        .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.WARNING));
    assertThat(WatchLint.findings(body, V8)).isEmpty();
  }

  @Test
  void findsWhatAnOldServerDoesNotKnow() {
    ObjectNode body = watch("actions", "{'a':{'foreach':'x','logging':{'text':'x'}}}");

    assertThat(WatchLint.findings(body, V6)).extracting(Finding::name).containsExactly("too-new");
    assertThat(WatchLint.findings(body, V8)).isEmpty();
  }

  @Test
  void aSecretMayStandInAPathOfAUrlButNotInItsHost() {
    ObjectNode body = watch("actions", "{'a':{'webhook':{}}}");
    ObjectNode webhook = (ObjectNode) body.at("/actions/a/webhook");

    webhook.set("url", marked(own("https://h/"), secret("s")));
    assertThat(WatchLint.findings(body, V8)).isEmpty();
    webhook.set("url", marked(secret("s")));
    assertThat(WatchLint.findings(body, V8))
        .extracting(Finding::name)
        .containsExactly("secret-in-url");
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.8.23", "7.17.6", "8.17.0"})
  void refusesNothingThatAServerTook(String server) {
    ServerVersion version = ServerVersion.parse(server).orElseThrow();
    List<String> wrong = new ArrayList<>();
    int refused = 0;
    int found = 0;
    for (JsonNode probe : Corpus.lines("roundtrip-" + server + ".jsonl")) {
      if (!probe.get("put").isObject()) {
        continue;
      }
      List<String> errors =
          WatchLint.findings((ObjectNode) probe.get("put"), version).stream()
              .filter(finding -> finding.severity() == Severity.ERROR)
              .map(Finding::name)
              .toList();
      if (probe.get("status").asInt() < 300) {
        errors.stream()
            .filter(name -> !TAKEN.contains(name))
            .forEach(name -> wrong.add(probe.get("name").asText() + ": " + name));
      } else {
        refused++;
        found += errors.isEmpty() ? 0 : 1;
      }
    }
    System.out.printf("lint on %s: finds %d of %d refused bodies%n", server, found, refused);
    assertThat(wrong).isEmpty();
  }
}
