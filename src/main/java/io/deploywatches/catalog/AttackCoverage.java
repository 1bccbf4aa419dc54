package io.deploywatches.catalog;

import io.deploywatches.bundle.Rule;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.SourceValue.Sequence;
import io.deploywatches.report.CoverageMatrix;
import io.deploywatches.report.PageFacts;
import io.deploywatches.watch.Watch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the rules of watches say of them, for people: titles, and what they cover of ATT&CK. */
public final class AttackCoverage {
  private static final String NO_TACTIC = "No tactic";

  /** By the tactic's id, the watches of each technique. */
  private final Map<String, Map<Attack.Entry, List<String>>> columns = new LinkedHashMap<>();

  private final Map<String, Attack.Entry> tactics = new LinkedHashMap<>();
  private int untagged;

  private AttackCoverage() {
    for (Attack.Entry tactic : Attack.tactics()) {
      tactics.putIfAbsent(tactic.id(), tactic);
    }
    tactics.put(NO_TACTIC, new Attack.Entry("", NO_TACTIC));
    tactics
        .keySet()
        .forEach(id -> columns.put(id, new TreeMap<>(Comparator.comparing(Attack.Entry::title))));
  }

  /**
   * The facts.
   *
   * @param origins the rules of the watches, by the id of the watch
   */
  public static PageFacts of(List<Watch> watches, Map<String, Rule> origins) {
    AttackCoverage coverage = new AttackCoverage();
    Map<String, String> titles = new LinkedHashMap<>();
    for (Watch watch : watches) {
      Mapping document = document(origins.get(watch.id()));
      if (document != null && document.get("title") instanceof Scalar title) {
        titles.put(watch.id(), title.text());
      }
      coverage.add(watch.id(), document);
    }
    return new PageFacts(watches, titles, coverage.matrix());
  }

  private static @Nullable Mapping document(@Nullable Rule rule) {
    if (rule instanceof Rule.Sigma sigma) {
      return sigma.document();
    }
    if (rule instanceof Rule.Correlation correlation) {
      return correlation.document();
    }
    return rule instanceof Rule.Query query ? query.document() : null;
  }

  private void add(String id, @Nullable Mapping document) {
    Set<String> under = new LinkedHashSet<>();
    Set<Attack.Entry> techniques = new LinkedHashSet<>();
    if (document != null && document.get("tags") instanceof Sequence tags) {
      for (var item : tags.items()) {
        String tag = item instanceof Scalar scalar ? scalar.text() : "";
        Attack.Entry tactic = Attack.tactic(tag);
        Attack.Entry technique = Attack.technique(tag);
        if (tactic != null) {
          under.add(tactic.id());
        } else if (technique != null) {
          techniques.add(technique);
        }
      }
    }
    if (techniques.isEmpty()) {
      untagged++;
    }
    for (String tactic : under.isEmpty() ? Set.of(NO_TACTIC) : under) {
      Map<Attack.Entry, List<String>> column = Objects.requireNonNull(columns.get(tactic));
      for (Attack.Entry technique : techniques) {
        column.computeIfAbsent(technique, key -> new ArrayList<>()).add(id);
      }
    }
  }

  private CoverageMatrix matrix() {
    List<CoverageMatrix.Tactic> all = new ArrayList<>();
    tactics.forEach(
        (id, tactic) -> {
          List<CoverageMatrix.Technique> techniques = new ArrayList<>();
          Objects.requireNonNull(columns.get(id))
              .forEach(
                  (technique, watches) ->
                      techniques.add(
                          new CoverageMatrix.Technique(
                              technique.title(), technique.url(), watches)));
          if (!id.equals(NO_TACTIC) || !techniques.isEmpty()) {
            all.add(
                new CoverageMatrix.Tactic(
                    tactic.name(), id.equals(NO_TACTIC) ? "" : tactic.url(), techniques));
          }
        });
    return new CoverageMatrix(all, untagged);
  }
}
