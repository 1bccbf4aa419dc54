package io.deploywatches.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deploywatches.bundle.Matching;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Detection;
import io.deploywatches.testing.Evaluator;
import io.deploywatches.testing.Flat;
import io.deploywatches.testing.Rules;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElasticsearchDslTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static String dsl(String selection, String keyword, String server) {
    return dsl(Rules.detection("s: " + selection, "condition: s"), keyword, server);
  }

  private static String dsl(Detection detection, String keyword, String server) {
    Problems problems = new Problems();
    String query =
        new ElasticsearchDsl()
            .convert(detection, new Matching("none", keyword, server), problems)
            .orElseThrow(() -> new AssertionError(problems.list()))
            .toString();
    assertThat(problems.hasErrors()).isFalse();
    return query.replace('"', '\'');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{F: Ab}                | {'term':{'F':{'value':'Ab','case_insensitive':true}}}",
        "{F: 'Ab*'}             | {'prefix':{'F':{'value':'Ab','case_insensitive':true}}}",
        "{F: '*a\\*b?'}         | {'wildcard':{'F':{'value':'*a\\\\*b?','case_insensitive':true}}}",
        "{F: Ä}                 | {'regexp':{'F':{'value':'[Ää]','case_insensitive':true}}}",
        "{F: [ab, 'c*', '*d']}  | {'regexp':{'F':{'value':'ab¦c.*¦.*d','case_insensitive':true}}}",
        "{F: '10.*'}            | {'prefix':{'F':{'value':'10.'}}}",
        "{F: 5}                 | {'term':{'F':5}}",
        "{F: [5, '6', -1.5]}    | {'terms':{'F':[5,'6',-1.5]}}",
        "{F: ''}                | {'term':{'F':''}}",
        "{F: true}              | {'term':{'F':true}}",
        "{F: null}              | {'bool':{'must_not':[{'exists':{'field':'F'}}]}}",
        "{F: '*'}               | {'exists':{'field':'F'}}",
      })
  void newServersIgnoreCaseByThemselves(String selection, String query) {
    assertThat(dsl(selection, "none", "7.10")).isEqualTo(query.replace('¦', '|'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{F: Ab}                       ; {'regexp':{'F.keyword':{'value':'[Aa][bB]'}}}",
        "{F|contains: 'x.<'} ;"
            + " {'bool':{'should':[{'regexp':{'F.keyword':{'value':'.*[xX]\\\\.\\\\<.*'}}}"
            + ",{'bool':{'filter':[{'query_string':{'query':'F:/.*x.*/','lenient':true}}],'must_not':[{'exists':{'field':'F.keyword'}}]}}],'minimum_should_match':1}}",
        "{F|contains: ['1', '2', ab, 'c d']} ;"
            + " {'bool':{'should':[{'regexp':{'F.keyword':{'value':'.*(1|2|[aA][bB]|[cC] [dD]).*'}}}"
            + ",{'bool':{'filter':[{'query_string':{'query':'(F:/.*c/ AND F:/d.*/) OR F:/.*(1|2|ab).*/','lenient':true}}],'must_not':[{'exists':{'field':'F.keyword'}}]}}],'minimum_should_match':1}}",
        "{F|contains: '<'}              ; {'wildcard':{'F.keyword':{'value':'*<*'}}}",
        "{F: '-'}                      ; {'term':{'F.keyword':'-'}}",
        "{F: 5}                        ; {'term':{'F':5}}",
        "[{F: a}, {F: b}]              ; {'regexp':{'F.keyword':{'value':'([aA]|[bB])'}}}",
      })
  void oldServersAreToldBothCases(String selection, String query) {
    assertThat(dsl(selection, ".keyword", "6.8")).isEqualTo(query);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{SourceIp|cidr: 10.0.0.0/8}       ; {'term':{'source.ip':'10.0.0.0/8'}}",
        "{SourceIp: [10.0.0.1, '-', '::1']}; {'terms':{'source.ip':['10.0.0.1','::1']}}",
        "{SourceIp|startswith: '10.'}      ; {'term':{'source.ip':'10.0.0.0/8'}}",
        "{SourceIp: '-'}                   ; {'match_none':{}}",
        "{SourceIp: '*'}                   ; {'exists':{'field':'source.ip'}}",
        "{SourcePort|lt: 1024}             ; {'range':{'source.port':{'lt':1024}}}",
        "{SourcePort: ['80', http]}        ; {'term':{'source.port':'80'}}",
        "{X|cidr: 10.0.0.0/16}             ;"
            + " {'regexp':{'winlog.event_data.X':{'value':'10\\\\.0\\\\.[0-9]{1,3}\\\\.[0-9]{1,3}'}}}",
        "{Message|contains: ab}            ; {'regexp':{'message':{'value':'.*ab.*'}}}",
        "{Message: 'A b.c'}                ;"
            + " {'bool':{'filter':[{'regexp':{'message':{'value':'a'}}},{'regexp':{'message':{'value':'b.*'}}},{'regexp':{'message':{'value':'.*c'}}}]}}",
        "{Message|endswith: [' x', '-y']}  ; {'regexp':{'message':{'value':'x|.*y'}}}",
        "{Message: '%'}                    ; {'exists':{'field':'message'}}",
        "{X|re: '^a+$'}                    ; {'regexp':{'winlog.event_data.X':{'value':'a+\\n?'}}}",
      })
  void typesOfFieldsDecideHowTheyAreAsked(String selection, String query) {
    Detection detection =
        Rules.detections(
                """
                logsource: {product: windows}
                detection:
                  s: %s
                  condition: s
                """
                    .formatted(selection))
            .get(0);
    Problems problems = new Problems();
    assertThat(
            new ElasticsearchDsl()
                .convert(detection, new Matching("ecs", "none", "6.8"), problems)
                .map(found -> found.toString().replace('"', '\'')))
        .as(problems.list().toString())
        .contains(query);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{SourceIp|contains: '1'}  ; 'source.ip' holds addresses, in which a part of a text cannot be looked for",
        "{Message|re: '1'}         ; 'message' holds words, in which a regular expression cannot be looked for",
        "{Message|cidr: '::/8'}    ; 'message' holds words, in which an address cannot be looked for",
        "{Message|fieldref: X}     ; 'message' holds words, in which the value of another field cannot be looked for",
        "{Message|gt: 5}           ; 'message' holds words, in which a number or a time cannot be looked for",
        "{SourcePort|re: '1'}      ; 'source.port' holds numbers, in which a regular expression cannot be looked for",
        "{X|re: '(a)\\1'}          ; the regular expression '(a)\\1' has a back reference, which Lucene does not know",
      })
  void whatCannotBeAskedForIsAProblem(String selection, String problem) {
    Detection detection =
        Rules.detections(
                "logsource: {product: windows}\ndetection: {s: " + selection + ", condition: s}")
            .get(0);
    Problems problems = new Problems();
    Matching matching = new Matching("ecs", "none", "6.8");
    assertThat(new ElasticsearchDsl().convert(detection, matching, problems)).isEmpty();
    assertThat(new ElasticsearchQueryString().convert(detection, matching, problems)).isEmpty();
    assertThat(problems.list().stream().map(Problem::message)).containsOnly(problem);
    assertThat(problems.list()).allMatch(found -> found.location() != null);
  }

  private static Detection windows(String selection) {
    return Rules.detections(
            "logsource: {product: windows}\ndetection: {s: " + selection + ", condition: not s}")
        .get(0);
  }

  @Test
  void ofTextsOnlyTheWordsAreLookedForWithAWarning() {
    Matching matching = new Matching("winlogbeat", "none", "6.8");
    Problems none = new Problems();
    Detection exact = windows("{Message|contains: [mimikatz, A1]}");
    assertThat(new ElasticsearchDsl().convert(exact, matching, none)).isPresent();
    assertThat(none.list()).isEmpty();
    Problems problems = new Problems();
    Detection inexact = windows("{Message: ['* ab *', '*x*']}");
    assertThat(
            new ElasticsearchDsl()
                .convert(inexact, matching, problems)
                .map(query -> query.toString().replace('"', '\'')))
        .contains("{'bool':{'must_not':[{'regexp':{'message':{'value':'.*x.*'}}}]}}");
    assertThat(problems.list().stream().map(Problem::message))
        .containsExactly(
            "'message' holds words, so that of '* ab *' only the words can be looked for: the query"
                + " finds more than the rule");
    assertThat(
            new ElasticsearchDsl()
                .convert(inexact, new Matching("winlogbeat", ".keyword", "6.8"), none)
                .map(Object::toString))
        .hasValueSatisfying(query -> assertThat(query).contains("message.keyword"));
    assertThat(none.list()).isEmpty();
  }

  @Test
  void scriptsHaveOneTextForAllRules() {
    Pattern source = Pattern.compile("'source':'(.*?)(?<!\\\\)'");
    for (List<String> alike :
        List.of(
            List.of("{A|lt: 1}", "{B|gte: 2.5}"),
            List.of("{A|hour: 1}", "{B|week|gt: 2}"),
            List.of("{A|fieldref: B}", "{C|fieldref|endswith: D}"))) {
      assertThat(
              alike.stream()
                  .map(selection -> source.matcher(dsl(selection, ".keyword", "6.8")))
                  .map(matcher -> matcher.find() ? matcher.group(1) : "none")
                  .distinct())
          .hasSize(1)
          .allMatch(text -> text.length() > 100 && !text.contains("{{"));
    }
    assertThat(dsl("{A|lt: 1}", ".keyword", "6.8"))
        .contains("'params':{'fields':['A.keyword','A'],'comparison':'<','number':'1'}");
  }

  @Test
  void conditionsBecomeBools() {
    Detection detection =
        Rules.detection(
            "a: {A: 1, B: 2}", "b: {C: 3}", "c: {D: 4}", "condition: a and not (b or c)");
    assertThat(dsl(detection, "none", "8.0"))
        .isEqualTo(
            "{'bool':{'filter':[{'term':{'A':1}},{'term':{'B':2}}],'must_not':[{'bool':{'should':["
                + "{'term':{'C':3}},{'term':{'D':4}}],'minimum_should_match':1}}]}}");
  }

  @Test
  void expressionsAreNoLongerThanAServerTakesAndListsNoLonger() {
    String many =
        IntStream.range(0, 20_000)
            .mapToObj(i -> "word" + i + "*x*y")
            .collect(Collectors.joining(", "));
    String query = dsl("{F: [" + many + "]}", "none", "6.8");
    assertThat(Pattern.compile("'should'").matcher(query).results().count()).isEqualTo(41);
    String words =
        IntStream.range(0, 2_000).mapToObj(i -> "word" + i).collect(Collectors.joining(", "));
    Pattern value = Pattern.compile("'value':'([^']*)'");
    assertThat(value.matcher(dsl("{F|contains: [" + words + "]}", "none", "7.10")).results())
        .hasSizeGreaterThan(10)
        .allMatch(result -> result.group(1).length() <= 1000);
  }

  @Test
  void anUnknownMappingIsAProblem() {
    Problems problems = new Problems();
    assertThat(
            new ElasticsearchDsl()
                .convert(
                    Rules.detection("s: {F: a}", "condition: s"),
                    new Matching("winlogbaet", "keyword", "new"),
                    problems))
        .isEmpty();
    assertThat(problems.list().stream().map(Problem::message))
        .containsExactly(
            "matching.keyword is 'none' or a suffix such as '.keyword', not 'keyword'",
            "matching.server is a version such as '7.10', not 'new'",
            "there is no field mapping 'winlogbaet' (matching.fields)");
  }

  @Provide
  Arbitrary<String> text() {
    return Arbitraries.strings().withChars("aAbBä*?\\ /\"<1.").ofMaxLength(5);
  }

  @Provide
  Arbitrary<List<String>> texts() {
    return text().list().ofMinSize(1).ofMaxSize(4);
  }

  @Property(tries = 500)
  void everyFormFindsWhatSigmaSays(
      @ForAll("texts") List<String> patterns, @ForAll("text") String value) throws Exception {
    Detection detection =
        Rules.detection("s: {F: " + JSON.writeValueAsString(patterns) + "}", "condition: s");
    Map<String, String> event = Map.of("F", value);
    boolean expected =
        new Evaluator(List::of).matches(detection.expression(), JSON.valueToTree(event));
    Map<String, List<String>> document = Flat.of(JSON.valueToTree(event));
    DslInterpreter interpreter = new DslInterpreter();
    for (String server : List.of("6.8", "7.10")) {
      String query = dsl(detection, "none", server);
      assertThat(query).isEqualTo(dsl(detection, "none", server));
      Problems problems = new Problems();
      Matching matching = new Matching("none", "none", server);
      assertThat(
              interpreter.matches(
                  new ElasticsearchDsl().convert(detection, matching, problems).orElseThrow(),
                  document))
          .as(query)
          .isEqualTo(expected);
      String text =
          new ElasticsearchQueryString().convert(detection, matching, problems).orElseThrow();
      assertThat(QueryStringInterpreter.read(text, interpreter).test(document))
          .as(text)
          .isEqualTo(expected);
    }
  }
}
