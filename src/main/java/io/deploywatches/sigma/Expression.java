package io.deploywatches.sigma;

import io.deploywatches.problem.Location;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * What a rule looks for, freed from how it is written. {@code And} and {@code Or} hold at least one
 * operand; field names are Sigma's, not yet those of an index.
 */
public sealed interface Expression {
  /** Every operand holds. */
  record And(List<Expression> operands) implements Expression {
    public And {
      operands = nonEmpty(operands);
    }
  }

  /** At least one operand holds. */
  record Or(List<Expression> operands) implements Expression {
    public Or {
      operands = nonEmpty(operands);
    }
  }

  /** The operand does not hold. */
  record Not(Expression operand) implements Expression {}

  /**
   * A field meets at least one of the criteria.
   *
   * @param field Sigma's name
   * @param criteria at least one
   * @param listed whether the rule writes a list, also one of a single value
   */
  record FieldMatch(String field, List<Criterion> criteria, boolean listed, Location location)
      implements Expression {
    public FieldMatch {
      criteria = nonEmpty(criteria);
    }
  }

  /**
   * A text stands in any field of the event.
   *
   * @param criterion a text as the rule writes it, or a number
   */
  record KeywordMatch(Criterion criterion, Location location) implements Expression {}

  private static <T> List<T> nonEmpty(List<T> list) {
    if (list.isEmpty()) {
      throw new IllegalArgumentException("an expression needs an operand");
    }
    return List.copyOf(list);
  }

  /** The conjunction, without needless levels and repetitions. */
  static Expression and(List<Expression> operands) {
    List<Expression> flat = new ArrayList<>(operands.size());
    for (Expression operand : operands) {
      if (operand instanceof And and) {
        flat.addAll(and.operands());
      } else {
        flat.add(operand);
      }
    }
    flat = withoutRepetitions(flat);
    return flat.size() == 1 ? flat.get(0) : new And(flat);
  }

  /** The disjunction, without needless levels and repetitions. */
  static Expression or(List<Expression> operands) {
    List<Expression> flat = new ArrayList<>(operands.size());
    for (Expression operand : operands) {
      if (operand instanceof Or or) {
        flat.addAll(or.operands());
      } else {
        flat.add(operand);
      }
    }
    flat = withoutRepetitions(flat);
    return flat.size() == 1 ? flat.get(0) : new Or(flat);
  }

  /** The negation; two of them are none. */
  static Expression not(Expression operand) {
    return operand instanceof Not not ? not.operand() : new Not(operand);
  }

  /** A selection that is named twice is the same object twice. */
  private static List<Expression> withoutRepetitions(List<Expression> operands) {
    Set<Expression> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Expression> once = new ArrayList<>(operands.size());
    for (Expression operand : operands) {
      if (seen.add(operand)) {
        once.add(operand);
      }
    }
    return once;
  }
}
