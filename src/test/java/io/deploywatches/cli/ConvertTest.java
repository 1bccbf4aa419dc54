package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What golden files cannot show of {@code convert}: standard input, folders, a shell. */
class ConvertTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private static String rule(String title, String value) {
    return """
    title: %s
    logsource: {product: windows, service: system}
    detection:
      selection: {EventID: '%s'}
      condition: selection
    """
        .formatted(title, value);
  }

  private Path file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static List<String> values(JsonNode conversions, String key) {
    return StreamSupport.stream(conversions.spliterator(), false)
        .map(conversion -> conversion.path(key).asText())
        .toList();
  }

  @Test
  void standardInputHasItsPlaceAmongFiles() throws IOException {
    Path a = file("a.yml", rule("a", "1"));
    Path b = file("b.yml", rule("b", "3"));
    Cli.Result result =
        Cli.withInput(rule("in", "2")).with("convert", "--target", "splunk", a, "-", b);
    assertThat(result)
        .isEqualTo(
            new Cli.Result(
                0,
                """
                (source="*WinEventLog:System" EventCode="1")
                (source="*WinEventLog:System" EventCode="2")
                (source="*WinEventLog:System" EventCode="3")
                """,
                ""));
    assertThat(Cli.withInput("a: [").with("convert", "--target", "splunk", "-").err())
        .startsWith("-:1: error: not valid YAML");
  }

  @Test
  void aFolderIsReadInTheOrderOfItsPaths() throws IOException {
    file("rules/b/2.yaml", rule("two", "2"));
    file("rules/a/1.yml", rule("one", "1"));
    file("rules/c.yml", rule("three", "3"));
    file("rules/c.test.yml", "not: a rule");
    file("rules/.hidden.yml", "not: a rule");
    file("rules/readme.md", "not a rule");
    Cli.Result result =
        Cli.run("convert", "--target", "grep", "--output", "json", folder.resolve("rules"));
    assertThat(result.code()).isZero();
    assertThat(values(result.json(), "id")).containsExactly("1", "2", "c");
  }

  /** Rules are converted by several threads at once. */
  @Test
  void theSameRulesGiveTheSameBytes() throws IOException {
    for (int i = 0; i < 200; i++) {
      file("rules/" + i + ".yml", i % 7 == 3 ? "title: broken\n" : rule("r" + i, "v" + i));
    }
    Path rules = folder.resolve("rules");
    Cli.Result first = Cli.run("convert", "--target", "all", "--output", "json", rules);
    assertThat(first.code()).isEqualTo(2);
    assertThat(values(first.json(), "source")).isSorted().hasSize(7 * 200);
    for (int i = 0; i < 3; i++) {
      assertThat(Cli.run("convert", "--target", "all", "--output", "json", rules)).isEqualTo(first);
    }
  }

  @Test
  void rulesWithOneIdAreNumberedOverAllFiles() throws IOException {
    Path a = file("a.yml", "id: same\n" + rule("a", "1"));
    Path b = file("b.yml", "id: same\n" + rule("b", "2"));
    Cli.Result result = Cli.run("convert", "--target", "grep", "--output", "json", a, b);
    assertThat(values(result.json(), "id")).containsExactly("same", "same-2");
  }

  @Test
  void targetsComeInTheOrderInWhichTheyAreNamed() throws IOException {
    Path a = file("a.yml", rule("a", "1"));
    Cli.Result result =
        Cli.run("convert", "--target", "grep,es-qs", "--target", "grep", "--output", "json", a);
    assertThat(values(result.json(), "target")).containsExactly("grep", "es-qs");
    assertThat(Cli.run("convert", "--target", "splunk,all", "--output", "json", a).json())
        .hasSize(7);
  }

  @Test
  void templatesAndMappingsOfABundleCount() throws IOException {
    Path a = file("a.yml", rule("a", "1"));
    TestBundle bundle =
        TestBundle.in(
                folder.resolve("bundle"),
                """
                bundle: b
                defaults: {matching: {fields: ours}, template: own, indices: [here-*]}
                secrets: {hook: {env: HOOK}}
                """)
            .file("mappings/ours.yml", "extends: none\nfields: {EventID: event.code}\n")
            .file(
                "templates/own.json.mustache",
                "{\"metadata\": {\"hook\": \"<% secrets.hook %>\", \"found\": \"<% query %>\"}}");
    Cli.Result result =
        Cli.run("convert", "--target", "es-qs,xpack-watcher", "--bundle", bundle.root(), a);
    assertThat(result.out()).startsWith("(Channel:\"System\" AND event.code:\"1\")\n");
    assertThat(result.out()).contains("\"found\": \"(Channel:", "\"hook\": \"********\"");
    assertThat(result.err()).contains("warning: xpack-watcher: the watch has secrets");
    assertThat(Cli.run("convert", "--target", "all", "--compat", "sigmac", a).out())
        .isEqualTo(
            Cli.run(
                    "convert",
                    "--target",
                    "all",
                    "--compat",
                    "sigmac",
                    "--bundle",
                    bundle.root(),
                    a)
                .out());
  }

  @Test
  void aWatchWithoutAWindowIsAProblem() throws IOException {
    Path a = file("a.yml", rule("a", "1") + "watch: {schedule: {cron: '0 0 * * * ?'}}\n");
    Cli.Result result = Cli.run("convert", "--target", "xpack-watcher", a);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("a.yml:1: error: the schedule is no interval, so 'window'");
    assertThat(Cli.run("convert", "--target", "xpack-watcher", "--compat", "sigmac", a).out())
        .contains("\"interval\": \"30m\"");
  }

  @Test
  void settingsOfABundleCount() throws IOException {
    Path a = file("a.yml", rule("a", "1"));
    TestBundle bundle =
        TestBundle.in(
            folder.resolve("bundle"),
            """
            bundle: b
            defaults: {matching: {fields: none}, indices: [here-*], time_field: when}
            environments:
              prod: {defaults: {indices: [there-*]}}
            """);
    assertThat(Cli.run("convert", "--target", "es-qs", "--bundle", bundle.root(), a).out())
        .isEqualTo("(Channel:\"System\" AND EventID:\"1\")\n");
    assertThat(
            Cli.run(
                    "convert",
                    "--target",
                    "xpack-watcher",
                    "--bundle",
                    bundle.root(),
                    "--env",
                    "prod",
                    a)
                .out())
        .contains("\"there-*\"", "\"when\": {")
        .doesNotContain("here-*\",", "@timestamp");
    Cli.Result missing = Cli.run("convert", "--target", "grep", "--bundle", folder, a);
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.out()).isEmpty();
    assertThat(missing.err()).contains("there is no deploy-watches.yml");
    assertThat(Cli.run("convert", "--target", "grep", "--env", "prod", a))
        .isEqualTo(
            new Cli.Result(
                2, "", "error: --env needs --bundle, whose settings have the environments\n"));
  }

  static boolean isShellHere() {
    return new File("/bin/sh").canExecute();
  }

  /** A shell changes nothing between the marks, whatever the rule holds. */
  @ParameterizedTest
  @ValueSource(strings = {"", "sigmac"})
  @EnabledIf("isShellHere")
  void theWatchPassesAShellUnchanged(String compat) throws Exception {
    String nasty = "\\\\\\\\srv\\\\$HOME `id` $(id) ${x} \\\" ' é \\u2028 EOF";
    Path a = file("a.yml", "id: nasty\n" + rule("\"" + nasty + "\"", "4"));
    Object[] arguments =
        compat.isEmpty()
            ? new Object[] {"convert", "--target", "xpack-watcher", a}
            : new Object[] {"convert", "--target", "xpack-watcher", "--compat", compat, a};
    String command = Cli.run(arguments).out();
    Path script = file("run.sh", "curl() { cat; }\n" + command);
    Process shell =
        new ProcessBuilder("/bin/sh", script.toString()).redirectErrorStream(true).start();
    String sent = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).as(sent).isZero();
    assertThat(JSON.readTree(sent).toString())
        .contains(
            JSON.writeValueAsString(JSON.readValue("\"" + nasty + "\"", String.class))
                .replaceAll("^\"|\"$", ""));
    assertThat(sent.strip())
        .isEqualTo(
            command.substring(command.indexOf("<<'EOF'\n") + 8, command.lastIndexOf("\nEOF")));
  }
}
