package io.deploywatches.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.bundle.Matching;
import io.deploywatches.cluster.ClusterException;
import io.deploywatches.cluster.ScratchIndices;
import io.deploywatches.problem.Problems;
import io.deploywatches.query.ElasticsearchDsl;
import io.deploywatches.sigma.Condition;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.Expression;
import io.deploywatches.sigma.FieldMapping;
import io.deploywatches.sigma.LogSource;
import io.deploywatches.sigma.LogSources;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which part of a rule's condition matched no event: asks the server for the events that
 * each comparison of the rule finds, and puts these sets together as the condition says.
 */
final class Explanation {
  /** Rules with more comparisons are lists of values, which nobody wants to read one by one. */
  private static final int MOST_COMPARISONS = 500;

  private static final int SHOWN_VALUES = 4;
  private static final String SELECTION = "part";

  private final Detection detection;
  private final IdentityHashMap<Expression, Set<String>> found = new IdentityHashMap<>();
  private final List<String> lines = new ArrayList<>();
  private Set<String> events = Set.of();

  private Explanation(Detection detection) {
    this.detection = detection;
  }

  /**
   * The causes, a line each.
   *
   * @param view the index or alias with the events
   * @return none when the rule does match some event, or cannot be taken apart
   */
  static List<String> causes(
      Detection detection, Matching matching, ScratchIndices scratch, String view)
      throws ClusterException {
    Explanation explanation = new Explanation(detection);
    explanation.explain(matching, scratch, view);
    return List.copyOf(explanation.lines);
  }

  private void explain(Matching matching, ScratchIndices scratch, String view)
      throws ClusterException {
    List<Expression> comparisons = new ArrayList<>();
    detection.selections().values().forEach(selection -> collect(selection, comparisons));
    if (comparisons.size() > MOST_COMPARISONS) {
      return;
    }
    List<JsonNode> queries = new ArrayList<>();
    ObjectNode everything = JsonNodeFactory.instance.objectNode();
    everything.putObject("match_all");
    queries.add(everything);
    Expression source = source(matching);
    queries.add(source == null ? everything : query(source, matching).orElse(everything));
    for (Expression comparison : comparisons) {
      queries.add(query(comparison, matching).orElse(everything));
    }
    List<Set<String>> sets = scratch.find(view, queries);
    if (sets.size() != queries.size() || sets.get(0).isEmpty()) {
      return;
    }
    events = sets.get(1);
    if (events.isEmpty()) {
      line(0, "no event is of the rule's log source, " + words(detection.logSource()));
      if (source != null) {
        line(1, "which means " + words(source));
      }
      return;
    }
    for (int i = 0; i < comparisons.size(); i++) {
      found.put(comparisons.get(i), sets.get(i + 2));
    }
    if (matched(detection.condition()).isEmpty()) {
      because(detection.condition(), 0);
    }
  }

  /** What a search asks of the log source; null when it asks nothing, as with some mappings. */
  private @Nullable Expression source(Matching matching) {
    FieldMapping mapping = FieldMapping.of(matching, detection.location(), new Problems());
    boolean isNarrowed =
        mapping != null && !mapping.narrowed(detection).equals(detection.expression());
    return isNarrowed ? LogSources.condition(detection.logSource()) : null;
  }

  private static void collect(Expression expression, List<Expression> comparisons) {
    if (expression instanceof Expression.And and) {
      and.operands().forEach(operand -> collect(operand, comparisons));
    } else if (expression instanceof Expression.Or or) {
      or.operands().forEach(operand -> collect(operand, comparisons));
    } else if (expression instanceof Expression.Not not) {
      collect(not.operand(), comparisons);
    } else {
      comparisons.add(expression);
    }
  }

  private Optional<ObjectNode> query(Expression expression, Matching matching) {
    Detection alone =
        new Detection(
            new Condition.Name(SELECTION),
            Map.of(SELECTION, expression),
            detection.logSource(),
            Optional.empty(),
            Optional.empty(),
            detection.location());
    return new ElasticsearchDsl().convert(alone, matching, new Problems());
  }

  private Set<String> matched(Condition node) {
    if (node instanceof Condition.Name name) {
      return matched(detection.selection(name.name()));
    } else if (node instanceof Condition.Grouped grouped) {
      return matched(grouped.operand());
    } else if (node instanceof Condition.Not not) {
      return without(matched(not.operand()));
    } else if (node instanceof Condition.And and) {
      return all(and.operands(), this::matched);
    } else if (node instanceof Condition.Or or) {
      return any(or.operands(), this::matched);
    }
    Condition.Quantified quantified = (Condition.Quantified) node;
    List<Expression> parts = parts(quantified);
    return quantified.all() ? all(parts, this::matched) : any(parts, this::matched);
  }

  /** What is counted: selections, or the items of one. */
  private List<Expression> parts(Condition.Quantified node) {
    if (node.all()
        && node.isOverItems()
        && detection.selection(node.pattern()) instanceof Expression.Or items) {
      return items.operands();
    }
    return node.names().stream().map(detection::selection).toList();
  }

