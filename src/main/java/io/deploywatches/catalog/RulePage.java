package io.deploywatches.catalog;

import io.deploywatches.bundle.RuleFile;
import io.deploywatches.problem.Problem;
import io.deploywatches.query.language.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * A rule's page in Markdown: a table of facts, the rule, and the rule in other languages. It has
 * the form of the pages of Atomic Threat Coverage, on which whoever compares depends, down to
 * blanks.
 */
final class RulePage {
  private static final String DATA =
      "https://github.com/atc-project/atomic-threat-coverage/blob/master/"
          + "Atomic_Threat_Coverage/Data_Needed/";
  private static final String TESTS =
      "https://github.com/redcanaryco/atomic-red-team/blob/master/atomics/";

  private final boolean asSigmac;

  /**
   * @param asSigmac whether links lead to where the pages of Atomic Threat Coverage have them
   */
  RulePage(boolean asSigmac) {
    this.asSigmac = asSigmac;
  }

  String of(RuleFile file, RuleFacts facts, List<Conversion> conversions) {
    StringBuilder page = new StringBuilder(table(facts));
    page.append("\n## Detection Rules\n\n### Sigma rule\n\n```\n")
        .append(file.text())
        .append("\n```\n\n\n\n\n");
    for (Target target : Target.values()) {
      List<String> texts = new ArrayList<>();
      for (Conversion conversion : conversions) {
        if (conversion.target() == target) {
          texts.addAll(texts(conversion));
        }
      }
      page.append("\n### ").append(target.word()).append("\n    \n```\n");
      page.append(String.join("\n", texts));
      if (target == Target.XPACK_WATCHER && !texts.isEmpty()) {
        page.append('\n');
      }
      page.append("\n```\n\n");
    }
    return page.append("\n\n").toString();
  }

  /** The text, or why there is none. */
  private static List<String> texts(Conversion conversion) {
    return conversion.text() != null
        ? List.of(conversion.text())
        : conversion.problems().stream()
            .filter(Problem::isError)
            .map(problem -> "none: " + problem.message())
            .toList();
  }

  private String table(RuleFacts facts) {
    StringBuilder table = new StringBuilder();
    table.append("| Title                    | ").append(cell(facts.title()));
    table.append("       |\n|:-------------------------|:------------------|\n");
    row(table, "Description", one(facts.description().orElse(""), ""));
    row(
        table,
        "ATT&amp;CK Tactic",
        facts.tactics().isEmpty()
            ? "  This Detection Rule wasn't mapped to ATT&amp;CK Tactic yet  |"
            : " " + list(facts.tactics(), entry -> link(entry.title(), entry.url())));
    row(
        table,
        "ATT&amp;CK Technique",
        facts.techniques().isEmpty()
            ? " This Detection Rule wasn't mapped to ATT&amp;CK Technique yet  |"
            : list(facts.techniques(), entry -> link(entry.title(), entry.url())));
    row(
        table,
        "Data Needed",
        facts.dataNeeded().isEmpty()
            ? " There is no documented Data Needed for this Detection Rule yet  |"
            : list(
                facts.dataNeeded(),
                name -> link(name, (asSigmac ? "../Data_Needed/" : DATA) + name + ".md")));
    if (!facts.enrichments().isEmpty()) {
      table
          .append("| **Enrichment** |")
          .append(list(facts.enrichments(), name -> link(name, "../Enrichments/" + name + ".md")))
          .deleteCharAt(table.length() - 2)
          .append('\n');
    }
    row(
        table,
        "Trigger",
        facts.triggers().isEmpty()
            ? " There is no documented Trigger for this Detection Rule yet  |"
            : list(facts.triggers(), entry -> link(entry.title(), test(entry.id()))));
    row(
        table,
        "Severity Level",
        one(
            facts.level().orElse(""),
            " Severity Level for this Detection Rule wasn't defined yet "));
    row(
        table,
        "False Positives",
        facts.falsePositives().isEmpty()
            ? " There are no documented False Positives for this Detection Rule yet  |"
            : list(facts.falsePositives(), RulePage::cell));
    row(
        table,
        "Development Status",
        one(
            facts.status().orElse(""),
            " Development Status wasn't defined for this Detection Rule yet "));
    row(
        table,
        "References",
        facts.references().isEmpty()
            ? " There are no documented References for this Detection Rule yet  |"
            : list(facts.references(), url -> link(cell(url), cell(url))));
    row(
        table,
        "Author",
        one(
            facts.author().orElse(""),
            " Author of this Detection Rule haven't introduced himself "));
    if (!facts.otherTags().isEmpty()) {
      table.append("| Other Tags           | ");
      table.append(list(facts.otherTags(), RulePage::cell));
      table.deleteCharAt(table.length() - 2).append(' ');
    }
    return table.append('\n').toString();
  }

  private static void row(StringBuilder table, String name, String value) {
    String cell = "**" + name + "**";
    table.append("| ").append(cell).append(" ".repeat(Math.max(0, 24 - cell.length())));
    table.append(" | ").append(value).append('\n');
  }

  private static String one(String text, String otherwise) {
    return (text.isEmpty() ? otherwise : cell(text)) + " |";
  }

  private static <T> String list(Collection<T> items, Function<T, String> item) {
    StringBuilder list = new StringBuilder("<ul>");
    items.forEach(each -> list.append("<li>").append(item.apply(each)).append("</li>"));
    return list.append("</ul>  |").toString();
  }

  private String test(String technique) {
    return asSigmac
        ? "../Triggers/" + technique + ".md"
        : TESTS + technique + "/" + technique + ".md";
  }

  private static String link(String text, String url) {
    return "[" + text + "](" + url + ")";
  }

  /** A text that stays within its cell. */
  static String cell(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ").replace("|", "\\|").replace("<", "&lt;");
  }
}
