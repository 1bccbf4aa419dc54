package io.deploywatches.watch;

import static io.deploywatches.watch.Json.json;
import static io.deploywatches.watch.Json.marked;
import static io.deploywatches.watch.Json.own;
import static io.deploywatches.watch.Json.rule;
import static io.deploywatches.watch.Json.secret;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.problem.Severity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeTextTest {
  private static final JsonNode RULE_TEXT = marked(rule("{{x}}"));
  private static final String WRAPPED = "{{=<% %>=}}{{x}}<%={{ }}=%>";

  private final List<Finding> findings = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/input/search/request/body/query/query_string/query",
        "/input/search/request/template/source",
        "/input/search/request/template/inline/a",
        "/input/chain/inputs/first/search/request/body/a",
        "/input/http/request/path",
        "/input/http/request/params/a",
        "/input/http/request/headers/a",
        "/transform/search/request/body/a",
        "/actions/a/transform/chain/search/request/body/a",
        "/actions/a/logging/text",
        "/actions/a/logging/text/source",
        "/actions/a/webhook/body",
        "/actions/a/email/to",
        "/actions/a/email/subject",
        "/actions/a/email/body",
        "/actions/a/email/body/html",
        "/actions/a/email/attachments/x/http/request/body",
        "/actions/a/email/attachments/x/reporting/url",
        "/actions/a/slack/message/text",
        "/actions/a/slack/message/dynamic_attachments/attachment_template/fields/value",
        "/actions/a/pagerduty/description",
        "/actions/a/pagerduty/context/href",
        "/actions/a/jira/fields/issue/summary",
        "/actions/a/hipchat/message/body"
      })
  void isWrappedWhereAServerRenders(String pointer) {
    assertThat(neutralised(pointer, RULE_TEXT).at(pointer).textValue()).isEqualTo(WRAPPED);
    assertThat(findings).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/metadata/title",
        "/metadata/deep/title",
        "/input/simple/title",
        "/input/search/request/indices",
        "/condition/script/source",
        "/condition/script/params/a",
        "/actions/a/index/index",
        "/actions/a/logging/category",
        "/actions/a/logging/text/params/a",
        "/actions/a/webhook/auth/basic/username",
        "/trigger/schedule/interval"
      })
  void isPlainWhereNothingIsRendered(String pointer) {
    assertThat(neutralised(pointer, RULE_TEXT).at(pointer).textValue()).isEqualTo("{{x}}");
    assertThat(findings).isEmpty();
  }

  @Test
  void listsAreSearched() {
    ObjectNode body = json("{'actions':{'a':{'email':{'to':['x',null]}}}}");
    ((ArrayNode) body.at("/actions/a/email/to")).set(1, RULE_TEXT);

    assertThat(RuntimeText.neutralise(body, findings::add).at("/actions/a/email/to/1").asText())
        .isEqualTo(WRAPPED);
  }

  @Test
  void secretsStayMarked() {
    String pointer = "/actions/a/webhook/body";
    JsonNode leaf = neutralised(pointer, marked(own("a "), rule("{{x}}"), secret("s"))).at(pointer);

    assertThat(MarkedText.of(leaf))
        .contains(new MarkedText(List.of(own("a " + WRAPPED), secret("s"))));
  }

  @Test
  void aConditionsReferenceIsReported() {
    String pointer = "/condition/compare/ctx.payload.x/eq";

    assertThat(neutralised(pointer, marked(rule("{{ctx.x}}"))).at(pointer).textValue())
        .isEqualTo("{{ctx.x}}");
    assertThat(findings)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.name()).isEqualTo("rule-text-as-reference");
              assertThat(finding.pointer()).isEqualTo(pointer);
              assertThat(finding.severity()).isEqualTo(Severity.ERROR);
            });
  }

  @Test
  void aReferenceOfTheTemplateIsNot() {
    String pointer = "/condition/compare/ctx.payload.x/eq";

    neutralised(pointer, marked(own("{{ctx.payload."), rule("field"), own("}}")));
    neutralised(pointer, marked(rule("a {{b}} c")));

    assertThat(findings).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{x}}", "%7B%7Bx%7D%7D"})
  void bracesInAUrlAreReported(String text) {
    neutralised("/actions/a/webhook/url", marked(own("http://h/"), rule(text)));

    assertThat(findings).extracting(Finding::name).containsExactly("rule-text-in-url");
  }

  @Test
  void anUnknownPlaceIsAWarning() {
    String pointer = "/actions/a/teams/text";

    assertThat(neutralised(pointer, RULE_TEXT).at(pointer).textValue()).isEqualTo("{{x}}");
    assertThat(findings).extracting(Finding::severity).containsExactly(Severity.WARNING);
  }

  @Test
  void theGivenBodyIsLeftAlone() {
    ObjectNode body = json("{'metadata':{}}");
    ((ObjectNode) body.get("metadata")).set("title", RULE_TEXT);

    RuntimeText.neutralise(body, findings::add);

    assertThat(body.at("/metadata/title")).isSameAs(RULE_TEXT);
  }

  /** A body with that leaf at that place, neutralised; chains are written as lists. */
  private ObjectNode neutralised(String pointer, JsonNode leaf) {
    String[] keys = pointer.substring(1).split("/", -1);
    JsonNode value = leaf;
    for (int i = keys.length - 1; i >= 0; i--) {
      ObjectNode object = Form.newObject();
      object.set(keys[i], value);
      value = object;
    }
    return RuntimeText.neutralise((ObjectNode) value, findings::add);
  }
}
