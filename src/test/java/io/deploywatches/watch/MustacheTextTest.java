package io.deploywatches.watch;

import static io.deploywatches.watch.Json.own;
import static io.deploywatches.watch.Json.rule;
import static io.deploywatches.watch.Json.secret;
import static org.assertj.core.api.Assertions.assertThat;

import com.samskivert.mustache.Mustache;
import io.deploywatches.watch.MarkedText.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MustacheTextTest {
  /** What the template's own tags in these tests render as. */
  private static final Map<String, Object> CONTEXT = Map.of("a", "A", "b", "{{b}}");

  private final List<String> problems = new ArrayList<>();

  @Test
  void onlyWhatCouldBecomeATagIsWrapped() {
    assertThat(neutralised(rule("say {{x}} twice")))
        .isEqualTo("say {{=<% %>=}}{{x}}<%={{ }}=%> twice");
    assertThat(neutralised(rule("a { b } c"))).isEqualTo("a { b } c");
    assertThat(neutralised(own("{{a}}"), rule("}} {x}"))).isEqualTo("{{a}}}} {x}");
  }

  @Test
  void otherDelimitersAreTakenWhereTheUsualOnesOccur() {
    assertThat(neutralised(rule("{{x <% y}}"))).isEqualTo("{{=<| |>=}}{{x <% y}}<|={{ }}=|>");
  }

  @Test
  void bracesNextToOtherTextAreWrapped() {
    assertThat(neutralised(rule("x{"), own("{{a}}"))).isEqualTo("x{{=<% %>=}}{<%={{ }}=%>{{a}}");
    assertThat(neutralised(own("x{"), rule("{y}}"))).isEqualTo("x{{=<% %>=}}{{y}}<%={{ }}=%>");
    assertThat(neutralised(rule("{"), own("x"))).isEqualTo("{x");
    assertThat(neutralised(rule("{"), secret("s"), own("x")))
        .isEqualTo("{{=<% %>=}}{<%={{ }}=%>[s]x");
  }

  @Test
  void delimitersOfTheTemplateItselfAreFollowed() {
    assertThat(neutralised(own("{{=[[ ]]=}}"), rule("{{a}} [[a]]")))
        .isEqualTo("{{=[[ ]]=}}{{a}} [[=<% %>=]][[a]]<%=[[ ]]=%>");
  }

  @Test
  void aPlainNameMayStandInsideATag() {
    assertThat(neutralised(own("{{ctx.payload."), rule("host.name"), own("}}")))
        .isEqualTo("{{ctx.payload.host.name}}");
    assertThat(problems).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x}}{{y", "=<% %>=", "#x", "x\n", "a/b", "&x"})
  void anythingElseInsideATagIsAProblem(String text) {
    neutralised(own("{{"), rule(text), own("}}"));

    assertThat(problems).singleElement().asString().contains("inside a Mustache tag");
  }

  @Property
  void renderingGivesTheRuleTextBack(@ForAll("texts") List<Segment> segments) {
    MarkedText text = new MarkedText(segments);
    String expected =
        text.segments().stream()
            .map(
                segment ->
                    segment instanceof Segment.Own own
                        ? own.text().replace("{{a}}", "A").replace("{{{b}}}", "{{b}}")
                        : ((Segment.RuleText) segment).text())
            .collect(Collectors.joining());

    String template = plain(MustacheText.neutralised(text, problems::add));

    assertThat(problems).isEmpty();
    assertThat(Mustache.compiler().escapeHTML(false).compile(template).execute(CONTEXT))
        .as(template)
        .isEqualTo(expected);
  }

  @Provide
  Arbitrary<List<Segment>> texts() {
    Arbitrary<Segment> own =
        Arbitraries.of("{{a}}", "{{{b}}}", "x", "{", " }", "\n", "x {").map(Json::own);
    Arbitrary<Segment> rule =
        Arbitraries.of(
                "{", "}", "{{", "}}", "{{{", "<%", "%>", "<|", "a", " ", "#", "=", "\"", "\\",
                "\n.")
            .list()
            .ofMinSize(1)
            .ofMaxSize(6)
            .map(parts -> Json.rule(String.join("", parts)));
    // Each stands beside rule text; between two pieces of the template's own a tag could arise.
    return own.list()
        .ofMaxSize(4)
        .flatMap(
            owns -> rule.list().ofSize(owns.size() + 1).map(rules -> alternating(rules, owns)));
  }

  private static List<Segment> alternating(List<Segment> rules, List<Segment> owns) {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      segments.add(rules.get(i));
      if (i < owns.size()) {
        segments.add(owns.get(i));
      }
    }
    return segments;
  }

  private String neutralised(Segment... segments) {
    return plain(MustacheText.neutralised(new MarkedText(List.of(segments)), problems::add));
  }

  private static String plain(MarkedText text) {
    return text.segments().stream()
        .map(
            segment ->
                segment instanceof Segment.Own own
                    ? own.text()
                    : "[" + ((Segment.Secret) segment).name() + "]")
        .collect(Collectors.joining());
  }
}
