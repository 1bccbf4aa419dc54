package io.deploywatches.sigma;

import io.deploywatches.bundle.TimeSpan;
import io.deploywatches.problem.Location;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One condition of a rule over the rule's selections. With an aggregation it is about many events
 * at once; a language that looks for single events refuses it, and takes {@link #events}.
 *
 * @param condition as it is written; all its names are selections
 * @param selections what each selection looks for, in the order of the file; a list is an {@code
 *     Or} and a mapping an {@code And} even when they hold a single item
 * @param aggregation what must hold of the events together
 * @param timeframe within which time it must hold; empty when the rule does not say
 * @param location the condition's
 */
public record Detection(
    Condition condition,
    Map<String, Expression> selections,
    LogSource logSource,
    Optional<Aggregation> aggregation,
    Optional<TimeSpan> timeframe,
    Location location) {
  public Detection {
    selections = Collections.unmodifiableMap(new LinkedHashMap<>(selections));
  }

  /** The detection of the single events that the aggregation is about. */
  public Detection events() {
    return singly(condition);
  }

  /** The detection of single events that meet one selection alone. */
  Detection events(String selection) {
    return singly(new Condition.Name(selection));
  }

  private Detection singly(Condition other) {
    return new Detection(
        other, selections, logSource, Optional.empty(), Optional.empty(), location);
  }

  /**
   * What the condition means for a single event. The log source narrows it: {@link
   * LogSources#restrict}.
   */
  public Expression expression() {
    return new Resolver().resolve(condition);
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
