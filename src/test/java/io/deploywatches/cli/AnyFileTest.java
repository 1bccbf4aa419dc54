package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any bytes as a file end in rules or problems, never in a fault, and soon. */
class AnyFileTest {
  /** Of this thread's time on the processor, as a busy machine is nobody's fault. */
  private static final Duration SOON = Duration.ofSeconds(2);

  private static final String RULE =
      """
      title: A rule
      id: rule
      logsource: {product: windows, service: security}
      tags: [attack.t1000, 1e400, 0x1F, .5, ~]
      detection:
        selection: &anchor
          EventID|contains: ['46*', 4625]
          Image|re: 'a.{2}[b-c]'
        other: *anchor
        condition: 1 of them and not (selection or other)
      watch:
        schedule: {cron: "0 0 12 * * ?"}
        window: 1h
        values: {a: !!int 5, b: !!float 1.5, c: !!bool true, d: !!str x}
      ---
      title: "A \\"query\\" rule"
      dsl: {bool: {must: [{term: {a: 1.5}}]}}
      indices: [a, b]
      """;
  private static final String WATCH =
      """
      {"deploy_watches": {"id": "a", "active": true},
       "trigger": {"schedule": {"interval": "5m"}},
       "metadata": {"a": [1, 2.5e3, null, "x\\u0041", "${secret:a}"]}}
      """;
  private static final String TEMPLATE =
      """
      {"metadata": {"title": "<% title %>", "list": [<%# tags %>"<% . %>"<%^ -last %>,<%/ -last %>
      <%/ tags %>]}, <%! a comment %> "trigger": <%& schedule %>, <%> part %> "q": <%& dsl %>}
      """;
  private static final String SETTINGS =
      """
      bundle: b
      defaults: {schedule: {interval: 30m}, indices: [a], values: {a: 1}}
      overrides:
        - match: {path: "watches/**/[a-z]*.{yml,json}", level: [high], logsource: {product: x}}
          window: 5m
      secrets: {a: {env: A}}
      environments: {prod: {cluster: "localhost:1"}}
      """;

  private static Path folder;

  @BeforeContainer
  static void makeBundle() throws IOException {
    folder = Files.createTempDirectory("any-file");
    Files.createDirectories(folder.resolve("watches"));
    Files.createDirectories(folder.resolve("templates"));
  }

  @AfterContainer
  static void deleteBundle() throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  @Property(tries = 150)
  void aRule(@ForAll("rules") byte[] bytes) throws IOException {
    check("watches/file.yml", bytes);
  }

  @Property(tries = 150)
  void aWatch(@ForAll("watches") byte[] bytes) throws IOException {
    check("watches/file.json", bytes);
  }

  @Property(tries = 120)
  void aTemplate(@ForAll("templates") byte[] bytes) throws IOException {
    check("templates/file.json.mustache", bytes);
  }

  @Property(tries = 120)
  void theSettings(@ForAll("settings") byte[] bytes) throws IOException {
    check("deploy-watches.yml", bytes);
  }

  @Provide
  Arbitrary<byte[]> rules() {
    return like(RULE);
  }

  @Provide
  Arbitrary<byte[]> watches() {
    return like(WATCH);
  }

  @Provide
  Arbitrary<byte[]> templates() {
    return like(TEMPLATE);
  }

  @Provide
  Arbitrary<byte[]> settings() {
    return like(SETTINGS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!!int abc",
        "!!float x",
        "!!bool maybe",
        "!!null x",
        "1e99999999999",
        "1e999999999",
        "-.inf",
        "0o778",
        "!custom x",
        "!!binary x",
        "&a [*a]",
        "{a: &a {b: *a}}",
        "? [a]\n: b",
        "? {a: b}\n: c",
        "%YAML 9.9\n---\na",
        "<<: {a: b}",
        "\"\\ud800\"",
        "- - - - a",
        "[[[[[[",
        "{{{{{{",
        "\"\\x00\"",
        "*unknown",
        "!!set {a, b}",
        "a: *a",
        "|\n x",
        ">-\n x"
      })
  void odditiesOfYaml(String value, @TempDir Path root) {
    TestBundle bundle =
        TestBundle.in(root, "bundle: b\n")
            .file("watches/a.yml", "title: " + value + "\nquery: " + value + "\n")
            .file("watches/b.yml", value + "\n");
    check(bundle.root());
  }