  private Set<String> matched(Expression node) {
    if (node instanceof Expression.And and) {
      return all(and.operands(), this::matched);
    } else if (node instanceof Expression.Or or) {
      return any(or.operands(), this::matched);
    } else if (node instanceof Expression.Not not) {
      return without(matched(not.operand()));
    }
    return found.getOrDefault(node, events);
  }

  private Set<String> without(Set<String> others) {
    Set<String> rest = new HashSet<>(events);
    rest.removeAll(others);
    return rest;
  }

  private <T> Set<String> all(List<T> operands, Function<T, Set<String>> sets) {
    Set<String> all = new HashSet<>(events);
    operands.forEach(operand -> all.retainAll(sets.apply(operand)));
    return all;
  }

  private static <T> Set<String> any(List<T> operands, Function<T, Set<String>> sets) {
    Set<String> any = new HashSet<>();
    operands.forEach(operand -> any.addAll(sets.apply(operand)));
    return any;
  }

  private void because(Condition node, int depth) {
    if (node instanceof Condition.Name name) {
      line(depth, "'" + name.name() + "' matches no event:");
      because(detection.selection(name.name()), depth + 1);
    } else if (node instanceof Condition.Grouped grouped) {
      because(grouped.operand(), depth);
    } else if (node instanceof Condition.Not not) {
      line(depth, "'not " + words(not.operand()) + "' excludes every event");
    } else if (node instanceof Condition.And and) {
      List<Condition> failing =
          and.operands().stream().filter(each -> matched(each).isEmpty()).toList();
      failing.forEach(each -> because(each, depth));
      if (failing.isEmpty()) {
        line(depth, "each part matches an event, but no event matches all of them");
      }
    } else if (node instanceof Condition.Or or) {
      or.operands().forEach(each -> because(each, depth));
    } else if (node instanceof Condition.Quantified quantified) {
      because(quantified, depth);
    }
  }

  private void because(Condition.Quantified node, int depth) {
    line(depth, "'" + words(node) + "' matches no event:");
    if (parts(node).size() != node.names().size()) {
      parts(node).forEach(part -> because(part, depth + 1));
      return;
    }
    for (String name : node.names()) {
      if (matched(detection.selection(name)).isEmpty()) {
        line(depth + 1, "'" + name + "':");
        because(detection.selection(name), depth + 2);
      }
    }
  }

  private void because(Expression node, int depth) {
    if (!matched(node).isEmpty()) {
      return;
    }
    if (node instanceof Expression.And and) {
      int before = lines.size();
      and.operands().forEach(operand -> because(operand, depth));
      if (lines.size() == before) {
        line(depth, "each of its comparisons matches an event, but no event matches all of them");
      }
    } else if (node instanceof Expression.Or or) {
      or.operands().forEach(operand -> because(operand, depth));
    } else {
      line(depth, words(node));
    }
  }

  private void line(int depth, String text) {
    lines.add("  ".repeat(depth) + text);
  }

  private static String words(Condition node) {
    if (node instanceof Condition.Name name) {
      return name.name();
    } else if (node instanceof Condition.Grouped grouped) {
      return "(" + words(grouped.operand()) + ")";
    } else if (node instanceof Condition.Not not) {
      return "not " + words(not.operand());
    } else if (node instanceof Condition.And and) {
      return String.join(" and ", and.operands().stream().map(Explanation::words).toList());
    } else if (node instanceof Condition.Or or) {
      return String.join(" or ", or.operands().stream().map(Explanation::words).toList());
    }
    Condition.Quantified quantified = (Condition.Quantified) node;
    return (quantified.all() ? "all of " : "1 of ") + quantified.pattern();
  }

  private static String words(Expression node) {
    if (node instanceof Expression.And and) {
      return String.join(" and ", and.operands().stream().map(Explanation::words).toList());
    } else if (node instanceof Expression.Or or) {
      return String.join(" or ", or.operands().stream().map(Explanation::words).toList());
    } else if (node instanceof Expression.Not not) {
      return "not " + words(not.operand());
    } else if (node instanceof Expression.FieldMatch match) {
      List<String> values = match.criteria().stream().map(Criterion::written).toList();
      String shown = String.join(", ", values.subList(0, Math.min(SHOWN_VALUES, values.size())));
      String more = values.size() > SHOWN_VALUES ? ", ... (" + values.size() + " values)" : "";
      return match.field() + ": " + shown + more;
    }
    return "the keyword " + ((Expression.KeywordMatch) node).criterion().written();
  }

  private static String words(LogSource source) {
    List<String> parts = new ArrayList<>();
    add(parts, "category", source.category());
    add(parts, "product", source.product());
    add(parts, "service", source.service());
    return String.join(", ", parts);
  }

  private static void add(List<String> parts, String key, @Nullable String value) {
    if (value != null) {
      parts.add(key + " " + value);
    }
  }
}
