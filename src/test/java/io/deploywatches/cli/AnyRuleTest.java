package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A Sigma rule made of anything that rules are made of ends in watches or in problems with file and
 * line, never in a fault, and soon. What is no YAML at all is {@link AnyFileTest}'s.
 */
class AnyRuleTest {
  /**
   * Of this thread's time on the processor: a second on an idle machine, and twice that on one
   * whose processors are shared.
   */
  private static final Duration SOON = Duration.ofSeconds(2);

  private static final List<String> MODIFIERS =
      List.of(
          "all",
          "startswith",
          "endswith",
          "contains",
          "exists",
          "cased",
          "neq",
          "windash",
          "re",
          "i",
          "m",
          "s",
          "base64",
          "base64offset",
          "utf16",
          "utf16le",
          "utf16be",
          "wide",
          "lt",
          "lte",
          "gt",
          "gte",
          "minute",
          "hour",
          "day",
          "week",
          "month",
          "year",
          "cidr",
          "expand",
          "fieldref",
          "none",
          "",
          "RE");

  private static final List<String> FIELDS =
      List.of(
          "Image",
          "CommandLine",
          "EventID",
          "Message",
          "SourceIp",
          "DestinationPort",
          "a b",
          "x<y",
          "'|'",
          "''",
          "é",
          "[a]",
          "~",
          "5");

  private static final List<String> VALUES =
      List.of(
          "~",
          "''",
          "'*'",
          "'**'",
          "'?'",
          "'\\'",
          "'\\\\*'",
          "5",
          "-1.5",
          "1e400",
          "0x1F",
          "true",
          "a",
          "'C:\\Windows\\*.exe'",
          "' -e '",
          "'%Admins%'",
          "'%none%'",
          "'%'",
          "'10.0.0.0/8'",
          "'::/0'",
          "'::ffff:1.2.3.4/97'",
          "'1.2.3.4/33'",
          "'<>|&!{}[]^\"~*?:\\/'",
          "😀",
          "\"\\0\"",
          "\"\\uD800\"",
          "'{{ctx}}'",
          "'<% title %>'",
          "'(a'",
          "'(?i)a{1,64}b'",
          "'(a{999}){999}'",
          "'(.{1,70}){70}'",
          "'((((a*)*)*)*)*'",
          "'(a?){70}{70}'",
          "'(?<=ab)c$'",
          "'(^|a)(\\b|b)$'",
          "'\\p{L}'",
          "'[z-a]'",
          "'(a|b|c){50}'",
          "'(x+x+)+y'",
          "[]",
          "[[a]]",
          "[a, ~, 5, '*']",
          "{a: b}",
          "[{a: b}, c]",
          "2026-11-25",
          "!!binary aGk=",
          "Other",
          "'{'");

  private static final List<String> WORDS =
      List.of(
          "s",
          "t",
          "u",
          "s*",
          "*",
          "them",
          "1 of",
          "all of",
          "any of",
          "2 of",
          "and",
          "or",
          "not",
          "(",
          ")",
          "|",
          "count()",
          "count(User)",
          "sum(",
          "avg(n)",
          "by",
          "Host",
          ",",
          ">",
          ">=",
          "==",
          "<",
          "5",
          "-1",
          "1e9",
          "near",
          "not not",
          "AND",
          "\"",
          "%",
          "é",
          "timeframe");

  private static Path folder;

  @BeforeContainer
  static void makeBundle() throws IOException {
    folder = Files.createTempDirectory("any-rule");
    warmUp(folder);
  }

  /** The first run in a process loads the classes. */
  @BeforeAll
  static void warmUp(@TempDir Path root) {
    var unused = validate(root, rule("F|re: 'a+'", "s"));
  }

