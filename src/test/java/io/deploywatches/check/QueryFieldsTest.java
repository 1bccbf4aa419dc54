package io.deploywatches.check;

import static io.deploywatches.testing.TestCases.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.check.QueryFields.Use;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QueryFieldsTest {
  private static List<String> fields(String query) {
    return QueryFields.uses(json(query)).stream().map(Use::field).toList();
  }

  private static boolean canMatch(String query) {
    return QueryFields.canMatch(json(query), Set.of("a", "b", "@timestamp")::contains);
  }

  private static boolean canMatchText(String text) {
    return canMatch("{'query_string': {'query': '" + text + "'}}");
  }

  @Test
  void fieldsOfAnyQueryAreFound() {
    assertThat(
            fields(
                """
                {'bool': {'filter': [{'term': {'a': 1}}, {'terms': {'b': [1], 'boost': 2}}],
                  'must': {'range': {'@timestamp': {'gte': 'now-1h'}}},
                  'should': [{'exists': {'field': 'c'}}, {'wildcard': {'d': {'value': 'x*'}}}],
                  'must_not': [{'term': {'not.here': 1}}]}}
                """))
        .containsExactly("a", "b", "@timestamp", "c", "d");
    assertThat(
            fields(
                "{'query_string': {'query': 'a.b:x AND (c\\\\ d:[1 TO 2] OR e:(y z)) AND f.*:z'}}"))
        .containsExactly("a.b", "c d", "e");
    assertThat(QueryFields.uses(json("{'range': {'t': {'gte': 1}}}")))
        .containsExactly(new Use("t", false, true));
  }

  @Test
  void textInQuotesNamesNoField() {
    ObjectNode query = json("{'query_string': {}}");
    ((ObjectNode) query.path("query_string")).put("query", "a:\"C:\\\\x y:z\" AND b:x");
    assertThat(QueryFields.uses(query).stream().map(Use::field)).containsExactly("a", "b");
  }

  @Test
  void aPartThatHasToMatchAndCannotDecides() {
    assertThat(canMatch("{'term': {'a': 1}}")).isTrue();
    assertThat(canMatch("{'term': {'x': 1}}")).isFalse();
    assertThat(canMatch("{'bool': {'filter': {'range': {'x': {'gte': 1}}}, 'must': []}}"))
        .isFalse();
    assertThat(canMatch("{'bool': {'should': [{'term': {'x': 1}}, {'term': {'a': 1}}]}}")).isTrue();
    assertThat(canMatch("{'bool': {'should': [{'term': {'x': 1}}]}}")).isFalse();
    assertThat(canMatch("{'bool': {'should': [{'term': {'x': 1}}], 'filter': []}}")).isTrue();
    assertThat(
            canMatch(
                "{'bool': {'should': [{'term': {'x': 1}}], 'filter': [],"
                    + " 'minimum_should_match': 1}}"))
        .isFalse();
    assertThat(canMatch("{'bool': {'must_not': [{'term': {'x': 1}}]}}")).isTrue();
    assertThat(canMatch("{'match_all': {}}")).isTrue();
    assertThat(canMatch("{'exists': {'field': 'x'}}")).isFalse();
  }

  @Test
  void aTextCanMatchWhenSomeFieldOfItIsMapped() {
    assertThat(canMatchText("x:1")).isFalse();
    assertThat(canMatchText("(x:*foo OR y:*bar*)")).isFalse();
    assertThat(canMatchText("x:1 OR a:1")).isTrue();
    assertThat(canMatchText("word OR x:1")).isTrue();
    assertThat(canMatchText("NOT x:1")).isTrue();
    assertThat(canMatchText("word")).isTrue();
  }
}
