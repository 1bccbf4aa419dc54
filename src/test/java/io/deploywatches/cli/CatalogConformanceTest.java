package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.testing.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code catalog --compat sigmac} against the pages of Atomic Threat Coverage. */
class CatalogConformanceTest {
  private static final String END_OF_TABLE = "\n## Detection Rules";

  @TempDir Path folder;

  @Test
  void tablesAndPagesAreEqual() throws IOException {
    List<JsonNode> pages = Corpus.lines("atc-pages.jsonl");
    Path rules = Files.createDirectory(folder.resolve("rules"));
    for (JsonNode page : pages) {
      Files.writeString(rules.resolve(name(page) + ".yml"), page.path("sigma_yaml").asText());
    }
    Path out = folder.resolve("out");
    Cli.run("catalog", "--compat", "sigmac", "--out", out, rules);
    int tables = 0;
    int whole = 0;
    List<String> different = new ArrayList<>();
    for (JsonNode page : pages) {
      String theirs = page.path("markdown").asText().replace(" <<EOF\n", " <<'EOF'\n");
      Path file = out.resolve("rules/" + name(page) + ".md");
      String ours = Files.exists(file) ? Files.readString(file) : "";
      whole += ours.equals(theirs) ? 1 : 0;
      if (table(ours).equals(table(theirs))) {
        tables++;
      } else {
        different.add(difference(name(page), table(ours), table(theirs)));
      }
      if (name(page).equals("win_dns_exfiltration_tools_execution")) {
        assertThat(ours).isEqualTo(theirs);
      }
    }
    System.out.printf(
        "catalog: of %d pages %d tables and %d whole pages are equal%n  %s%n",
        pages.size(), tables, whole, String.join("\n  ", different));
    assertThat(tables * 100).isGreaterThanOrEqualTo(pages.size() * 95);
  }

  private static String name(JsonNode page) {
    return page.path("page").asText().replaceFirst("\\.md$", "");
  }

  private static String table(String page) {
    return page.contains(END_OF_TABLE) ? page.substring(0, page.indexOf(END_OF_TABLE)) : page;
  }

  /** The first line that differs. */
  private static String difference(String name, String ours, String theirs) {
    List<String> a = ours.lines().toList();
    List<String> b = theirs.lines().toList();
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!a.get(i).equals(b.get(i))) {
        return name + "\n    ours:   " + a.get(i) + "\n    theirs: " + b.get(i);
      }
    }
    return name + " has " + a.size() + " lines, and not " + b.size();
  }
}
