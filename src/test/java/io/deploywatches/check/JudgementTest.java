package io.deploywatches.check;

import static io.deploywatches.testing.TestCases.any;
import static io.deploywatches.testing.TestCases.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.bundle.TestFile.Expectation;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JudgementTest {
  private static final JsonNode FIRED =
      json(
          """
          {'state': 'executed', 'result': {
            'input': {'status': 'success', 'payload': {'hits': {'total': 2},
              'aggregations': {'by_host': {'buckets': [{'key': 'b'}, {'key': 'a'}]}}}},
            'condition': {'met': true},
            'actions': [
              {'id': 'mail', 'status': 'simulated', 'email': {'message': {
                'subject': 'An alert', 'body': {'text': 'two events'}}}},
              {'id': 'log', 'status': 'simulated', 'logging': {'logged_text': 'a line'}},
              {'id': 'write', 'status': 'simulated', 'logging': {
                'logged_text': '{\\"_doc\\": [{\\"n\\": 1}, {\\"n\\": 2, \\"m\\": [1]}]}'}},
              {'id': 'hook', 'status': 'simulated', 'webhook': {'request': {
                'body': '{\\"total\\": 2, \\"hits\\": [{\\"a\\": 1}, {}]}'}}}]}}
          """);

  private static Expectation fires() {
    return new Expectation(true, null, null, List.of(), List.of(), List.of(), null, null);
  }

  private static List<String> mismatches(Expectation expected, JsonNode record) {
    return Judgement.mismatches(expected, record, Set.of("write")).stream()
        .map(each -> each.what() + ": " + each.expected() + " / " + each.actual())
        .toList();
  }

  private static List<String> ofWebhook(String json) {
    return mismatches(
        new Expectation(true, null, null, List.of(), List.of(), List.of(), any(json), null), FIRED);
  }

  @Test
  void whatIsNotExpectedMayBeAnything() {
    assertThat(mismatches(fires(), FIRED)).isEmpty();
  }

  @Test
  void allThatIsExpectedMayHold() {
    assertThat(
            mismatches(
                new Expectation(
                    true,
                    2L,
                    List.of("a", "b"),
                    List.of("alert"),
                    List.of("two", "events"),
                    List.of("a line"),
                    any("{'hits': [{'a': 1.0}, {}]}"),
                    any("{'n': 2}")),
                FIRED))
        .isEmpty();
  }

  @Test
  void eachThingThatDiffersIsTold() {
    assertThat(
            mismatches(
                new Expectation(
                    true,
                    3L,
                    List.of("c"),
                    List.of("x"),
                    List.of("two", "three"),
                    List.of("An alert"),
                    any("{'total': 3}"),
                    any("{'n': 3}")),
                FIRED))
        .containsExactly(
            "hits: 3 / 2",
            "groups: [c] / [a, b]",
            "subject: x / An alert",
            "body: three / two events",
            "message: An alert / a line",
            "webhook.total: 3 / 2",
            "document: {\"n\":3} / none of: {\"n\":1}\n{\"n\":2,\"m\":[1]}");
  }

  @Test
  void jsonHasToHoldWhatIsGivenAndListsToBeAsLong() {
    assertThat(ofWebhook("{'hits': [{'a': 2}, {}]}")).containsExactly("webhook.hits[0].a: 2 / 1");
    assertThat(ofWebhook("{'hits': [{}]}")).containsExactly("webhook.hits: [{}] / [{\"a\":1},{}]");
    assertThat(ofWebhook("{'more': true}")).containsExactly("webhook.more: true / not there");
    assertThat(ofWebhook("'hits'")).isEmpty();
  }

  @Test
  void aRunThatWasNotCarriedOutIsNoProofThatNothingFires() {
    Expectation stays =
        new Expectation(false, null, null, List.of(), List.of(), List.of(), null, null);
    assertThat(mismatches(stays, json("{'state': 'not_executed_already_queued', 'result': {}}")))
        .containsExactly("the run: no error / it ended as 'not_executed_already_queued'");
    assertThat(
            mismatches(
                stays,
                json(
                    "{'state': 'failed', 'result': {'input': {'status': 'failure', 'error':"
                        + " {'reason': 'all shards failed', 'caused_by': {'reason': 'why'}}}}}")))
        .containsExactly("the run: no error / its input failed: all shards failed: why");
    assertThat(
            mismatches(
                stays,
                json("{'state': 'failed', 'exception': {'reason': 'expected:\\n  <EOF>\\u001b'}}")))
        .containsExactly("the run: no error / expected: <EOF>");
    assertThat(mismatches(stays, FIRED)).containsExactly("fires: false / true");
  }

  @Test
  void anActionThatFailsIsTold() {
    assertThat(
            mismatches(
                fires(),
                json(
                    "{'state': 'executed', 'result': {'condition': {'met': true}, 'actions': ["
                        + "{'id': 'log', 'status': 'failure', 'error': {'reason': 'unclosed'}}]}}")))
        .containsExactly("action log: no error / unclosed");
  }
}
