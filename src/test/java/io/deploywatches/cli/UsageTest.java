package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deploywatches.testing.RecordedCluster;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What golden files cannot show: no arguments, terminals, files written, the environment. */
class UsageTest {
  private static final String ESCAPE = "\u001b[";

  @TempDir Path folder;
  private TestBundle bundle;

  @BeforeEach
  void makeBundle() {
    bundle =
        TestBundle.in(folder.resolve("bundle"), "bundle: b\ndefaults: {indices: [logs-*]}\n")
            .file("watches/a.yml", "title: a\nquery: a\n")
            .file("watches/b.yml", "title: b\nid: x/y\nquery: a\n");
  }

  @Test
  void noArgumentsShowTheHelp() {
    Cli.Result result = Cli.run();
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("Usage: deploy-watches").contains("Exit codes:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "diff", "render", "validate", "convert", "catalog"})
  void everyCommandTellsTheVersion(String command) {
    Cli.Result result = command.isEmpty() ? Cli.run("--version") : Cli.run(command, "--version");
    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).matches("deploy-watches \\d.*\\Rcommit [0-9a-z-]+\\RJava \\d.*\\R");
  }

  /** How wide the help is depends on the terminal. */
  @ParameterizedTest
  @ValueSource(strings = {"", " diff", " render", " validate"})
  void everyCommandHasHelp(String command) {
    Cli.Result result =
        Cli.run(Stream.of(("x" + command + " --help").split(" ")).skip(1).toArray());
    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
    String help = result.out().replaceAll("\\s+", " ");
    assertThat(help)
        .startsWith("Usage: deploy-watches" + command + " [-hV]")
        .contains("--bundle=DIR The bundle: the folder of deploy-watches.yml.")
        .contains("--env=NAME The environment")
        .doesNotContain("null", "${");
  }

  @Test
  void aDocumentAndAConditionWithoutIdsHaveDifferentOnes() {
    String rule =
        """
        title: Two
        logsource: {product: windows}
        detection: {a: {EventID: 1}, b: {EventID: 2}, condition: %s}
        """;
    bundle.file("watches/two.yml", rule.formatted("[a, b]") + "---\n" + rule.formatted("a"));
    Cli.Result result = Cli.run("render", "--bundle", bundle.root(), "watches/two.yml");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.json().fieldNames()).toIterable().containsExactly("two", "two-2", "two-3");
  }

  @Test
  void noWatchesRenderToAnEmptyObject() {
    bundle.delete("watches/a.yml");
    bundle.delete("watches/b.yml");
    assertThat(Cli.run("render", "--bundle", bundle.root()).out()).isEqualTo("{}\n");
  }

