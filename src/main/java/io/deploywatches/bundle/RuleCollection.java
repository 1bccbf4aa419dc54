package io.deploywatches.bundle;

import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Sigma's rule collections: documents of one file that say parts of rules. {@code action: global}
 * is laid over all documents that follow, until {@code action: reset}; {@code action: repeat} is
 * laid over the rule before it and makes another one. Mappings are laid over each other key by key,
 * everything else is replaced. Every value keeps the place where it stands.
 */
final class RuleCollection {
  private static final String ACTION = "action";
  private static final String GLOBAL = "global";
  private static final String RESET = "reset";
  private static final String REPEAT = "repeat";
  private static final Set<String> ACTIONS = new TreeSet<>(Set.of(GLOBAL, RESET, REPEAT));

  private final Problems problems;
  private final List<SourceValue> rules = new ArrayList<>();
  private @Nullable Mapping global;

  /** A global document that no rule has followed yet. */
  private @Nullable Mapping unused;

  private @Nullable Mapping previous;

  private RuleCollection(Problems problems) {
    this.problems = problems;
  }

  /**
   * The rules of a file, each with all that its documents say.
   *
   * @return empty when it cannot be told which rules the file holds; that is reported
   */
  static Optional<List<SourceValue>> rules(List<SourceValue> documents, Problems problems) {
    Problems found = new Problems();
    RuleCollection collection = new RuleCollection(found);
    documents.forEach(collection::add);
    collection.end();
    problems.addAll(found.list());
    return found.hasErrors() ? Optional.empty() : Optional.of(collection.rules);
  }

  private void add(SourceValue value) {
    if (!(value instanceof Mapping document)) {
      rules.add(value);
      return;
    }
    Entry action = document.entries().get(ACTION);
    if (action == null) {
      rule(document);
      return;
    }
    String word = action.value() instanceof Scalar scalar ? scalar.text() : "";
    Mapping content = document.without(ACTION);
    switch (word) {
      case GLOBAL -> {
        global = global == null ? content : merged(global, content);
        unused = document;
      }
      case RESET -> reset(content);
      case REPEAT -> repeat(content, action.location());
      default ->
          problems.error(
              action.value().location(),
              "there is no action '" + word + "'" + Nearest.suggestion(word, ACTIONS),
              "known are: " + String.join(", ", ACTIONS));
    }
  }

  private void rule(Mapping document) {
    previous = global == null ? document : merged(document, global);
    unused = null;
    rules.add(previous);
  }

  private void reset(Mapping content) {
    end();
    content.entries().values().stream()
        .findFirst()
        .ifPresent(
            entry ->
                problems.error(
                    entry.location(),
                    "'action: reset' only ends what 'action: global' said; '"
                        + entry.key()
                        + "' beside it would be lost",
                    "write it in a document of its own"));
    global = null;
    unused = null;
  }

  private void repeat(Mapping content, Location at) {
    if (previous == null) {
      problems.error(at, "'action: repeat' has no rule before it that it could repeat");
      return;
    }
    previous = merged(previous, content);
    rules.add(previous);
  }

  /** To take such a file for one without rules would make its watches orphans. */
  private void end() {
    if (unused != null) {
      problems.error(
          unused.location(),
          "'action: global' is followed by no rule that it could complete",
          "add a document with a rule, or delete the file");
    }
  }

  /** One mapping with another laid over it. */
  private static Mapping merged(Mapping below, Mapping above) {
    Map<String, Entry> entries = new LinkedHashMap<>(below.entries());
    for (Entry entry : above.entries().values()) {
      Entry old = entries.get(entry.key());
      Entry laid = entry;
      if (old != null
          && old.value() instanceof Mapping part
          && entry.value() instanceof Mapping over) {
        laid = new Entry(old.location(), entry.key(), merged(part, over));
      }
      entries.put(entry.key(), laid);
    }
    return new Mapping(below.location(), entries);
  }
}