  @AfterContainer
  static void deleteBundle() throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  @Provide
  Arbitrary<String> rules() {
    Arbitrary<String> selection =
        Combinators.combine(
                Arbitraries.of(FIELDS),
                Arbitraries.of(MODIFIERS).list().ofMaxSize(4),
                Arbitraries.of(VALUES).list().ofMinSize(1).ofMaxSize(3))
            .as(
                (field, modifiers, values) ->
                    "    '"
                        + field.replace("'", "''")
                        + modifiers.stream().map(each -> "|" + each).collect(Collectors.joining())
                        + "': "
                        + (values.size() == 1
                            ? values.get(0)
                            : "[" + String.join(", ", values) + "]"));
    Arbitrary<String> detection =
        selection
            .list()
            .ofMinSize(1)
            .ofMaxSize(3)
            .map(lines -> lines.stream().distinct().collect(Collectors.joining("\n")));
    Arbitrary<String> condition =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(
                2, Arbitraries.of("s", "s and not t", "1 of them", "all of s*", "s or t", "not s")),
            net.jqwik.api.Tuple.of(
                1, Arbitraries.of(WORDS).list().ofMaxSize(9).map(words -> String.join(" ", words))),
            net.jqwik.api.Tuple.of(
                1,
                Arbitraries.of(
                        "count() by Image", "count(User)", "sum(n) by a, b", "near t", "min(x)")
                    .flatMap(
                        count ->
                            Arbitraries.of("> 5", "<= 0", "== -1", "!= 1.5", "")
                                .map(threshold -> "s | " + count + " " + threshold))));
    Arbitrary<String> rest =
        Arbitraries.of(
            "",
            "logsource: {product: windows, category: process_creation}",
            "logsource: {product: windows, service: security}\nlevel: high",
            "logsource: {product: linux}\ntags: [attack.t1059, '']",
            "logsource: [a]",
            "logsource: {category: ~}",
            "watch: {matching: {keyword: .keyword, server: '6.8'}}",
            "watch: {matching: {fields: ecs}, schedule: {interval: 1h}}",
            "watch: {template: sigmac}",
            "watch: {template: alerts, window: 7d}");
    return Combinators.combine(
            detection, detection, condition, rest, Arbitraries.of("", "5m", "1M", "0s", "[a]"))
        .as(
            (s, t, when, other, timeframe) ->
                "title: T\n"
                    + other
                    + "\ndetection:\n  s:\n"
                    + s
                    + "\n  t:\n"
                    + t
                    + "\n  condition: '"
                    + when.replace("'", "''")
                    + "'\n"
                    + (timeframe.isEmpty() ? "" : "  timeframe: " + timeframe + "\n"));
  }

  @Provide
  Arbitrary<String> correlations() {
    return Combinators.combine(
            Arbitraries.of(
                "event_count",
                "value_count",
                "value_sum",
                "value_avg",
                "value_percentile",
                "temporal",
                "temporal_ordered",
                "none",
                "[a]",
                "~"),
            Arbitraries.of(
                "[one]", "[one, two]", "one", "[none]", "[]", "~", "[one, one]", "{a: b}"),
            Arbitraries.of("", "[Host]", "Host", "[a, b]", "[5]", "{a: b}"),
            Arbitraries.of("5m", "1d", "0s", "x", "~", "99999999999d"),
            Arbitraries.of(
                "{gte: 5}",
                "{gt: 1, lt: 3}",
                "{eq: 0}",
                "{gte: 2, field: User}",
                "{gte: 1e400}",
                "{lte: 5, field: n, percentile: 90}",
                "{gte: 5, field: n, percentile: 900}",
                "one and not two",
                "1 of them",
                "'one | count() > 5'",
                "[]",
                "~",
                "{field: []}"),
            Arbitraries.of(
                "",
                "aliases: {who: {one: Host, two: User}}",
                "aliases: {who: one}",
                "aliases: []",
                "generate: true",
                "generate: maybe",
                "else: 5"))
        .as(
            (type, rules, groups, timespan, condition, more) ->
                "title: C\ncorrelation:\n  type: %s\n  rules: %s\n  timespan: %s\n  condition: %s\n"
                        .formatted(type, rules, timespan, condition)
                    + (groups.isEmpty() ? "" : "  group-by: " + groups + "\n")
                    + (more.isEmpty() ? "" : "  " + more + "\n"));
  }

  @Property(tries = 200)
  void rulesOfAnyParts(@ForAll("rules") String rule) {
    check(folder, rule);
  }

  @Property(tries = 150)
  void correlationsOfAnyParts(@ForAll("correlations") String rule) {
    check(folder, rule);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a{1,64}b?){70}",
        "(.{1,70}){70}",
        "(a?){70}(b?){70}",
        "[^\\n]{4999}",
        "(a|b?|c*){0,900}",
        "((a?b?c?){10}){100}",
        "(a.{1,64}){60}",
        "^(\\ba|b$|^c){10}"
      })
  void regularExpressionsThatGrow(String regex, @TempDir Path root) {
    check(root, rule("F|re: '" + regex + "'", "s"));
  }

  @Test
  void nestedDeeply(@TempDir Path root) {
    int depth = 20_000;
    for (String condition :
        List.of(
            "(".repeat(depth) + "s" + ")".repeat(depth),
            "not ".repeat(depth) + "s",
            "s and (s or (".repeat(depth) + "s",
            "s" + " and s".repeat(depth),
            "s" + " or not s".repeat(depth))) {
      check(root, rule("F: a", condition));
    }
    check(root, rule("F: " + "[".repeat(depth) + "]".repeat(depth), "s"));
    check(root, rule("F|re: '" + "(".repeat(4_000) + ")".repeat(4_000) + "'", "s"));
    check(root, rule("F" + "|contains".repeat(depth) + ": a", "s"));
    check(root, rule("F" + "|base64".repeat(50) + ": a", "s"));
  }

  @Test
  void longListsAndTexts(@TempDir Path root) {
    for (String modifier : List.of("", "|contains", "|re", "|cidr", "|base64offset|contains")) {
      check(root, rule("F" + modifier + ": [" + list("a%d*x", 3_000) + "]", "s"));
    }
    check(root, rule("F|contains|all: [" + list("'%d b'", 5_000) + "]", "not s"));
    check(root, rule("F|windash|contains: '" + " -a".repeat(500) + "'", "s"));
    check(root, rule("F|contains: '" + "aB".repeat(100_000) + "'", "s"));
    check(root, rule("F: '" + "*a?".repeat(50_000) + "'", "s"));
    check(root, "detection:\n" + list("  s%d: {F: a}\n", 5_000) + "  condition: 1 of s*\n");
  }

  @Test
  void aliasesThatMultiply(@TempDir Path root) {
    StringBuilder yaml = new StringBuilder("detection:\n  s0: &a0 [x, x]\n");
    for (int i = 1; i < 60; i++) {
      yaml.append("  s%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
    }
    check(root, yaml + "  condition: 1 of them\n");
    check(root, "detection: &a\n  s: {F: a}\n  t: *a\n  condition: s\n");
  }

  /** Of which as much as is read, and ten megabytes. */
  @ParameterizedTest
  @ValueSource(ints = {950_000, 10_000_000})
  void filesOfManyCharacters(int size, @TempDir Path root) {
    check(root, rule("F: [" + list("value-%07d", size / 15) + "]", "s"));
    check(root, rule("F|contains: [" + list("value-%07d", size / 15) + "]", "s"));
    check(root, rule("F|contains: '" + "x".repeat(size - 200) + "'", "s"));
    check(root, "#" + "x".repeat(size - 10));
    check(root, "detection: {s: {F: a}, condition: s" + " or s".repeat(size / 5 - 20) + "}\n");
    check(root, "title: T\n---\n".repeat(size / 13));
    check(root, "- ".repeat(size / 2));
  }

  private static String list(String format, int count) {
    String between = format.startsWith("  ") ? "" : ", ";
    return IntStream.range(0, count)
        .mapToObj(format::formatted)
        .collect(Collectors.joining(between));
  }

  private static String rule(String selection, String condition) {
    return "title: T\nlogsource: {product: windows}\ndetection:\n  s:\n    "
        + selection
        + "\n  condition: "
        + condition
        + "\n";
  }

  private static Cli.Result validate(Path root, String rule) {
    TestBundle bundle =
        TestBundle.in(
                root,
                """
                bundle: b
                defaults:
                  indices: [a]
                  values: {placeholders: {Admins: [root, 'a*']}}
                """)
            .file("watches/one.yml", "name: one\ndetection: {s: {a: 1}, condition: s}\n")
            .file("watches/two.yml", "name: two\ndetection: {s: {b: 1}, condition: s}\n")
            .file("watches/rule.yml", rule);
    return Cli.run("validate", "--bundle", bundle.root());
  }

  private static void check(Path root, String rule) {
    String shown = rule.length() > 2_000 ? rule.substring(0, 2_000) + "…" : rule;
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    long start = clock.getCurrentThreadCpuTime();
    Cli.Result validate = validate(root, rule);
    assertThat(Duration.ofNanos(clock.getCurrentThreadCpuTime() - start))
        .as(shown)
        .isLessThan(SOON);
    assertThat(validate.err()).as(shown).isEmpty();
    assertThat(validate.code()).as(shown).isIn(0, 2);
    validate
        .out()
        .lines()
        .filter(line -> line.contains(": error: "))
        .forEach(
            line ->
                assertThat(line)
                    .matches("watches/rule\\.yml(:[1-9]\\d*)?: error: .+")
                    .hasSizeLessThan(2_000)
                    .doesNotContain("Exception", "io.deploywatches"));
    if (rule.length() < 100_000) {
      Cli.Result convert = Cli.run("convert", "--target", "all", root.resolve("watches/rule.yml"));
      assertThat(convert.code()).as(shown).isIn(0, 2);
      assertThat(convert.err()).as(shown).doesNotContain("\tat ", "a fault of");
    }
  }
}
