package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.query.language.SigmacQuirk;
import io.deploywatches.query.language.Target;
import io.deploywatches.testing.Corpus;
import io.deploywatches.testing.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code convert --compat sigmac} against what sigmac 0.18.1 printed: on public pages, and for
 * small rules that try its ways out.
 */
class SigmacConformanceTest {
  private static final Pattern REFUSAL = Pattern.compile("An unsupported feature is required");

  /** Conditions that count, and months. */
  private static final Pattern NOT_YET =
      Pattern.compile("cannot say what stands behind the '\\|'|the timeframe is a whole number");

  /** Names that sigmac takes out of a set, in another order in every run. */
  private static final Pattern NAMES_OF_ACCOUNTS =
      Pattern.compile("\\(((?:target_user|caller_user|user|member)=.*?)\\)");

  /** How one text of sigmac's and ours compare. */
  private enum Verdict {
    EQUAL,
    REFUSED_BY_BOTH,
    OTHER_ORDER_OF_NAMES,
    NOT_SUPPORTED_YET,
    DIFFERENT
  }

  @TempDir Path folder;

  private final Map<Target, Map<Verdict, Integer>> table = new EnumMap<>(Target.class);

  /** From a defect to the pages that it touches, and to the targets that have it. */
  private final Map<SigmacQuirk, Set<String>> pagesByQuirk = new EnumMap<>(SigmacQuirk.class);

  private final Map<SigmacQuirk, Set<Target>> targetsByQuirk = new EnumMap<>(SigmacQuirk.class);
  private final List<String> different = new ArrayList<>();

  @Test
  void pagesAreEqual() throws IOException {
    List<JsonNode> pages = Corpus.lines("atc-pages.jsonl");
    for (JsonNode page : pages) {
      Map<Target, String> theirs = new EnumMap<>(Target.class);
      for (Target target : Target.values()) {
        theirs.put(target, page.path("outputs").path(target.word()).asText());
      }
      compare(page.path("page").asText(), page.path("sigma_yaml").asText(), theirs);
    }
    print("pages");
    assertThat(different).isEmpty();
    System.out.print("what docs/sigmac-differences.md has to say:");
    Stream.of(SigmacQuirk.values()).map(this::row).forEach(System.out::print);
    System.out.println();
    String document = Files.readString(Path.of("docs/sigmac-differences.md"));
    for (SigmacQuirk quirk : SigmacQuirk.values()) {
      assertThat(document).as("docs/sigmac-differences.md").contains(row(quirk));
    }
    int outputs = pages.size() * Target.values().length;
    assertThat(count(Verdict.EQUAL) * 100).isGreaterThanOrEqualTo(outputs * 96);
  }

  /** How a row of the document begins: the defect, the targets that have it, the pages. */
  private String row(SigmacQuirk quirk) {
    String targets =
        targetsByQuirk.getOrDefault(quirk, Set.of()).stream()
            .map(Target::word)
            .collect(Collectors.joining(", "));
    int count = pagesByQuirk.getOrDefault(quirk, Set.of()).size();
    return "\n| " + quirk.defect() + " | " + targets + " | " + count + " | ";
  }

  @Test
  void probesAreEqual() throws IOException {
    JsonNode probes = Corpus.JSON.readTree(Corpus.file("sigmac-probes.json").toFile());
    for (Map.Entry<String, JsonNode> probe : probes.properties()) {
      Map<Target, String> theirs = new EnumMap<>(Target.class);
      for (Target target : Target.values()) {
        JsonNode out = probe.getValue().path("out").path(target.word());
        // Where sigmac ends with an error, its words stand where the text would.
        theirs.put(
            target, out.path("rc").asInt() == 0 ? out.path("text").asText() : REFUSAL.pattern());
      }
      compare(probe.getKey(), probe.getValue().path("rule").asText(), theirs);
    }
    print("probes");
    assertThat(different).isEmpty();
  }

  private void compare(String name, String yaml, Map<Target, String> theirs) throws IOException {
    Path file = Files.writeString(folder.resolve("rule.yml"), yaml);
    Cli.Result result =
        Cli.run("convert", "--target", "all", "--compat", "sigmac", "--output", "json", file);
    Map<Target, String> ours = new EnumMap<>(Target.class);
    boolean refused = false;
    for (JsonNode conversion : result.json()) {
      Target target = Target.named(conversion.path("target").asText());
      JsonNode text = conversion.path("text");
      refused |= text.isNull();
      if (text.isTextual()) {
        ours.merge(target, text.textValue(), (first, second) -> first + "\n" + second);
      }
      for (JsonNode problem : conversion.path("problems")) {
        for (SigmacQuirk quirk : SigmacQuirk.values()) {
          if (problem.path("message").asText().endsWith(": " + quirk.defect())) {
            pagesByQuirk.computeIfAbsent(quirk, key -> new TreeSet<>()).add(name);
            targetsByQuirk.computeIfAbsent(quirk, key -> new TreeSet<>()).add(target);
          }
        }
      }
    }
    assertThat(result.code()).as(name).isEqualTo(refused ? 2 : 0);
    for (Target target : Target.values()) {
      String our = ours.getOrDefault(target, "");
      Verdict verdict = verdict(target, theirs.get(target), our);
      if (verdict == Verdict.DIFFERENT && NOT_YET.matcher(result.err()).find()) {
        verdict = Verdict.NOT_SUPPORTED_YET;
      }
      table
          .computeIfAbsent(target, key -> new EnumMap<>(Verdict.class))
          .merge(verdict, 1, Integer::sum);
      if (verdict == Verdict.DIFFERENT) {
        different.add(
            name
                + " "
                + target.word()
                + "\n  sigmac: "
                + theirs.get(target)
                + "\n  ours:   "
                + our
                + "\n  "
                + result.err().lines().filter(line -> line.contains("error")).toList());
      }
    }
  }

  private static Verdict verdict(Target target, String theirs, String ours) throws IOException {
    boolean watches = target == Target.XPACK_WATCHER;
    if (watches && theirs.contains("<<EOF")) {
      return Pages.watchesIn(theirs).equals(Pages.watchesIn(ours))
          ? Verdict.EQUAL
          : Verdict.DIFFERENT;
    } else if (REFUSAL.matcher(theirs).find()) {
      return ours.isEmpty() ? Verdict.REFUSED_BY_BOTH : Verdict.DIFFERENT;
    } else if (theirs.equals(ours)) {
      return Verdict.EQUAL;
    }
    return target == Target.LOGPOINT && sorted(theirs).equals(sorted(ours))
        ? Verdict.OTHER_ORDER_OF_NAMES
        : Verdict.DIFFERENT;
  }

  private static String sorted(String text) {
    return NAMES_OF_ACCOUNTS
        .matcher(text)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    String.join(
                        " OR ",
                        List.of(match.group(1).split(" OR ", -1)).stream().sorted().toList())));
  }

  private int count(Verdict verdict) {
    return table.values().stream().mapToInt(row -> row.getOrDefault(verdict, 0)).sum();
  }

  private void print(String what) {
    System.out.printf("sigmac's %s:%n  %-15s", what, "");
    for (Verdict verdict : Verdict.values()) {
      System.out.printf("%22s", verdict.name().toLowerCase(Locale.ROOT));
    }
    System.out.println();
    table.forEach(
        (target, row) -> {
          System.out.printf("  %-15s", target.word());
          for (Verdict verdict : Verdict.values()) {
            System.out.printf("%22d", row.getOrDefault(verdict, 0));
          }
          System.out.println();
        });
    different.forEach(System.out::println);
  }
}
