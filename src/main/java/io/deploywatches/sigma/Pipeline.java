package io.deploywatches.sigma;

import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A processing pipeline of pySigma, as far as it says what a field mapping can do. What a log
 * source means is told by the pipeline's conditions alone.
 *
 * @param steps in the order in which they are applied
 */
record Pipeline(String name, List<Step> steps) implements FieldMapping {
  Pipeline {
    steps = List.copyOf(steps);
  }

  /**
   * A transformation.
   *
   * @param id by which later steps name it; empty without one
   * @param when whether it is applied to a rule
   * @param fields the fields that it is about
   */
  record Step(String id, When when, Fields fields, Change change, Location location) {}

  /**
   * Conditions on a rule.
   *
   * @param any whether one of them is enough
   * @param not whether they must not hold
   */
  record When(List<RuleCondition> conditions, boolean any, boolean not) {
    When {
      conditions = List.copyOf(conditions);
    }

    boolean holds(LogSource source, Set<String> applied) {
      if (conditions.isEmpty()) {
        return true;
      }
      boolean holds =
          any
              ? conditions.stream().anyMatch(each -> each.holds(source, applied))
              : conditions.stream().allMatch(each -> each.holds(source, applied));
      return holds != not;
    }
  }

  /** A condition on a rule. */
  sealed interface RuleCondition {
    boolean holds(LogSource source, Set<String> applied);
  }

  /** Each part that is said is that of the rule. */
  record OfLogSource(LogSource wanted) implements RuleCondition {
    @Override
    public boolean holds(LogSource source, Set<String> applied) {
      return fits(wanted.category(), source.category())
          && fits(wanted.product(), source.product())
          && fits(wanted.service(), source.service());
    }

    private static boolean fits(@Nullable String part, @Nullable String ofRule) {
      return part == null || Objects.equals(part, ofRule);
    }
  }

  /** An earlier step was applied. */
  record Applied(String id) implements RuleCondition {
    @Override
    public boolean holds(LogSource source, Set<String> applied) {
      return applied.contains(id);
    }
  }

  /**
   * A choice of fields.
   *
   * @param names empty for all fields
   * @param except whether all others are meant
   */
  record Fields(Set<String> names, boolean except) {
    static final Fields ALL = new Fields(Set.of(), true);

    Fields {
      names = Set.copyOf(names);
    }

    boolean has(String field) {
      return names.contains(field) != except;
    }
  }

  /** What a step does. */
  sealed interface Change {}

  /** Gives fields other names. */
  record Rename(Map<String, List<String>> names) implements Change {
    Rename {
      names = Map.copyOf(names);
    }
  }

  /** Puts a text before the names of fields. */
  record Prefix(String prefix) implements Change {}

  /** Asks for something else as well. */
  record Add(Expression condition) implements Change {}

  /** Makes the rule one of another log source. */
  record Relocate(LogSource source) implements Change {}

  /** Leaves out what is asked of a field. */
  record Drop() implements Change {}

  @Override
  public List<String> map(String field, LogSource source) {
    Run run = new Run(source);
    List<String> names = List.of(field);
    for (Step step : steps) {
      if (run.applies(step)) {
        List<String> next = new ArrayList<>();
        names.forEach(name -> next.addAll(renamed(name, step)));
        names = next;
      }
    }
    return names;
  }

  private static List<String> renamed(String name, Step step) {
    if (!step.fields().has(name)) {
      return List.of(name);
    } else if (step.change() instanceof Rename rename) {
      return rename.names().getOrDefault(name, List.of(name));
    } else if (step.change() instanceof Prefix prefix) {
      return List.of(prefix.prefix() + name);
    }
    return List.of(name);
  }

  @Override
  public Expression narrowed(Detection detection) {
    return detection.expression();
  }

  @Override
  public Expression resolve(Detection detection) {
    Expression left = left(detection);
    // check() has refused the detection; the query is not used.
    return left == null ? detection.expression() : left;
  }

  @Override
  public void check(Detection detection, Problems problems) {
    if (left(detection) == null) {
      problems.error(
          detection.location(),
          "the pipeline '" + name + "' drops everything that the condition asks for",
          "narrow its drop_detection_item with rule_conditions or field_name_conditions");
    }
  }

  /** Null when nothing is left. */
  private @Nullable Expression left(Detection detection) {
    Run run = new Run(detection.logSource());
    Expression expression = detection.expression();
    for (Step step : steps) {
      if (!run.applies(step)) {
        continue;
      }
      if (step.change() instanceof Add add) {
        expression = Expression.and(List.of(add.condition(), expression));
      } else if (step.change() instanceof Drop) {
        expression = without(expression, step.fields());
      } else {
        expression = FieldNames.rename(expression, field -> renamed(field, step));
      }
      if (expression == null) {
        return null;
      }
    }
    return expression;
  }

  private static @Nullable Expression without(Expression node, Fields fields) {
    if (node instanceof Expression.FieldMatch match) {
      return fields.has(match.field()) ? null : node;
    } else if (node instanceof Expression.Not not) {
      Expression operand = without(not.operand(), fields);
      return operand == null ? null : Expression.not(operand);
    } else if (node instanceof Expression.And and) {
      List<Expression> left = without(and.operands(), fields);
      return left.isEmpty() ? null : Expression.and(left);
    } else if (node instanceof Expression.Or or) {
      List<Expression> left = without(or.operands(), fields);
      return left.isEmpty() ? null : Expression.or(left);
    }
    return node;
  }

  private static List<Expression> without(List<Expression> operands, Fields fields) {
    List<Expression> left = new ArrayList<>();
    for (Expression operand : operands) {
      Expression each = without(operand, fields);
      if (each != null) {
        left.add(each);
      }
    }
    return left;
  }

  /** What the steps so far have made of a rule. */
  private static final class Run {
    private final Set<String> applied = new HashSet<>();
    private LogSource source;

    Run(LogSource source) {
      this.source = source;
    }

    boolean applies(Step step) {
      if (!step.when().holds(source, applied)) {
        return false;
      }
      applied.add(step.id());
      if (step.change() instanceof Relocate relocate) {
        source = relocate.source();
      }
      return true;
    }
  }
}
