package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deploywatches.report.MarkdownReport;
import io.deploywatches.testing.RecordedCluster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** The forms that a plan is told in, as those read them for whom they are made. */
class ReportFormatsTest {
  /** What would leave every place that it is put into, if it could. */
  private static final String HOSTILE =
      "</summary></details></code></pre><script>alert(1)</script> ``` ```` ~~~ @everyone #1"
          + " [x](http://example.org/) ![y](http://example.org/p.png) <img src=http://example.org>"
          + " ]]> & \\\" ' | * _ {{x}}";

  @TempDir Path root;
  private final List<JsonNode> live = new ArrayList<>();

  private Cli.Result run(Object... arguments) throws IOException {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--bundle", root));
    try (RecordedCluster cluster = RecordedCluster.holding(live)) {
      return Cli.withEnvironment(Map.of("ELASTICSEARCH_URL", cluster.url())).with(all.toArray());
    }
  }

  private void holds(String id, String owner, String text) throws IOException {
    live.add(
        new ObjectMapper()
            .readTree(
                """
                {"_id": "%s", "status": {"state": {"active": true}}, "watch": {
                  "trigger": {"schedule": {"interval": "1h"}}, "input": {"none": {}},
                  "actions": {"log": {"logging": {"text": "%s"}}},
                  "metadata": {"deploy_watches": {"bundle": "%s", "id": "%s",
                    "source": "watches/x.json", "applied": "v1-0", "principal": "gitops"}}}}
                """
                    .formatted(id, text, owner, id)));
  }

  private static String watch(String text) {
    return """
    {"trigger": {"schedule": {"interval": "5m"}}, "input": {"none": {}},
     "actions": {"log": {"logging": {"text": "%s"}}}}
    """
        .formatted(text);
  }

  private TestBundle someOfEach() throws IOException {
    TestBundle bundle = TestBundle.in(root, "bundle: one\n");
    bundle.file("watches/new.json", watch(HOSTILE)).file("watches/changed.json", watch(HOSTILE));
    bundle
        .file("watches/theirs.json", watch("x"))
        .file("watches/broken.yml", "query: 7\nindices: x\n");
    holds("changed", "one", "old ``` </details>");
    holds("theirs", "two", "x");
    holds("left", "one", "x");
    return bundle;
  }

  /** What a renderer makes of the comment, by kind of node. */
  private record Rendered(List<String> code, List<String> html, int links) {
    static Rendered of(String markdown) {
      List<String> code = new ArrayList<>();
      List<String> html = new ArrayList<>();
      List<Node> links = new ArrayList<>();
      Parser.builder()
          .build()
          .parse(markdown)
          .accept(
              new AbstractVisitor() {
                @Override
                public void visit(FencedCodeBlock block) {
                  code.add(block.getLiteral());
                }

                @Override
                public void visit(HtmlBlock block) {
                  html.add(block.getLiteral());
                }

                @Override
                public void visit(HtmlInline inline) {
                  html.add(inline.getLiteral());
                }

                @Override
                public void visit(Link link) {
                  links.add(link);
                }
              });
      return new Rendered(code, html, links.size());
    }
  }

