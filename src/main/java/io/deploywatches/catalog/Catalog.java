package io.deploywatches.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.bundle.RuleFile;
import io.deploywatches.report.JsonText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The catalogue of a set of rules: a page for each file, an index of them, and a layer for the
 * ATT&CK Navigator that shows what they cover.
 */
public final class Catalog {
  private static final List<String> LEVELS =
      List.of("critical", "high", "medium", "low", "informational");
  private static final String NONE = "none";

  /** A page that is written: where it is, and what it tells. */
  private record Page(String path, RuleFacts facts) {}

  private final String name;
  private final RulePage writer;
  private final List<Page> pages = new ArrayList<>();
  private final Map<String, String> files = new LinkedHashMap<>();

  private Catalog(String name, boolean asSigmac) {
    this.name = name;
    this.writer = new RulePage(asSigmac);
  }

  /**
   * Writes a catalogue.
   *
   * @param name whose rules they are
   * @param asSigmac whether the pages are as those of Atomic Threat Coverage, links included
   * @param conversions what became of the rules of those files, in the order of the files
   * @return from paths to texts; files without a rule have no page
   */
  public static Map<String, String> of(
      String name, boolean asSigmac, List<RuleFile> files, List<Conversion> conversions) {
    Catalog catalog = new Catalog(name, asSigmac);
    Map<String, List<Conversion>> bySource = new LinkedHashMap<>();
    conversions.forEach(
        each -> bySource.computeIfAbsent(each.source(), key -> new ArrayList<>()).add(each));
    Set<String> paths = new HashSet<>();
    for (RuleFile file : files) {
      if (!file.rules().isEmpty()) {
        Page page = new Page(path(file, paths), RuleFacts.of(file));
        catalog.pages.add(page);
        catalog.files.put(
            page.path(),
            catalog.writer.of(file, page.facts(), bySource.getOrDefault(file.source(), List.of())));
      }
    }
    catalog.files.put("index.md", catalog.index());
    catalog.files.put("attack-layer.json", JsonText.of(catalog.layer()) + "\n");
    return catalog.files;
  }

  /** Named after the file; two of one name are numbered. */
  private static String path(RuleFile file, Set<String> given) {
    String base = file.source().substring(file.source().lastIndexOf('/') + 1);
    base = base.equals("-") ? "rule" : base.replaceFirst("\\.ya?ml$", "");
    String path = "rules/" + base + ".md";
    for (int number = 2; !given.add(path); number++) {
      path = "rules/" + base + "-" + number + ".md";
    }
    return path;
  }

  private String index() {
    StringBuilder index = new StringBuilder("# Detection rules of " + RulePage.cell(name) + "\n\n");
    index.append(pages.size()).append(pages.size() == 1 ? " page" : " pages");
    index.append(", and [what they cover of ATT&CK](attack-layer.json), a layer for the");
    index.append(" [Navigator](https://mitre-attack.github.io/attack-navigator/).\n");
    Map<String, List<Page>> tactics = new LinkedHashMap<>();
    Attack.tactics().forEach(tactic -> tactics.put(tactic.title(), new ArrayList<>()));
    Map<String, List<Page>> techniques = new TreeMap<>();
    Map<String, List<Page>> levels = new LinkedHashMap<>();
    LEVELS.forEach(level -> levels.put(level, new ArrayList<>()));
    Map<String, List<Page>> sources = new TreeMap<>();
    for (Page page : pages) {
      page.facts().tactics().forEach(tactic -> add(tactics, tactic.title(), page));
      page.facts().techniques().forEach(technique -> add(techniques, technique.title(), page));
      add(levels, page.facts().level().orElse(NONE), page);
      add(sources, page.facts().logSource(), page);
      if (page.facts().tactics().isEmpty()) {
        add(tactics, NONE, page);
      }
      if (page.facts().techniques().isEmpty()) {
        add(techniques, NONE, page);
      }
    }
    section(index, "tactic", tactics);
    section(index, "technique", techniques);
    section(index, "level", levels);
    section(index, "log source", sources);
    return index.toString();
  }

  private static void add(Map<String, List<Page>> groups, String group, Page page) {
    groups.computeIfAbsent(group, key -> new ArrayList<>()).add(page);
  }

  /** A table of the groups, with links to the list of each. */
  private static void section(StringBuilder index, String kind, Map<String, List<Page>> groups) {
    index.append("\n## By ").append(kind);
    index.append("\n\n| ").append(kind).append(" | pages |\n|:---|---:|\n");
    StringBuilder lists = new StringBuilder();
    groups.forEach(
        (group, members) -> {
          if (!members.isEmpty()) {
            String anchor = anchor(kind + " " + group);
            String title = linked(group);
            index.append("| [").append(title).append("](#").append(anchor).append(") | ");
            index.append(members.size()).append(" |\n");
            lists.append("\n### <a id=\"").append(anchor).append("\"></a>").append(title);
            lists.append("\n\n");
            members.stream()
                .sorted(Comparator.comparing((Page page) -> page.facts().title()))
                .forEach(page -> lists.append(line(page)));
          }
        });
    index.append(lists);
  }

  private static String anchor(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }

  /** A text that can be what a link shows. */
  private static String linked(String text) {
    return RulePage.cell(text.replaceAll("([\\[\\]\\\\*`])", "\\\\$1"));
  }

  private static String line(Page page) {
    return "- ["
        + linked(page.facts().title())
        + "]("
        + page.path().replace(" ", "%20").replace("(", "%28").replace(")", "%29")
        + ")"
        + page.facts().level().map(level -> ", " + RulePage.cell(level)).orElse("")
        + "\n";
  }

  /** In the layer format 4.5: a technique scores the number of its rules. */
  private ObjectNode layer() {
    Map<String, List<String>> titles = new TreeMap<>();
    for (Page page : pages) {
      for (Attack.Entry technique : page.facts().techniques()) {
        titles.computeIfAbsent(technique.id(), key -> new ArrayList<>()).add(page.facts().title());
      }
    }
    ObjectNode layer = JsonNodeFactory.instance.objectNode();
    layer.put("name", name);
    layer.putObject("versions").put("attack", "19").put("navigator", "5.1.0").put("layer", "4.5");
    layer.put("domain", "enterprise-attack");
    layer.put(
        "description",
        "Techniques that the rules of "
            + name
            + " detect, made by"
            + " deploy-watches; the score is the number of rules.");
    layer.put("sorting", 3);
    layer.put("hideDisabled", false);
    ArrayNode techniques = layer.putArray("techniques");
    titles.forEach(
        (id, rules) ->
            techniques
                .addObject()
                .put("techniqueID", id)
                .put("score", rules.size())
                .put("comment", String.join("\n", rules))
                .put("enabled", true)
                .put(
                    "showSubtechniques",
                    titles.keySet().stream().anyMatch(other -> other.startsWith(id + "."))));
    ObjectNode gradient = layer.putObject("gradient");
    gradient.putArray("colors").add("#c6dbef").add("#08519c");
    gradient.put("minValue", 1);
    gradient.put("maxValue", titles.values().stream().mapToInt(List::size).max().orElse(1));
    layer.putArray("legendItems");
    return layer;
  }
}
