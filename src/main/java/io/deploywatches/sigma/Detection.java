package io.deploywatches.sigma;

import io.deploywatches.bundle.TimeSpan;
import io.deploywatches.problem.Location;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One condition of a rule over the rule's selections. With an aggregation it is about many events
 * at once; a language that looks for single events refuses it, and takes {@link #events}.
 *
 * @param condition as it is written; all its names are selections
 * @param selections what each selection looks for, in the order of the file; a list is an {@code
 *     Or} and a mapping an {@code And} even when they hold a single item
 * @param aggregation what must hold of the events together
 * @param timeframe within which time it must hold; empty when the rule does not say
 * @param filter what filters ask of every event as well, in {@code condition} and beside it
 * @param location the condition's
 */
public record Detection(
    Condition condition,
    Map<String, Expression> selections,
    LogSource logSource,
    Optional<Aggregation> aggregation,
    Optional<TimeSpan> timeframe,
    Optional<Condition> filter,
    Location location) {
  /** Without a filter. */
  public Detection(
      Condition condition,
      Map<String, Expression> selections,
      LogSource logSource,
      Optional<Aggregation> aggregation,
      Optional<TimeSpan> timeframe,
      Location location) {
    this(condition, selections, logSource, aggregation, timeframe, Optional.empty(), location);
  }

  public Detection {
    selections = Collections.unmodifiableMap(new LinkedHashMap<>(selections));
  }

  /** The detection of the single events that the aggregation is about. */
  public Detection events() {
    return singly(condition);
  }

  /** The detection of single events that meet one selection alone. */
  Detection events(String selection) {
    Condition named = new Condition.Name(selection);
    return singly(
        filter.<Condition>map(asked -> new Condition.And(List.of(named, asked))).orElse(named));
  }

  private Detection singly(Condition other) {
    return new Detection(
        other, selections, logSource, Optional.empty(), Optional.empty(), filter, location);
  }

  /**
   * The same detection of events that meet a filter, too. The filter's selections get names that no
   * rule has.
   */
  Detection narrowedBy(Detection other) {
    String start = "filter ";
    while (startsAnyName(start)) {
      start = "+" + start;
    }
    String prefix = start;
    Map<String, Expression> all = new LinkedHashMap<>(selections);
    other.selections.forEach((name, selection) -> all.put(prefix + name, selection));
    Condition asked = new Condition.Grouped(renamed(other.condition, prefix));
    Condition both = new Condition.And(List.of(new Condition.Grouped(condition), asked));
    Condition filters =
        filter.<Condition>map(earlier -> new Condition.And(List.of(earlier, asked))).orElse(asked);
    return new Detection(
        both, all, logSource, aggregation, timeframe, Optional.of(filters), location);
  }

  private boolean startsAnyName(String start) {
    return selections.keySet().stream().anyMatch(name -> name.startsWith(start));
  }

  private static Condition renamed(Condition node, String prefix) {
    if (node instanceof Condition.Name name) {
      return new Condition.Name(prefix + name.name());
    } else if (node instanceof Condition.Grouped grouped) {
      return new Condition.Grouped(renamed(grouped.operand(), prefix));
    } else if (node instanceof Condition.Not not) {
      return new Condition.Not(renamed(not.operand(), prefix));
    } else if (node instanceof Condition.And and) {
      return new Condition.And(and.operands().stream().map(n -> renamed(n, prefix)).toList());
    } else if (node instanceof Condition.Or or) {
      return new Condition.Or(or.operands().stream().map(n -> renamed(n, prefix)).toList());
    }
    Condition.Quantified quantified = (Condition.Quantified) node;
    return new Condition.Quantified(
        quantified.all(),
        prefix + quantified.pattern(),
        quantified.names().stream().map(name -> prefix + name).toList());
  }

  /**
   * What the condition means for a single event. The log source narrows it: {@link
   * LogSources#restrict}.
   */
  public Expression expression() {
    return new Resolver().resolve(condition);
  }

  /** The fields that the selections name, in the order of the file. */
  public Set<String> fields() {
    Set<String> fields = new LinkedHashSet<>();
    selections.values().forEach(selection -> addFields(selection, fields));
    return fields;
  }

  private static void addFields(Expression node, Set<String> fields) {
    if (node instanceof Expression.FieldMatch match) {
      fields.add(match.field());
    } else if (node instanceof Expression.And and) {
      and.operands().forEach(operand -> addFields(operand, fields));
    } else if (node instanceof Expression.Or or) {
      or.operands().forEach(operand -> addFields(operand, fields));
    } else if (node instanceof Expression.Not not) {
      addFields(not.operand(), fields);
    }
  }

  /** The selection of that name, as the rule writes it. */
  public Expression selection(String name) {
    return Objects.requireNonNull(selections.get(name), name);
  }

  /** Turns each selection into its simplest form once, however often it is named. */
  private final class Resolver {
    private final Map<String, Expression> simple = new HashMap<>();

    Expression resolve(Condition node) {
      if (node instanceof Condition.Name name) {
        return named(name.name());
      } else if (node instanceof Condition.Grouped grouped) {
        return resolve(grouped.operand());
      } else if (node instanceof Condition.Not not) {
        return Expression.not(resolve(not.operand()));
      } else if (node instanceof Condition.And and) {
        return Expression.and(resolveAll(and.operands()));
      } else if (node instanceof Condition.Or or) {
        return Expression.or(resolveAll(or.operands()));
      }
      return quantified((Condition.Quantified) node);
    }

    private List<Expression> resolveAll(List<Condition> operands) {
      List<Expression> resolved = new ArrayList<>();
      for (Condition operand : operands) {
        resolved.add(resolve(operand));
      }
      return resolved;
    }

    /** {@code all of keywords}, one list named in full, means every item of that list. */
    private Expression quantified(Condition.Quantified node) {
      if (node.all() && node.isOverItems()) {
        Expression selection = selection(node.pattern());
        if (selection instanceof Expression.Or list) {
          return Expression.and(list.operands().stream().map(Resolver::simplify).toList());
        }
      }
      List<Expression> operands = node.names().stream().map(this::named).toList();
      return node.all() ? Expression.and(operands) : Expression.or(operands);
    }

    private Expression named(String name) {
      return simple.computeIfAbsent(name, key -> simplify(selection(key)));
    }

    private static Expression simplify(Expression node) {
      if (node instanceof Expression.And and) {
        return Expression.and(and.operands().stream().map(Resolver::simplify).toList());
      } else if (node instanceof Expression.Or or) {
        return Expression.or(or.operands().stream().map(Resolver::simplify).toList());
      }
      return node;
    }
  }
}