  @Test
  void markdownShowsEveryDiffAsCodeAndNothingElseAsHtml() throws IOException {
    someOfEach();
    Cli.Result result = run("diff", "--output", "markdown");
    Rendered rendered = Rendered.of(result.out());
    assertThat(rendered.links()).isZero();
    assertThat(rendered.html()).isNotEmpty();
    assertThat(rendered.html())
        .allSatisfy(html -> assertThat(html).matches("(?s)</?details>(<summary>[^<]*<code>.*)?"))
        .noneSatisfy(html -> assertThat(html).contains("<script"));
    assertThat(rendered.html()).filteredOn(html -> html.startsWith("<details>")).hasSize(2);
    // One block of problems, one for each diff.
    assertThat(rendered.code()).hasSize(3);
    assertThat(rendered.code().get(0)).contains("watches/broken.yml");
    assertThat(rendered.code()).filteredOn(code -> code.contains("alert(1)")).hasSize(2);
    String page =
        HtmlRenderer.builder().build().render(Parser.builder().build().parse(result.out()));
    assertThat(page).startsWith("<h3>deploy-watches: <code>one</code> on <code>recorded 8.17.0");
    assertThat(page).contains("<strong>1 to create, 1 to update, 1 in conflict, 1 orphaned");
    assertThat(page.indexOf("conflict <code>theirs")).isLessThan(page.indexOf("update <code>"));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 100, 1500})
  void aCommentIsNeverTooLongAndCountsWhatItLeavesOut(int watches) throws IOException {
    TestBundle bundle = TestBundle.in(root, "bundle: one\n");
    for (int i = 0; i < watches; i++) {
      bundle.file("watches/w%04d.json".formatted(i), watch("line \\n".repeat(i % 7 * 40)));
    }
    StringBuilder giant = new StringBuilder("{\"trigger\": {\"schedule\": {\"interval\": \"5m\"}}");
    giant.append(", \"actions\": {\"log\": {\"logging\": {\"text\": \"x\"}}}");
    giant.append(", \"input\": {\"simple\": {\"a\": {");
    for (int i = 0; i < 3000; i++) {
      giant.append(i == 0 ? "" : ", ").append("\"key").append(i).append("\": \"value\"");
    }
    bundle.file("watches/giant.json", giant.append("}}}}").toString());
    String markdown = run("diff", "--output", "markdown").out();
    assertThat(markdown.length()).isLessThanOrEqualTo(MarkdownReport.LIMIT);
    Rendered rendered = Rendered.of(markdown);
    int shown = rendered.code().size();
    int hidden = number("the diffs of (\\d+) watches", markdown);
    int unnamed = number("(\\d+) watches are not named", markdown);
    assertThat(shown + hidden + unnamed).isEqualTo(watches + 1);
    assertThat(markdown.lines().filter(line -> line.startsWith("- create"))).hasSize(hidden);
    assertThat(hidden + unnamed > 0).isEqualTo(watches > 50);
    assertThat(markdown).contains("more lines of this diff are not shown");
  }

  private static int number(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  @Test
  void junitFailsWhatTheExitCodeFails() throws Exception {
    someOfEach();
    Map<String, String> cases = cases(run("diff", "--output", "junit").out());
    assertThat(cases)
        .containsEntry("new", "skipped")
        .containsEntry("changed", "skipped")
        .containsEntry("theirs", "skipped")
        .containsEntry("left", "skipped")
        .containsEntry("broken", "error");
    assertThat(cases(run("diff", "--output", "junit", "--exit-code").out()))
        .containsEntry("new", "failure")
        .containsEntry("changed", "failure")
        .containsEntry("theirs", "failure")
        .containsEntry("left", "skipped");
    assertThat(cases(run("diff", "--output", "junit", "--fail-on", "orphan").out()))
        .containsEntry("new", "skipped")
        .containsEntry("left", "failure");
  }

  private static Map<String, String> cases(String xml) throws Exception {
    Element root = xml(xml);
    Map<String, String> cases = new HashMap<>();
    var elements = root.getElementsByTagName("testcase");
    for (int i = 0; i < elements.getLength(); i++) {
      Element each = (Element) elements.item(i);
      String outcome = "passed";
      for (String kind : List.of("failure", "error", "skipped")) {
        outcome = each.getElementsByTagName(kind).getLength() > 0 ? kind : outcome;
      }
      cases.put(each.getAttribute("name"), outcome);
    }
    assertThat(root.getAttribute("tests")).isEqualTo(String.valueOf(elements.getLength()));
    return cases;
  }

  private static Element xml(String text) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
        .getDocumentElement();
  }

  @Test
  void everyFormatSaysWhyNothingWasDone() throws Exception {
    assertThat(xml(run("diff", "--nonsense", "--output", "junit").out()).getAttribute("errors"))
        .isEqualTo("1");
    assertThat(run("diff", "--nonsense", "--output=markdown").out()).contains("--nonsense");
    assertThat(run("diff", "--nonsense", "--output=json").json().at("/problems/0/message").asText())
        .contains("--nonsense");
    Cli.Result noSettings = run("diff", "--output", "junit");
    assertThat(noSettings.code()).isEqualTo(2);
    assertThat(xml(noSettings.out()).getAttribute("errors")).isEqualTo("1");
  }

  @Test
  void aPageHoldsEverythingAndLoadsNothing() throws IOException {
    someOfEach();
    Path page = root.resolve("page.html");
    assertThat(run("diff", "--report", page).code()).isEqualTo(2);
    String html = Files.readString(page);
    assertThat(html)
        .contains("default-src 'none'", "id=\"watch-changed\"", "watches/broken.yml")
        .doesNotContain("<script>alert")
        .doesNotContain("<img");
    Matcher references = Pattern.compile("(?:src|href|action)=\"([^\"]*)\"").matcher(html);
    while (references.find()) {
      assertThat(references.group(1)).matches("#.*|data:,|https://attack\\.mitre\\.org/.*");
    }
    Files.delete(page);
    run("diff", "--report", page);
    assertThat(page).hasContent(html);
  }

  @Test
  void aPageThatCannotBeWrittenIsToldBeforeAnythingElse() throws IOException {
    someOfEach();
    Cli.Result result = run("--report", root.resolve("nowhere/page.html"));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("--report: cannot write").contains("a folder that exists");
    assertThat(result.out()).isEmpty();
  }
}
