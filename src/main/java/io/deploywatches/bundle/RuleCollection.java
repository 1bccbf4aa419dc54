package io.deploywatches.bundle;

import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.problem.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a file whose documents share things. A document with {@code action: global} is part
 * of every later one and wins over it, {@code reset} ends that, and {@code repeat} is the rule
 * before with changes. Mappings are merged key by key, everything else is replaced.
 */
public final class RuleCollection {
  private static final String ACTION = "action";

  private final Problems problems;
  private final List<Mapping> rules = new ArrayList<>();
  private @Nullable Mapping global;

  private RuleCollection(Problems problems) {
    this.problems = problems;
  }

  /** The rules that the documents of a file are, each written out in full. */
  public static List<Mapping> rules(List<SourceValue> documents, Problems problems) {
    RuleCollection collection = new RuleCollection(problems);
    for (SourceValue document : documents) {
      if (document instanceof Mapping mapping) {
        collection.add(mapping);
      } else {
        problems.error(document.location(), "not a rule but " + document.kind());
      }
    }
    return List.copyOf(collection.rules);
  }

  private void add(Mapping document) {
    Mapping content = document.without(ACTION);
    String action = document.get(ACTION) instanceof Scalar scalar ? scalar.text() : "";
    switch (action) {
      case "global" -> global = global == null ? content : merged(global, content);
      case "reset" -> global = null;
      case "repeat" -> {
        if (rules.isEmpty()) {
          problems.error(document.location(), "'action: repeat' has no rule before it to repeat");
        } else {
          rules.add(merged(rules.get(rules.size() - 1), content));
        }
      }
      default -> {
        if (document.has(ACTION)) {
          problems.error(
              document.location(),
              "an action is 'global', 'reset' or 'repeat', not '" + action + "'");
        }
        rules.add(global == null ? content : merged(content, global));
      }
    }
  }

  /** One mapping with another on top. */
  private static Mapping merged(Mapping below, Mapping above) {
    Map<String, Entry> entries = new LinkedHashMap<>(below.entries());
    for (Entry entry : above.entries().values()) {
      Entry old = entries.get(entry.key());
      entries.put(
          entry.key(),
          old != null
                  && old.value() instanceof Mapping oldMapping
                  && entry.value() instanceof Mapping newMapping
              ? new Entry(old.location(), old.key(), merged(oldMapping, newMapping))
              : entry);
    }
    return new Mapping(below.location(), entries);
  }
}
