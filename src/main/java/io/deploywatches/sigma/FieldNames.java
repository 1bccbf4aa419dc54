package io.deploywatches.sigma;

import io.deploywatches.sigma.Expression.FieldMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Puts other names in the place of the names of fields. */
public final class FieldNames {
  private FieldNames() {}

  /**
   * The same expression over other fields. A field with several names matches when one of them
   * does, and is absent when all of them are.
   */
  public static Expression rename(Expression expression, Function<String, List<String>> names) {
    if (expression instanceof Expression.And and) {
      return Expression.and(renameAll(and.operands(), names));
    } else if (expression instanceof Expression.Or or) {
      return Expression.or(renameAll(or.operands(), names));
    } else if (expression instanceof Expression.Not not) {
      return Expression.not(rename(not.operand(), names));
    } else if (expression instanceof FieldMatch match) {
      return rename(withNamesInCriteria(match, names), names.apply(match.field()));
    }
    return expression;
  }

  /** The same match, where a field that it is compared with has its other names as well. */
  private static FieldMatch withNamesInCriteria(
      FieldMatch match, Function<String, List<String>> names) {
    List<Criterion> criteria = new ArrayList<>();
    for (Criterion criterion : match.criteria()) {
      if (criterion instanceof Criterion.SameAs same) {
        for (String name : names.apply(same.field())) {
          criteria.add(new Criterion.SameAs(name, same.openStart(), same.openEnd(), same.cased()));
        }
      } else {
        criteria.add(criterion);
      }
    }
    return named(match, match.field(), criteria);
  }

  private static List<Expression> renameAll(
      List<Expression> operands, Function<String, List<String>> names) {
    List<Expression> renamed = new ArrayList<>(operands.size());
    for (Expression operand : operands) {
      renamed.add(rename(operand, names));
    }
    return renamed;
  }

  private static Expression rename(FieldMatch match, List<String> names) {
    if (names.size() == 1) {
      return named(match, names.get(0), match.criteria());
    }
    List<Criterion> present = new ArrayList<>(match.criteria());
    List<Expression> alternatives = new ArrayList<>();
    if (present.removeIf(criterion -> criterion == Criterion.Absent.ABSENT)) {
      List<Expression> absent = new ArrayList<>();
      names.forEach(name -> absent.add(named(match, name, List.of(Criterion.Absent.ABSENT))));
      alternatives.add(Expression.and(absent));
    }
    if (!present.isEmpty()) {
      names.forEach(name -> alternatives.add(named(match, name, present)));
    }
    return Expression.or(alternatives);
  }

  private static FieldMatch named(FieldMatch match, String name, List<Criterion> criteria) {
    return new FieldMatch(name, criteria, match.listed(), match.location());
  }
}
