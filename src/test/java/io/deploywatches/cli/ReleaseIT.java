package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deploywatches.testing.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The zip that the build leaves: what is in it, and that it runs wherever it is unpacked. */
class ReleaseIT {
  @TempDir Path folder;

  private static Release.Result tool(Path home, Map<String, String> variables, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(Release.launcher(home)));
    command.addAll(List.of(arguments));
    return Release.run(home.getParent(), variables, command);
  }

  private static List<Path> archives(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".jsa")).toList();
    }
  }

  @Test
  void itHoldsAllThatItNeeds() throws Exception {
    try (ZipFile zip = new ZipFile(Release.zip().toFile())) {
      Set<String> names =
          zip.stream()
              .filter(entry -> !entry.isDirectory())
              .map(entry -> entry.getName().replaceFirst("^deploy-watches-\\d[^/]*/", ""))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(names)
          .contains(
              "bin/deploy-watches",
              "deploy-watches.jar",
              "lib/classes.lst",
              "sbom.cyclonedx.json",
              "completion/deploy-watches.bash",
              "man/man1/deploy-watches.1",
              "schemas/settings.schema.json",
              "schemas/rule.schema.json",
              "schemas/tests.schema.json",
              "templates/email.json.mustache",
              "recipes/Dockerfile",
              "docs/start.md",
              "README.md",
              "CHANGELOG.md",
              "LICENSE");
      Set<String> jars = new TreeSet<>(names);
      jars.removeIf(name -> !name.startsWith("lib/") || !name.endsWith(".jar"));
      assertThat(jars).hasSizeGreaterThan(8);
      // The same for everybody: no time, no owner, no place of the machine that built it.
      assertThat(zip.stream().map(ZipEntry::getLastModifiedTime).distinct()).hasSize(1);
      ZipEntry sbom = zip.getEntry(root(zip) + "sbom.cyclonedx.json");
      JsonNode components = new ObjectMapper().readTree(zip.getInputStream(sbom));
      assertThat(components.get("bomFormat").asText()).isEqualTo("CycloneDX");
      Set<String> listed = new TreeSet<>();
      for (JsonNode component : components.get("components")) {
        listed.add(
            "lib/"
                + component.get("name").asText()
                + "-"
                + component.get("version").asText()
                + ".jar");
        assertThat(component.get("purl").asText()).startsWith("pkg:maven/");
        assertThat(component.get("licenses").size()).as(component.toString()).isPositive();
      }
      assertThat(listed).isEqualTo(jars);
    }
  }

  private static String root(ZipFile zip) {
    String first = zip.stream().findFirst().orElseThrow().getName();
    return first.substring(0, first.indexOf('/') + 1);
  }

  @Test
  void itRunsWithinABlankedPathThroughALink() throws Exception {
    Path place = Files.createDirectories(folder.resolve("a place"));
    Path home = Release.unpack(place);
    Path link = Files.createSymbolicLink(folder.resolve("tool"), Path.of(Release.launcher(home)));
    Release.Result version =
        Release.run(folder, Map.of("CI", "true"), List.of(link.toString(), "--version"));
    assertThat(version.code()).as(version.toString()).isZero();
    assertThat(version.err()).isEmpty();
    assertThat(version.out())
        .matches("deploy-watches \\d\\S*\\ncommit ([0-9a-f]{12}(-dirty)?|unknown)\\nJava \\d.*\\n");
    assertThat(archives(folder)).as("CI is set").isEmpty();
  }

  @Test
  void theFirstStartLaysOutTheClassesOfTheNext() throws Exception {
    Path home = Release.unpack(folder);
    assertThat(tool(home, Map.of(), "--version").code()).isZero();
    await().atMost(Duration.ofMinutes(2)).until(() -> !archives(home).isEmpty());
    assertThat(archives(home)).hasSize(1);
    Map<String, String> tracing = new HashMap<>();
    tracing.put("JAVA_OPTS", "-Xlog:class+load:file=" + folder.resolve("classes.txt"));
    assertThat(tool(home, tracing, "diff", "--help").code()).isZero();
    List<String> ours =
        Files.readAllLines(folder.resolve("classes.txt")).stream()
            .filter(line -> line.contains(" io.deploywatches.") || line.contains(" picocli."))
            .toList();
    assertThat(ours).hasSizeGreaterThan(30);
    assertThat(ours.stream().filter(line -> line.contains("shared objects file")))
        .hasSizeGreaterThan(ours.size() * 90 / 100);
  }

  @Test
  void anotherJavaGetsAnArchiveOfItsOwn() throws Exception {
    List<Path> others;
    try (Stream<Path> javas =
        Files.isDirectory(Path.of("/usr/lib/jvm"))
            ? Files.list(Path.of("/usr/lib/jvm"))
            : Stream.empty()) {
      String own = Path.of(System.getProperty("java.home")).toRealPath().toString();
      others =
          javas
              .filter(java -> Files.isExecutable(java.resolve("bin/java")))
              .filter(java -> !java.toAbsolutePath().toString().equals(own))
              .filter(java -> java.getFileName().toString().matches(".*(1[89]|2\\d).*"))
              .toList();
    }
    assumeTrue(!others.isEmpty(), "there is only one Java on this machine");
    Path home = Release.unpacked();
    int before = archives(home).size();
    Map<String, String> variables = Map.of("JAVA_HOME", others.get(0).toString(), "CI", "true");
    Release.Result version = tool(home, variables, "--version");
    assertThat(version.code()).as(version.toString()).isZero();
    assertThat(version.out()).doesNotContain("Java " + Runtime.version());
    assertThat(archives(home)).hasSize(before);
  }

  @Test
  void withoutJavaItSaysWhatIsMissing() throws Exception {
    Path home = Release.unpacked();
    Release.Result result = tool(home, Map.of("JAVA_HOME", folder.toString()), "--version");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("there is no Java: set JAVA_HOME");
    assertThat(tool(home, Map.of("DEPLOY_WATCHES_ARCHIVE", "x")).code()).isEqualTo(2);
  }

  /** Each option of each command is there, and nothing of picocli's own language. */
  @Test
  void theManPageIsComplete() throws Exception {
    Path page = Release.unpacked().resolve("man/man1/deploy-watches.1");
    String text = Files.readString(page);
    assertThat(text).doesNotContain("${").doesNotContain("%%").doesNotContain("%n");
    CommandLine all = Main.everything();
    all.getSubcommands()
        .forEach(
            (name, command) -> {
              assertThat(text).contains(".SS deploy-watches " + name + "\n");
              for (String option : command.getCommandSpec().optionsMap().keySet()) {
                assertThat(text).contains(option.replace("-", "\\-"));
              }
            });
    assumeTrue(Release.has("groff"), "groff is not on this machine");
    Release.Result groff =
        Release.run(folder, Map.of(), List.of("groff", "-man", "-Tutf8", "-ww", page.toString()));
    assertThat(groff.err()).isEmpty();
    // Bold is each letter struck twice.
    assertThat(groff.out().replaceAll(".\b", "")).contains("EXIT STATUS", "130");
  }

  @Test
  void theManPageNamesEveryVariableThatIsRead() throws IOException {
    Set<String> read = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        Matcher variable =
            Pattern.compile("variable\\(\\s*\"([A-Z_]+)\"").matcher(Files.readString(file));
        while (variable.find()) {
          read.add(variable.group(1));
        }
      }
    }
    assertThat(read).isNotEmpty();
    assertThat(ManPage.ENVIRONMENT.keySet()).containsAll(read);
  }

  @Test
  void bashCompletesCommandsOptionsAndValues() throws Exception {
    assertThat(completed("deploy-watches di")).containsExactly("diff");
    assertThat(completed("deploy-watches diff --rep")).containsExactly("--report");
    assertThat(completed("deploy-watches diff --output ma")).containsExactly("markdown");
    assertThat(completed("deploy-watches render --")).contains("--out", "--bundle");
  }

  private List<String> completed(String line) throws Exception {
    String script =
        """
        source "$1"
        read -ra COMP_WORDS <<<"$2"
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$2 COMP_POINT=${#2} COMP_TYPE=9
        function=$(complete -p deploy-watches | sed 's/.*-F \\([^ ]*\\).*/\\1/')
        $function deploy-watches "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\\n' "${COMPREPLY[@]}"
        """;
    Path completion = Release.unpacked().resolve("completion/deploy-watches.bash");
    Release.Result result =
        Release.run(
            folder, Map.of(), List.of("bash", "-c", script, "bash", completion.toString(), line));
    assertThat(result.code()).as(result.toString()).isZero();
    return result.out().lines().map(String::strip).toList();
  }

  @Test
  void zshTakesTheSameCompletion() throws Exception {
    assumeTrue(Release.has("zsh"), "zsh is not on this machine");
    Path completion = Release.unpacked().resolve("completion/deploy-watches.bash");
    Release.Result result =
        Release.run(
            folder,
            Map.of(),
            List.of(
                "zsh",
                "-f",
                "-c",
                "autoload -Uz compinit bashcompinit; compinit -u; bashcompinit; source "
                    + completion
                    + "; print -r -- $_comps[deploy-watches]"));
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(result.out()).contains("_bash_complete");
  }
}
