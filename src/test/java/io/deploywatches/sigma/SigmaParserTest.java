package io.deploywatches.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deploywatches.testing.Evaluator;
import io.deploywatches.testing.Rules;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigmaParserTest {
  private static final String ABC =
      """
      detection:
        a: {A: 1}
        b: {B: 1}
        c: {C: 1}
        order_x: {X: 1}
        notepad: {N: 1}
        sel_1: {S1: 1}
        sel_2: {S2: 1}
        _hidden: {H: 1}
        words: [{W1: 1}, {W2: 1}]
        condition: %s
      """;

  private static boolean holds(String condition, String event) throws Exception {
    List<Detection> detections = Rules.detections(ABC.formatted(condition));
    JsonNode json = new ObjectMapper().readTree(event);
    return new Evaluator(List::of).matches(detections.get(0).expression(), json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a or b and c           | {'A':1}                       | true",
        "(a or b) and c         | {'A':1}                       | false",
        "not a and b            | {'B':1}                       | true",
        "not (a and b)          | {'B':1}                       | true",
        "not not a              | {'A':1}                       | true",
        "NOT a AND b            | {'A':1,'B':1}                 | false",
        "order_x                | {'X':1}                       | true",
        "notepad                | {'N':1}                       | true",
        "a and(b)or c           | {'C':1}                       | true",
        "1 of sel_*             | {'S2':1}                      | true",
        "all of sel_*           | {'S2':1}                      | false",
        "all of sel_*           | {'S1':1,'S2':1}               | true",
        "any of *_1             | {'S1':1}                      | true",
        "1 of s*_*              | {'S1':1}                      | true",
        "1 of them              | {'H':1}                       | false",
        "1 of _hid*             | {'H':1}                       | true",
        "1   OF them            | {'C':1}                       | true",
        "all of words           | {'W1':1}                      | false",
        "all of words           | {'W1':1,'W2':1}               | true",
        "1 of words             | {'W2':1}                      | true",
        "words                  | {'W2':1}                      | true",
      })
  void conditionsMeanWhatTheySay(String condition, String event, boolean expected)
      throws Exception {
    assertThat(holds(condition, event.replace('\'', '"'))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a and            | 11: the condition ends where a selection's name is expected",
        "a b              | 11: 'and' or 'or' is missing before 'b' in the condition",
        "(a or b          | 11: the condition has a '(' without a ')'",
        "a) or b          | 11: the condition has a ')' without a '('",
        "a and or b       | 11: the condition has 'or' where a selection's name is expected",
        "2 of sel_*       | 11: the condition has '2 of'; '1 of', 'any of' and 'all of' are known",
        "1 of             | 11: the condition has '1 of' without a selection's name after it",
        "1 of xyz*        | 11: no selection is meant by '1 of xyz*'",
        "notepat          | 11: the condition names the selection 'notepat', which does not exist;"
            + " did you mean 'notepad'?",
      })
  void conditionsThatSayNothingAreProblems(String condition, String problem) {
    assertThat(Rules.problems(ABC.formatted(condition))).containsExactly(problem);
  }

  @Test
  void allProblemsAreNamedAtOnce() {
    assertThat(
            Rules.problems(
                """
                logsource: [windows]
                detection:
                  a:
                    F|contians: x
                    G|re: y
                    H: {x: y}
                    I: []
                    J|contains: null
                  b: []
                  c: null
                  d: [[x]]
                  timeframe: 5m
                  condition: a and nowhere
                """))
        .satisfiesExactly(
            p -> assertThat(p).isEqualTo("1: logsource is a list, not a mapping"),
            p ->
                assertThat(p)
                    .startsWith("4: there is no modifier 'contians'; did you mean 'contains'?"),
            p -> assertThat(p).isEqualTo("5: the modifier 're' is not supported yet"),
            p -> assertThat(p).isEqualTo("6: 'H' has a mapping where a value is expected"),
            p -> assertThat(p).isEqualTo("7: 'I' has an empty list of values"),
            p ->
                assertThat(p)
                    .isEqualTo(
                        "8: 'J|contains' asks for a part of a text, which null does not have"),
            p -> assertThat(p).isEqualTo("9: the selection 'b' is empty"),
            p -> assertThat(p).isEqualTo("10: a keyword is a text or a number, not null"),
            p -> assertThat(p).isEqualTo("11: a keyword is a text or a number, not a list"),
            p -> assertThat(p).startsWith("12: timeframe is not supported yet"),
            p ->
                assertThat(p)
                    .startsWith("13: the condition names the selection 'nowhere', which does not"));
  }

  @Test
  void aggregationsAreNamed() {
    assertThat(Rules.problems(ABC.formatted("a | count() by B > 3")))
        .singleElement()
        .asString()
        .startsWith("11: aggregations ('| count() by B > 3') are not supported yet");
  }

  @Test
  void eachConditionOfAListIsADetection() {
    assertThat(Rules.detections(ABC.formatted("[a, b or c]"))).hasSize(2);
  }

  @Test
  void depthIsBounded() {
    assertThat(Rules.problems(ABC.formatted("(".repeat(100_000) + "a" + ")".repeat(100_000))))
        .containsExactly("11: the condition nests deeper than 100 levels");
    assertThat(Rules.problems(ABC.formatted("not ".repeat(100_000) + "a")))
        .containsExactly("11: the condition nests deeper than 100 levels");
    assertThat(Rules.detections(ABC.formatted("a" + " or b".repeat(100_000)))).hasSize(1);
  }

  @Property(tries = 300)
  void anyConditionEndsInAResultOrInProblems(@ForAll @StringLength(max = 40) String condition) {
    String quoted = condition.replaceAll("[^ -~]", "").replace("'", "''");
    Rules.problems(ABC.formatted("'" + quoted + "'"));
  }
}
