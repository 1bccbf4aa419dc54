package io.deploywatches.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deploywatches.problem.Problems;
import io.deploywatches.testing.Evaluator;
import io.deploywatches.testing.Rules;
import java.util.List;
import java.util.Map;
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
                    G|re|contains: y
                    H: {x: y}
                    I: []
                    J|contains: null
                  b: []
                  c: null
                  d: [[x]]
                  timeframe: 5M
                  condition: a and nowhere
                """))
        .satisfiesExactly(
            p -> assertThat(p).isEqualTo("1: logsource is a list, not a mapping"),
            p ->
                assertThat(p)
                    .startsWith("4: there is no modifier 'contians'; did you mean 'contains'?"),
            p -> assertThat(p).isEqualTo("5: 're' does not go together with a part of a text"),
            p -> assertThat(p).isEqualTo("6: 'H' has a mapping where a value is expected"),
            p -> assertThat(p).isEqualTo("7: 'I' has an empty list of values"),
            p ->
                assertThat(p)
                    .isEqualTo(
                        "8: 'J|contains' asks for a part of a text, which null does not have"),
            p -> assertThat(p).isEqualTo("9: the selection 'b' is empty"),
            p -> assertThat(p).isEqualTo("10: a keyword is a text or a number, not null"),
            p -> assertThat(p).isEqualTo("11: a keyword is a text or a number, not a list"),
            p ->
                assertThat(p)
                    .startsWith("12: the timeframe is a whole number and one of s, m, h, d and w"),
            p ->
                assertThat(p)
                    .startsWith("13: the condition names the selection 'nowhere', which does not"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "F¦windash¦contains: ' -x'           | a /x               | true",
        "F¦windash¦contains: ' -x'           | a —x               | true",
        "F¦windash: 'a-b'                    | a/b                | false",
        "F¦windash¦contains¦all: [' -x', -y] | a /x –y            | true",
        "F¦windash¦contains¦all: [' -x', -y] | a /x               | false",
        "F¦base64: foobar                    | Zm9vYmFy           | true",
        "F¦base64offset¦contains: foobar     | eHhmb29iYXI=       | true",
        "F¦base64offset¦contains: foobar     | eGZvb2Jhcnh4       | true",
        "F¦base64offset¦contains: foobar     | Zm9vYmFy           | true",
        "F¦base64offset¦contains: foobar     | Zm9vYmF6           | false",
        "F¦wide¦base64: ab                   | YQBiAA==           | true",
        "F¦utf16le¦base64: ab                | YQBiAA==           | true",
        "F¦utf16be¦base64: ab                | AGEAYg==           | true",
        "F¦utf16¦base64: ab                  | //5hAGIA           | true",
        "F¦cased: Ab                         | ab                 | false",
        "F¦contains¦cased: Ab                | xAbx               | true",
        "F¦neq: a                            | b                  | true",
        "F¦neq: [a, b]                       | b                  | false",
        "F¦exists: true                      | x                  | true",
        "G¦exists: true                      | x                  | false",
        "G¦exists: false                     | x                  | true",
        "F¦re: '^a[0-9]+$'                   | a12                | true",
        "F¦re: b                             | abc                | true",
        "F¦re: B                             | abc                | false",
        "F¦re¦i: B                           | abc                | true",
        "F¦cidr: 10.0.0.0/9                  | 10.127.1.2         | true",
        "F¦cidr: 10.0.0.0/9                  | 10.128.1.2         | false",
        "F¦cidr: fe80::/10                   | FE80:0:0:0:0:0:0:1 | true",
        "F¦cidr: '::1'                       | 0:0:0:0:0:0:0:1    | true",
        "F¦cidr: '::1'                       | ::2                | false",
        "F¦expand: 'x%n%y'                   | x2y                | true",
        "F¦contains¦expand: '%n%'            | a1b                | true",
        "F¦expand: '%n%'                     | %n%                | false",
      })
  void modifiersMeanWhatTheySay(String match, String value, boolean expected) {
    String yaml = "detection:\n  s:\n    " + match.replace('¦', '|') + "\n  condition: s";
    Problems problems = new Problems();
    Placeholders placeholders = new Placeholders(Map.of("n", List.of("1", "2")));
    List<Detection> detections = SigmaParser.parse(Rules.rule(yaml), placeholders, problems);
    assertThat(problems.list()).isEmpty();
    JsonNode event = new ObjectMapper().createObjectNode().put("F", value);
    boolean actual = new Evaluator(List::of).matches(detections.get(0).expression(), event);
    assertThat(actual).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "F¦wide: x            | 3: an encoding, such as 'wide', has to be followed by",
        "F¦contains¦base64: x | 3: 'base64' encodes a whole text: it stands before",
        "F¦base64: 'a*'       | 3: 'F|base64' encodes a text, in which no wildcard can stand",
        "F¦expand: '%x%'      | 3: the placeholder '%x%' has no values (list them in the settings",
        "F¦i: x               | 3: the modifier 'i' is a flag of 're' and stands after it",
        "F¦re¦cidr: x         | 3: the modifiers 're' and 'cidr' do not go together",
        "F¦cidr: 10.0.0.0/33  | 3: 'F|cidr' has '10.0.0.0/33' where a network such as",
        "F¦gt: x              | 3: 'F|gt' has 'x' where a number is expected",
        "F¦exists: x          | 3: 'F|exists' is true or false, not a string",
        "F¦windash: -a -b -c -d -e | 3: 'F|windash' stands for more than 1000 variants",
      })
  void modifiersThatSayNothingAreProblems(String match, String problem) {
    String yaml = "detection:\n  s:\n    " + match.replace('¦', '|') + "\n  condition: s";
    assertThat(Rules.problems(yaml)).singleElement().asString().startsWith(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "a | count() > 3                  ¦ count() > 3",
        "a|count(F)>=3                    ¦ count(F) >= 3",
        "a and not b | COUNT( ) BY G == 1 ¦ count() by G == 1",
        "a | sum(x.y) by G, h < 2.50      ¦ sum(x.y) by G, h < 2.50",
        "a | min(F) by G != -3            ¦ min(F) by G != -3",
        "a | max(F) <= 0                  ¦ max(F) <= 0",
        "a | avg(F) = 3                   ¦ avg(F) == 3",
        "a | near b                       ¦ search and near b",
        "a | near b and not order_x       ¦ search and near b and not near order_x",
      })
  void aggregationsMeanWhatTheySay(String condition, String meaning) {
    Detection detection = Rules.detections(ABC.formatted(condition)).get(0);
    assertThat(Correlated.of(detection).map(Correlated::description)).contains(meaning);
    assertThat(Correlated.of(detection.events())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "a |                     ¦ nothing stands behind the '|' of the condition",
        "a | number() > 3        ¦ there is no aggregation 'number'",
        "a | count > 3           ¦ 'count' needs parentheses behind it",
        "a | count( > 3          ¦ 'count(' needs one field and a ')'",
        "a | count(F G) > 3      ¦ 'count(' needs one field and a ')'",
        "a | sum() > 3           ¦ 'sum()' needs a field between its parentheses",
        "a | count() by > 3      ¦ 'by' needs the names of fields behind it",
        "a | count()             ¦ the aggregation needs a comparison",
        "a | count() => 3        ¦ the aggregation needs a comparison",
        "a | count() > many      ¦ the aggregation compares with 'many', not with a number",
        "a | count() >           ¦ the aggregation compares with nothing, not with a number",
        "a | count() > 3 and b   ¦ 'and' stands behind the end of the aggregation",
        "a | near                ¦ 'near' needs the names of selections",
        "a | near notepat        ¦ 'near' names the selection 'notepat', which does not exist; did",
        "a | near b or notepad   ¦ 'or' stands behind the end of the aggregation",
        "nowhere | count() > 3   ¦ the condition names the selection 'nowhere', which does not",
      })
  void aggregationsThatSayNothingAreProblems(String condition, String problem) {
    assertThat(Rules.problems(ABC.formatted("'" + condition + "'")))
        .singleElement()
        .asString()
        .startsWith("11: " + problem);
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
