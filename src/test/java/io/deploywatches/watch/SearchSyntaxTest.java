package io.deploywatches.watch;

import static io.deploywatches.watch.Json.watch;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which places hold scripts and query strings, and which are only called so. */
class SearchSyntaxTest {
  private static List<String> findings(ObjectNode watch) {
    return WatchLint.findings(watch).stream()
        .filter(finding -> finding.name().endsWith("-syntax"))
        .map(finding -> finding.name() + " " + finding.pointer())
        .toList();
  }

  private static ObjectNode search(String body) {
    return watch("input", "{'search':{'request':{'indices':['x'],'body':" + body + "}}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'query':{'term':{'script':'Invoke-Expression ('}}}",
        "{'query':{'term':{'script':{'value':'('}}}}",
        "{'query':{'match':{'query_string':{'query':'a AND ('}}}}",
        "{'sort':[{'script':'asc ('}]}",
        "{'query':{'script':{'script':{'source':'true','params':{'script':'('}}}}}",
        "{'query':{'script':{'script':{'lang':'expression','source':'('}}}}",
        "{'query':{'query_string':{'query':'{{ctx.metadata.a}} AND ('}}}"
      })
  void aFieldMayBeCalledAsAQueryIs(String body) {
    assertThat(findings(search(body))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'query':{'bool':{'filter':[{'script':{'script':'('}}]}}}",
        "{'query':{'script':{'script':{'source':'('}}}}",
        "{'query':{'function_score':{'script_score':{'script':{'inline':'('}}}}}",
        "{'script_fields':{'a':{'script':'('}}}",
        "{'sort':{'_script':{'type':'number','script':'('}}}",
        "{'aggs':{'a':{'terms':{'script':'('}}}}",
        "{'aggs':{'a':{'terms':{'field':'x'},'aggs':{'b':{'bucket_selector':{'script':'('}}}}}}",
        "{'query':{'bool':{'must':{'query_string':{'query':'a AND ('}}}}}"
      })
  void inASearchTheyAreChecked(String body) {
    assertThat(findings(search(body))).hasSize(1);
    assertThat(
            findings(watch("input", "{'search':{'request':{'template':{'source':" + body + "}}}}")))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'script':'don(t panic'}", "{'query_string':{'query':'a AND ('}}"})
  void metadataIsNoSearch(String metadata) {
    assertThat(findings(watch("metadata", metadata))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'script':'return ('}",
        "{'script':{'source':'return ('}}",
        "{'script':{'inline':'return (','lang':'painless'}}"
      })
  void aScriptOfTheWatchIsChecked(String condition) {
    assertThat(findings(watch("condition", condition))).hasSize(1);
    assertThat(findings(watch("transform", "{'chain':[" + condition + "]}"))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "def p = /[(]/; return p.matcher(x).find()",
        "return /[(]/.matcher(x).find()",
        "if (true) /[(]/.matcher(x).find(); return true",
        "return x =~ /(/",
        "a / b // (",
        "a / 2 /* ( */"
      })
  void aRegularExpressionMayHoldAnything(String script) {
    assertThat(PainlessSyntax.problem(script)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a / (b", "a[0] / (b", "f(a) / (b", "2 / 3 / (4", "// a\n("})
  void aDivisionIsNone(String script) {
    assertThat(PainlessSyntax.problem(script)).isEqualTo("a '(' is not closed");
  }
}
