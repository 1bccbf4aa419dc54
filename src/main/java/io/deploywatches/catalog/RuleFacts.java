package io.deploywatches.catalog;

import io.deploywatches.bundle.RuleFile;
import io.deploywatches.bundle.SourceValue;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.SourceValue.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What a file of rules says for people; where its documents differ, what the first one says.
 *
 * @param logSource in words: {@code windows, process_creation}
 * @param otherTags those that are no tactic and no technique
 */
record RuleFacts(
    String title,
    Optional<String> description,
    Optional<String> level,
    Optional<String> status,
    Optional<String> author,
    String logSource,
    List<Attack.Entry> tactics,
    List<Attack.Entry> techniques,
    List<String> otherTags,
    List<String> references,
    List<String> falsePositives,
    List<String> enrichments,
    SortedSet<String> dataNeeded) {

  /** The facts of a file that holds at least one rule. */
  static RuleFacts of(RuleFile file) {
    Mapping rule = file.rules().get(0);
    List<Attack.Entry> tactics = new ArrayList<>();
    List<Attack.Entry> techniques = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String tag : texts(rule, "tags")) {
      Attack.Entry tactic = Attack.tactic(tag);
      Attack.Entry technique = Attack.technique(tag);
      if (tactic != null) {
        tactics.add(tactic);
      } else if (technique != null) {
        techniques.add(technique);
      } else {
        others.add(tag);
      }
    }
    return new RuleFacts(
        text(rule, "title").orElse(file.source()),
        text(rule, "description"),
        text(rule, "level"),
        text(rule, "status"),
        text(rule, "author"),
        logSource(rule),
        tactics.stream().distinct().toList(),
        techniques.stream().distinct().toList(),
        others,
        texts(rule, "references"),
        texts(rule, "falsepositives"),
        texts(rule, "enrichment"),
        DataNeeded.of(file.rules()));
  }

  /** The techniques for which there is a test. */
  List<Attack.Entry> triggers() {
    return techniques.stream().filter(Attack::hasTest).toList();
  }

  private static String logSource(Mapping rule) {
    List<String> words = new ArrayList<>();
    if (rule.get("logsource") instanceof Mapping source) {
      for (String part : List.of("product", "service", "category")) {
        text(source, part).ifPresent(words::add);
      }
    }
    return words.isEmpty() ? "not said" : String.join(", ", words);
  }

  private static Optional<String> text(Mapping rule, String key) {
    return rule.get(key) instanceof Scalar scalar && !scalar.isNull()
        ? Optional.of(scalar.text().strip()).filter(text -> !text.isEmpty())
        : Optional.empty();
  }

  private static List<String> texts(Mapping rule, String key) {
    SourceValue value = rule.get(key);
    List<SourceValue> items =
        value instanceof Sequence sequence
            ? sequence.items()
            : value == null ? List.of() : List.of(value);
    return items.stream()
        .filter(item -> item instanceof Scalar scalar && !scalar.isNull())
        .map(item -> ((Scalar) item).text().strip())
        .toList();
  }
}
