package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.testing.Corpus;
import io.deploywatches.testing.Pages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program makes of public rules, read from files and rendered as a user has it done. */
class CorpusRulesTest {
  /** What sigmac's pages were made with. */
  private static final String AS_SIGMAC =
      """
      bundle: pages
      defaults:
        template: sigmac
        indices: [winlogbeat-*]
        matching: {fields: winlogbeat, keyword: none, server: "6.8"}
      """;

  @TempDir Path folder;

  @Test
  void thePageAboutDnsExfiltrationShowsTheWatchThatWeRender() throws IOException {
    JsonNode page = Pages.page("win_dns_exfiltration_tools_execution.md");
    TestBundle bundle =
        TestBundle.in(folder, AS_SIGMAC)
            .file("watches/rule.yml", page.path("sigma_yaml").textValue());
    Cli.Result result = Cli.run("render", "--bundle", bundle.root());
    assertThat(result.err()).isEmpty();
    assertThat(result.json()).isEqualTo(Pages.watchOf(page));
  }

  @Test
  void pagesShowTheWatchesThatWeRender() throws IOException {
    List<JsonNode> pages = Corpus.lines("atc-pages.jsonl");
    List<String> different = new ArrayList<>();
    int shown = 0;
    int rendered = 0;
    int equal = 0;
    for (int i = 0; i < pages.size(); i++) {
      List<JsonNode> theirs = Pages.watchesOf(pages.get(i));
      List<JsonNode> ours = rendered(folder.resolve("page-" + i), pages.get(i));
      shown += theirs.size();
      rendered += ours.size();
      for (int j = 0; j < ours.size(); j++) {
        if (j < theirs.size() && ours.get(j).equals(theirs.get(j))) {
          equal++;
        } else {
          different.add(pages.get(i).path("page").asText());
        }
      }
    }
    System.out.printf(
        "watches of pages: %d equal of %d that render of %d on %d pages; different: %s%n",
        equal, rendered, shown, pages.size(), different);
    assertThat(rendered).isGreaterThan(350);
    assertThat(equal * 100).isGreaterThanOrEqualTo(rendered * 97);
  }

  /** Our watches for the rule of a page; none where sigmac makes none. */
  private static List<JsonNode> rendered(Path folder, JsonNode page) throws IOException {
    TestBundle bundle =
        TestBundle.in(folder, AS_SIGMAC)
            .file("watches/rule.yml", page.path("sigma_yaml").textValue());
    Cli.Result result = Cli.run("render", "--bundle", bundle.root());
    if (result.out().isEmpty()) {
      assertThat(result.err())
          .containsAnyOf("sigmac takes one regular", "cannot say what stands behind the '|'");
      return List.of();
    }
    List<JsonNode> watches = new ArrayList<>();
    if (result.json().has("trigger")) {
      watches.add(result.json());
    } else {
      result.json().forEach(watches::add);
    }
    return watches;
  }

  @Test
  void publicRulesAreReadAndRenderedWithEmail() throws IOException {
    List<JsonNode> rules = Corpus.lines("sigma-rules.jsonl");
    TestBundle bundle =
        TestBundle.in(folder, "bundle: public\ndefaults: {indices: [logs-*], id_prefix: \"x-\"}\n");
    for (int i = 0; i < rules.size(); i++) {
      bundle.file(file(i), rules.get(i).path("yaml").textValue());
    }
    Cli.Result result = Cli.run("validate", "--bundle", bundle.root(), "--output", "json");
    Map<String, Integer> kinds = new TreeMap<>();
    List<String> unexpected = new ArrayList<>();
    for (JsonNode problem : result.json().path("problems")) {
      String message = problem.path("message").asText();
      if (!problem.path("name").asText().equals("too-many-at-once")) {
        assertThat(problem.path("line").asInt()).as(message).isPositive();
      }
      kinds.merge(kind(message), 1, Integer::sum);
      if (!message.matches("the placeholder '.*' has no values")
          && problem.path("severity").asText().equals("error")) {
        unexpected.add(problem.path("file").asText() + ": " + message);
      }
    }
    int watches = result.json().path("watches").asInt();
    System.out.printf("public rules: %d rules, %d watches%n", rules.size(), watches);
    kinds.forEach((kind, count) -> System.out.printf("  %5d %s%n", count, kind));
    assertThat(unexpected).isEmpty();
    assertThat(Cli.run("render", "--bundle", bundle.root()).json()).hasSize(watches);
  }

  private static String kind(String message) {
    return message.replaceAll("'[^']*'|\\([^)]*\\)|\"[^\"]*\"", "...").replaceAll("\\d+", "N");
  }

  private static String file(int number) {
    return "watches/rule-" + number + ".yml";
  }
}
