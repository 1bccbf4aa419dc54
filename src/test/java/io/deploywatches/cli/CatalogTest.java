package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of a bundle, as somebody reads them. */
class CatalogTest {
  @TempDir Path folder;
  private TestBundle bundle;

  @BeforeEach
  void makeBundle() {
    bundle =
        TestBundle.in(folder.resolve("bundle"), "bundle: secops\n")
            .file(
                "watches/a/same.yml",
                """
                title: Curl | and <pipes> [x]
                description: |
                  Two
                  lines
                tags: [attack.initial-access, attack.t1685.001, attack.t1048, attack.t9999, car.1]
                logsource: {product: windows, category: process_creation}
                detection: {s: {Image: x, Product: y}, condition: s}
                level: high
                """)
            .file(
                "watches/b/same.yml",
                """
                title: No tags
                logsource: {product: linux, service: auth}
                detection: {s: {message: x}, condition: s}
                """);
  }

  private Cli.Result catalog() {
    return Cli.run("catalog", "--bundle", bundle.root(), "--out", folder.resolve("out"));
  }

  private String read(String name) throws IOException {
    return Files.readString(folder.resolve("out").resolve(name));
  }

  @Test
  void aPageTellsTheFactsAndTheTexts() throws IOException {
    assertThat(catalog()).isEqualTo(new Cli.Result(0, "", ""));
    assertThat(read("rules/same.md"))
        .contains("Curl \\| and &lt;pipes> [x] ", "| Two lines |")
        .contains("[TA0001: Initial Access](https://attack.mitre.org/tactics/TA0001)")
        .contains("[T1685.001: Disable or Modify Windows Event Log](https://attack.mitre.org/")
        .contains("[T9999](https://attack.mitre.org/techniques/T9999)")
        .contains("<li>car.1</li>")
        .contains("atomics/T1048/T1048.md")
        .contains("DN_0003_1_windows_sysmon_process_creation")
        .doesNotContain("DN_0002", "../Triggers")
        .contains("### grep\n    \n```\ngrep -P ");
    assertThat(read("rules/same-2.md"))
        .contains("wasn't mapped to ATT&amp;CK Technique yet")
        .contains("### powershell\n    \n```\nnone: PowerShell asks Windows event logs");
  }

  @Test
  void theIndexHasEveryPageInEverySection() throws IOException {
    catalog();
    List<String> sections = List.of(read("index.md").split("\n## "));
    assertThat(sections).hasSize(5);
    for (String section : sections.subList(1, 5)) {
      assertThat(section).contains("(rules/same.md), high", "[No tags](rules/same-2.md)\n");
    }
  }

  @Test
  void theIndexCountsAndLinksItsGroups() throws IOException {
    catalog();
    assertThat(read("index.md"))
        .contains("## By level\n\n| level | pages |\n|:---|---:|\n| [high](#level-high) | 1 |\n")
        .contains("\n### <a id=\"level-high\"></a>high\n\n- [Curl \\| and")
        .contains("| [T9999](#technique-t9999) | 1 |")
        .contains("| [linux, auth](#log-source-linux-auth) | 1 |");
  }

  @Test
  void theLayerCountsRulesByTechnique() throws IOException {
    catalog();
    JsonNode layer = new ObjectMapper().readTree(read("attack-layer.json"));
    assertThat(layer.at("/versions/layer").asText()).isEqualTo("4.5");
    assertThat(layer.path("domain").asText()).isEqualTo("enterprise-attack");
    assertThat(layer.path("name").asText()).isEqualTo("secops");
    assertThat(layer.path("techniques").findValuesAsText("techniqueID"))
        .containsExactly("T1048", "T1685.001", "T9999");
    assertThat(layer.at("/techniques/0/score").asInt()).isEqualTo(1);
  }

  @Test
  void theSameRulesGiveTheSameBytes() throws IOException {
    catalog();
    String first = read("rules/same.md") + read("index.md") + read("attack-layer.json");
    catalog();
    assertThat(read("rules/same.md") + read("index.md") + read("attack-layer.json"))
        .isEqualTo(first);
    try (Stream<Path> files = Files.walk(folder.resolve("out"))) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(4);
    }
  }

  @Test
  void whatIsWrongIsToldAndTheRestIsWritten() throws IOException {
    bundle.file("watches/broken.yml", "title: [\n");
    Cli.Result result = catalog();
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("watches/broken.yml:2: error: not valid YAML");
    assertThat(read("index.md")).contains("2 pages");
    assertThat(Cli.run("catalog", "--bundle", bundle.root()))
        .isEqualTo(new Cli.Result(2, "", "error: --out is missing: the folder to write to\n"));
    assertThat(Cli.run("catalog", "--out", folder.resolve("out"), folder.resolve("none")).err())
        .contains("there is no file or folder '" + folder.resolve("none") + "'");
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(Cli.run("catalog", "--bundle", bundle.root(), "--out", file).err())
        .startsWith("error: --out: cannot write to '" + file + "': expected a folder");
  }
}