  @Test
  void filesOfRenderHoldWhatStandardOutputShows() throws IOException {
    Path out = folder.resolve("a/b");
    Cli.Result result = Cli.run("render", "--bundle", bundle.root(), "--out", out);
    assertThat(result).isEqualTo(new Cli.Result(0, "", ""));
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("a.json", "x%2Fy.json");
    }
    for (Map.Entry<String, String> file :
        Map.of("a.json", "a.yml", "x%2Fy.json", "b.yml").entrySet()) {
      assertThat(Files.readString(out.resolve(file.getKey())))
          .isEqualTo(
              Cli.run("render", "--bundle", bundle.root(), "watches/" + file.getValue()).out());
    }
  }

  @Test
  void aPathIsFoundFromHereAndFromTheBundle() {
    String fromBundle = Cli.run("render", "--bundle", bundle.root(), "watches/a.yml").out();
    Path absolute = bundle.root().resolve("watches/a.yml").toAbsolutePath();
    assertThat(Cli.run("render", "--bundle", bundle.root(), absolute).out()).isEqualTo(fromBundle);
    Path here = Path.of("").toAbsolutePath().relativize(absolute);
    assertThat(Cli.run("render", "--bundle", bundle.root(), here).out()).isEqualTo(fromBundle);
  }

  @Test
  void anEmptyPasswordFileIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "\n");
    Cli.Result result =
        Cli.run(
            "diff",
            "--bundle",
            bundle.root(),
            "--cluster",
            "localhost:1",
            "--user",
            "u",
            "--password-file",
            file);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).isEqualTo("error: --password-file: " + file + " is empty\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ELASTICSEARCH_USERNAME", "ELASTICSEARCH_PASSWORD"})
  void halfOfTheCredentialsInTheEnvironmentIsRefused(String variable) {
    Cli.Result result =
        Cli.withEnvironment(Map.of(variable, "hunter3", "ELASTICSEARCH_URL", "localhost:1"))
            .with("diff", "--bundle", bundle.root());
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(variable).doesNotContain("hunter3");
  }

  @ParameterizedTest
  @CsvSource({
    "auto,   false, '',       '',      false",
    "auto,   true,  '',       '',      true",
    "auto,   true,  NO_COLOR, 1,       false",
    "auto,   true,  TERM,     dumb,    false",
    "auto,   true,  TERM,     xterm,   true",
    "always, false, NO_COLOR, 1,       true",
    "never,  true,  '',       '',      false"
  })
  void coloursAreForTerminals(
      String when, boolean terminal, String variable, String value, boolean coloured)
      throws IOException {
    bundle.file("watches/wrong.yml", "title: c\n");
    try (RecordedCluster cluster = RecordedCluster.holding(List.of())) {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      Console console =
          new Console(
              InputStream.nullInputStream(),
              new PrintWriter(out),
              new PrintWriter(err),
              terminal,
              terminal,
              name -> name.equals(variable) ? value : null);
      int code =
          new Main(console, new Cancellation())
              .run(
                  "diff",
                  "--bundle",
                  bundle.root().toString(),
                  "--cluster",
                  cluster.url(),
                  "--color",
                  when);
      assertThat(code).isEqualTo(2);
      assertThat(out.toString().contains(ESCAPE)).isEqualTo(coloured);
      assertThat(err.toString().contains(ESCAPE)).isEqualTo(coloured);
      assertThat(out.toString().replaceAll("\u001b\\[\\d+m", ""))
          .startsWith("+ create a (watches/a.yml)\n+{\n")
          .contains("\n! invalid wrong (watches/wrong.yml)\n");
    }
  }

  @Test
  void aSecretThatIsMissingStopsADeployButNotValidate() throws Exception {
    TestBundle withSecret =
        TestBundle.in(
                folder.resolve("secret"),
                "bundle: b\nsecrets:\n  token: {env: TOKEN}\n  other: {file: not-there}\n")
            .file(
                "watches/w.json",
                "{\"trigger\": {\"schedule\": {\"interval\": \"5m\"}}, \"metadata\":"
                    + " {\"a\": \"${secret:token}${secret:other}\"}}");
    assertThat(Cli.run("validate", "--bundle", withSecret.root()).code()).isZero();
    assertThat(Cli.run("render", "--bundle", withSecret.root()).json().at("/metadata/a"))
        .isEqualTo(new ObjectMapper().readTree("\"****************\""));
    Cli.Result deploy =
        Cli.run("--bundle", withSecret.root(), "--cluster", "localhost:1", "--output", "json");
    assertThat(deploy.code()).isEqualTo(2);
    JsonNode problems = deploy.json().path("problems");
    assertThat(problems.findValuesAsText("line")).containsExactly("3", "4");
    assertThat(problems.findValuesAsText("message"))
        .containsExactly(
            "the secret 'token' is in no environment variable 'TOKEN'",
            "the secret 'other': the file not-there cannot be read");
  }

  @Test
  void aTerminalSeesWhatGoesOnUntilItIsOver() {
    for (boolean terminal : List.of(true, false)) {
      StringWriter err = new StringWriter();
      Console console =
          new Console(
              InputStream.nullInputStream(),
              new PrintWriter(new StringWriter()),
              new PrintWriter(err),
              false,
              terminal,
              name -> null);
      int code =
          new Main(console, new Cancellation()).run("render", "--bundle", bundle.root().toString());
      assertThat(code).isZero();
      String line = "rendering the rules ...";
      String blank = " ".repeat(line.length());
      assertThat(err.toString()).isEqualTo(terminal ? "\r" + line + "\r" + blank + "\r" : "");
    }
  }

  @Test
  void anEnvironmentMayHaveTheNameOfACommand() {
    TestBundle.in(
        bundle.root(), "bundle: b\ndefaults: {indices: [logs-*]}\nenvironments: {test: {}}\n");
    Cli.Result result =
        Cli.run(
            "--env",
            "test",
            "--dry-run",
            "--bundle",
            bundle.root(),
            "--cluster",
            "127.0.0.1:1",
            "--retries",
            "0");
    assertThat(result.code()).as(result.err()).isEqualTo(1);
    assertThat(result.err()).contains("127.0.0.1:1").doesNotContain("Expected parameter");
  }
}