  @org.junit.jupiter.api.Test
  void manyLevels(@TempDir Path root) {
    int depth = 100_000;
    TestBundle bundle =
        TestBundle.in(root, "bundle: b\n")
            .file("watches/a.yml", "query: a\nx: " + "[".repeat(depth) + "]".repeat(depth))
            .file("watches/b.yml", "query: a\nx: " + "{a: ".repeat(depth) + "}".repeat(depth))
            .file("watches/c.json", "[".repeat(depth) + "]".repeat(depth))
            .file("watches/d.json", "{\"a\":".repeat(depth) + "1" + "}".repeat(depth))
            .file("watches/e.yml", "- ".repeat(depth) + "a\n");
    check(bundle.root());
  }

  @org.junit.jupiter.api.Test
  void aliasesThatMultiply(@TempDir Path root) {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 60; i++) {
      yaml.append(String.format("a%d: &a%d [*a%d, *a%d]%n", i, i, i - 1, i - 1));
    }
    check(TestBundle.in(root, "bundle: b\n").file("watches/a.yml", yaml.toString()).root());
  }

  /** Anything at all, and what is right save for some bytes. */
  private static Arbitrary<byte[]> like(String right) {
    byte[] bytes = right.getBytes(StandardCharsets.UTF_8);
    List<String> pieces =
        List.of(
            "\0",
            "\t",
            "\n",
            "\r",
            ": ",
            "- ",
            "---\n",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            "&a",
            "*a",
            "!!int ",
            "<%",
            "%>",
            "<%# x %>",
            "<%/ x %>",
            "<%& ",
            "\u00e9",
            "\uFDD0",
            "\uFDD2",
            "\\ufdd2",
            "1e9999999",
            "null",
            "${secret:",
            "watch:",
            "|",
            ",",
            "#",
            "\\",
            "{{");
    Arbitrary<byte[]> edited =
        Combinators.combine(
                Arbitraries.integers().between(0, bytes.length),
                Arbitraries.integers().between(0, 12),
                Arbitraries.of(pieces).list().ofMaxSize(3))
            .as((at, cut, with) -> edited(bytes, at, cut, String.join("", with)));
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(1, Arbitraries.bytes().array(byte[].class).ofMaxSize(200)),
        net.jqwik.api.Tuple.of(6, edited));
  }

  private static byte[] edited(byte[] bytes, int at, int cut, String with) {
    byte[] middle = with.getBytes(StandardCharsets.UTF_8);
    int end = Math.min(bytes.length, at + cut);
    byte[] edited = new byte[at + middle.length + bytes.length - end];
    System.arraycopy(bytes, 0, edited, 0, at);
    System.arraycopy(middle, 0, edited, at, middle.length);
    System.arraycopy(bytes, end, edited, at + middle.length, bytes.length - end);
    return edited;
  }

  private static void check(String name, byte[] bytes) throws IOException {
    TestBundle.in(folder, SETTINGS)
        .file("watches/file.yml", RULE)
        .file("watches/file.json", WATCH)
        .file("watches/uses-template.yml", "title: t\nquery: a\nwatch: {template: file}\n")
        .file("templates/part.mustache", "\"part\": 1,")
        .file("templates/file.json.mustache", TEMPLATE);
    Files.write(folder.resolve(name), bytes);
    check(folder);
  }

  private static void check(Path bundle) {
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    long start = clock.getCurrentThreadCpuTime();
    Cli.Result validate = Cli.run("validate", "--bundle", bundle);
    assertThat(Duration.ofNanos(clock.getCurrentThreadCpuTime() - start)).isLessThan(SOON);
    assertThat(validate.err()).isEmpty();
    assertThat(validate.code()).isIn(0, 2);
    Cli.Result render = Cli.run("render", "--bundle", bundle);
    assertThat(render.code()).as(render.err()).isEqualTo(validate.code());
    // No problem is without its file, and the first line of the file is 1.
    validate
        .out()
        .lines()
        .filter(line -> line.contains(": error: "))
        .forEach(
            line ->
                assertThat(line)
                    .matches(
                        "(watches/|templates/|deploy-watches\\.yml)[^:]*(:[1-9]\\d*)?: error: .+")
                    .doesNotContain("Exception", "io.deploywatches"));
  }
}
