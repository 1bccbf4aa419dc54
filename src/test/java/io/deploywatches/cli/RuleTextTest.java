package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever a rule says arrives as it was written and never does anything. */
class RuleTextTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Puts a rule's words right into run-time templates, between tags of its own. */
  private static final String DIRECT =
      """
      {
        "metadata": {"alert": <%& alert %>, "title": "<% title %>", "query": "<% query %>"},
        "trigger": {"schedule": <%& schedule %>},
        "input": {"search": {"request": {"indices": <%& indices %>, "body": {
          "query": {"bool": {"filter": [<%& dsl %>], "should": [
            {"match": {"m": "<% title %>"}},
            {"match": {"m": "{{ctx.id}}<% title %>"}}]}}}}}},
        "actions": {"log": {"logging": {
          "text": "{{ctx.id}}<% title %>{{ctx.id}}<% description %><% title %>\\n<% title %>\\n{{ctx.id}}"}}}
      }
      """;

  private static Path folder;

  /** The words of a rule. */
  record Words(String title, String description, String tag, String query) {}

  @BeforeContainer
  static void makeBundle() throws IOException {
    folder = Files.createTempDirectory("rule-text");
    TestBundle.in(folder, "bundle: b\ndefaults: {indices: [logs-*]}\n")
        .file("templates/direct.json.mustache", DIRECT);
    Files.createDirectories(folder.resolve("watches"));
  }

  @AfterContainer
  static void deleteBundle() throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  @Property(tries = 100)
  void metadataGiveTheWordsBack(@ForAll("words") Words words) throws IOException {
    JsonNode metadata = rendered("direct", words).path("metadata");
    assertThat(metadata.path("title").textValue()).isEqualTo(words.title);
    assertThat(metadata.path("query").textValue()).isEqualTo(words.query);
    JsonNode alert = metadata.path("alert");
    assertThat(alert.path("title").textValue()).isEqualTo(words.title);
    assertThat(alert.path("description").textValue()).isEqualTo(words.description);
    assertThat(alert.path("tags").get(0).textValue()).isEqualTo(words.tag);
  }

  @Property(tries = 100)
  void nothingOfThemIsEvaluated(@ForAll("words") Words words) throws IOException {
    ObjectNode watch = rendered("direct", words);
    assertThat(evaluated(watch, "/actions/log/logging/text"))
        .isEqualTo(
            "ID"
                + words.title
                + "ID"
                + words.description
                + words.title
                + "\n"
                + words.title
                + "\nID");
    String bool = "/input/search/request/body/query/bool";
    assertThat(evaluated(watch, bool + "/filter/0/query_string/query")).isEqualTo(words.query);
    assertThat(evaluated(watch, bool + "/should/0/match/m")).isEqualTo(words.title);
    assertThat(evaluated(watch, bool + "/should/1/match/m")).isEqualTo("ID" + words.title);
  }

  @Property(tries = 100)
  void aMailSaysThem(@ForAll("words") Words words) throws IOException {
    ObjectNode watch = rendered("email", words);
    assertThat(evaluated(watch, "/actions/send_email/email/subject"))
        .isEqualTo("[high] " + words.title);
    assertThat(evaluated(watch, "/actions/send_email/email/body/text"))
        .startsWith(
            words.title
                + "\n\n"
                + (words.description.isEmpty() ? "" : "Description: " + words.description + "\n")
                + "Level: high\nTags: "
                + words.tag
                + "\n");
    assertThat(
            evaluated(watch, "/input/search/request/body/query/bool/filter/0/query_string/query"))
        .isEqualTo(words.query);
  }

  @Property(tries = 100)
  void sigmacsMailSaysThem(@ForAll("words") Words words) throws IOException {
    ObjectNode watch = rendered("sigmac", words);
    assertThat(evaluated(watch, "/actions/send_email/email/subject"))
        .isEqualTo("Sigma Rule '" + words.title + "'");
    assertThat(evaluated(watch, "/input/search/request/body/query/bool/must/0/query_string/query"))
        .isEqualTo(words.query);
    assertThat(watch.at("/metadata/query").textValue()).isEqualTo(words.query);
    assertThat(watch.at("/metadata/description").textValue()).isEqualTo(words.description);
  }

  @Property(tries = 100)
  void theShapeOfTheWatchIsTheSame(
      @ForAll("words") Words words, @ForAll("templates") String template) throws IOException {
    assertThat(shape(rendered(template, words)))
        .isEqualTo(shape(rendered(template, new Words("x", "x", "x", "x"))));
  }

  @Provide
  Arbitrary<String> templates() {
    return Arbitraries.of("direct", "email", "sigmac");
  }

  @Provide
  Arbitrary<Words> words() {
    return Combinators.combine(text(), text(), text(), text()).as(Words::new);
  }

  private static Arbitrary<String> text() {
    Arbitrary<String> tokens =
        Arbitraries.of(
            "{{",
            "}}",
            "{",
            "}",
            "{{{0}}}",
            "{{ctx.id}}",
            "{{#ctx}}",
            "{{=[ ]=}}",
            "<%",
            "%>",
            "<% title %>",
            "<%={{ }}=%>",
            "\"",
            "\\",
            "\n",
            "\r\n",
            "\t",
            "\\u0022",
            "${secret:a}",
            "\uFDD0",
            "\uFDD1",
            "\uFDD2",
            "\uFDD3",
            "\uFDD30",
            "\uFFFF",
            "\uD800",
            "\uDC00",
            "\0",
            "\u0007",
            "\u2028",
            "\u0085",
            "😀",
            "a b",
            "é");
    Arbitrary<String> anything =
        Arbitraries.integers().between(0, 0xFFFF).map(unit -> String.valueOf((char) (int) unit));
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, tokens), net.jqwik.api.Tuple.of(1, anything))
        .list()
        .ofMaxSize(8)
        .map(parts -> String.join("", parts));
  }

  private static ObjectNode rendered(String template, Words words) throws IOException {
    Files.writeString(
        folder.resolve("watches/rule.yml"),
        "title: "
            + yaml(words.title)
            + "\nid: rule"
            + "\nlevel: high"
            + "\ndescription: "
            + yaml(words.description)
            + "\ntags: ["
            + yaml(words.tag)
            + "]"
            + "\nquery: "
            + yaml(words.query)
            + "\nwatch: {template: "
            + template
            + ", allow: [{query-string-syntax: the words mean nothing}]}\n");
    Cli.Result result = Cli.run("render", "--bundle", folder);
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    return (ObjectNode) result.json();
  }

  /** Every character but letters and digits as an escape, halves of pairs too. */
  private static String yaml(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 128 && Character.isLetterOrDigit(c)) {
        quoted.append(c);
      } else {
        quoted.append(String.format("\\u%04x", (int) c));
      }
    }
    return quoted.append('"').toString();
  }

  /** A stand-in for the server: Mustache with its usual delimiters and Watcher's context. */
  private static String evaluated(ObjectNode watch, String pointer) {
    Map<String, Object> ctx = new TreeMap<>();
    ctx.put("id", "ID");
    ctx.put("metadata", JSON.convertValue(watch.get("metadata"), Map.class));
    ctx.put("payload", Map.of("total", 0, "has_more", false, "more", 0, "hits", List.of()));
    ctx.put("trigger", Map.of("scheduled_time", "now"));
    return Mustache.compiler()
        .escapeHTML(false)
        .emptyStringIsFalse(true)
        .compile(watch.at(pointer).textValue())
        .execute(Map.of("ctx", ctx));
  }

  private static String shape(JsonNode node) {
    if (node.isObject()) {
      StringBuilder shape = new StringBuilder("{");
      node.properties()
          .forEach(e -> shape.append(e.getKey()).append(':').append(shape(e.getValue())));
      return shape.append('}').toString();
    }
    if (node.isArray()) {
      StringBuilder shape = new StringBuilder("[");
      node.forEach(item -> shape.append(shape(item)));
      return shape.append(']').toString();
    }
    return node.getNodeType() + " ";
  }
}
