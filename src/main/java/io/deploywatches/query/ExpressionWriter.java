package io.deploywatches.query;

import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.Expression;
import io.deploywatches.sigma.Expression.FieldMatch;
import io.deploywatches.sigma.Expression.KeywordMatch;
import io.deploywatches.sigma.TextPattern;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Walks an expression and has a language write its parts. Alternatives on one field come to the
 * language together, sorted by how they can be asked for, so that it can join them.
 *
 * <p>{@code negated} says that a part stands below an odd number of negations: a part that can only
 * be said nearly has to find less there, for the whole to find more.
 */
abstract class ExpressionWriter<Q> {
  /** Below the 1,024 clauses that a server takes in one query, with room for others. */
  static final int MAX_CLAUSES = 500;

  private static final int MANY_EXPRESSIONS = 100;

  final Problems problems;
  private final IndexFields fields;

  ExpressionWriter(IndexFields fields, Problems problems) {
    this.fields = fields;
    this.problems = problems;
  }

  /** All of two or more queries, at most {@link #MAX_CLAUSES}. */
  abstract Q and(List<Q> queries);

  /** Any of two or more queries, at most {@link #MAX_CLAUSES}. */
  abstract Q or(List<Q> queries);

  abstract Q not(Q query);

  abstract Q exists(String field);

  /** One of the values, whose case makes no difference: numbers, booleans, texts. */
  abstract Q values(String field, List<Criterion> values);

  /** Queries one of which holds when one of the patterns does. */
  abstract List<Q> patterns(
      String field, List<TextPattern> patterns, Location location, boolean negated);

  /** One of the keywords stands in some field. */
  abstract Q keywords(List<TextPattern> patterns, Location location, boolean negated);

  final Q write(Expression expression) {
    return write(expression, false);
  }

  private Q write(Expression expression, boolean negated) {
    if (expression instanceof Expression.And and) {
      List<Q> queries = new ArrayList<>(and.operands().size());
      and.operands().forEach(operand -> queries.add(write(operand, negated)));
      return allOf(queries);
    } else if (expression instanceof Expression.Or or) {
      return anyOf(alternatives(or, negated));
    } else if (expression instanceof Expression.Not not) {
      return not(write(not.operand(), !negated));
    } else if (expression instanceof FieldMatch match) {
      return field(match.field(), match.criteria(), match.location(), negated);
    }
    KeywordMatch keyword = (KeywordMatch) expression;
    return keywords(List.of(keyword(keyword)), keyword.location(), negated);
  }

  /** Fields that occur several times in a disjunction are asked once for all their values. */
  private List<Q> alternatives(Expression.Or or, boolean negated) {
    Map<String, List<Criterion>> byField = new LinkedHashMap<>();
    List<TextPattern> keywords = new ArrayList<>();
    for (Expression operand : or.operands()) {
      if (operand instanceof FieldMatch match) {
        byField.computeIfAbsent(match.field(), key -> new ArrayList<>()).addAll(match.criteria());
      } else if (operand instanceof KeywordMatch keyword) {
        keywords.add(keyword(keyword));
      }
    }
    List<Q> queries = new ArrayList<>();
    for (Expression operand : or.operands()) {
      if (operand instanceof FieldMatch match) {
        List<Criterion> criteria = byField.remove(match.field());
        if (criteria != null) {
          queries.add(field(match.field(), criteria, match.location(), negated));
        }
      } else if (operand instanceof KeywordMatch keyword) {
        if (!keywords.isEmpty()) {
          queries.add(keywords(List.copyOf(keywords), keyword.location(), negated));
          keywords.clear();
        }
      } else {
        queries.add(write(operand, negated));
      }
    }
    return queries;
  }

  /** A keyword may stand anywhere in a field. */
  private static TextPattern keyword(KeywordMatch match) {
    TextPattern pattern =
        match.criterion() instanceof Criterion.Text text
            ? text.pattern()
            : TextPattern.of(match.criterion().written());
    return pattern.open(true, true);
  }

  private Q field(String field, List<Criterion> criteria, Location location, boolean negated) {
    Set<Criterion> present = new LinkedHashSet<>(criteria);
    List<Q> queries = new ArrayList<>();
    if (present.remove(Criterion.Absent.ABSENT)) {
      queries.add(not(exists(field)));
    }
    queries.addAll(present(field, present, location, negated));
    return anyOf(queries);
  }

  private List<Q> present(
      String field, Set<Criterion> criteria, Location location, boolean negated) {
    List<Q> queries = new ArrayList<>();
    List<Criterion> plain = new ArrayList<>();
    List<Criterion> whole = new ArrayList<>();
    List<TextPattern> patterns = new ArrayList<>();
    for (Criterion criterion : criteria) {
      if (!(criterion instanceof Criterion.Text text)) {
        if (isValue(criterion)) {
          plain.add(criterion);
        } else {
          unsupported(criterion, location);
        }
      } else if (text.pattern().isAnything()) {
        queries.add(exists(field));
      } else if (!text.pattern().isExact() || !CaseVariants.isCaseless(text.pattern())) {
        patterns.add(text.pattern());
      } else if (isInteger(text.pattern().text())) {
        plain.add(criterion);
      } else {
        whole.add(criterion);
      }
    }
    String keyword = fields.keyword(field);
    if (keyword.equals(field)) {
      plain.addAll(whole);
      whole.clear();
    }
    // A number has no keyword sub-field, and as a text it is a single word.
    addValues(field, plain, queries);
    addValues(keyword, whole, queries);
    if (!patterns.isEmpty()) {
      queries.addAll(patterns(keyword, patterns, location, negated));
    }
    return queries;
  }

  private static boolean isValue(Criterion criterion) {
    return criterion instanceof Criterion.Numeric || criterion instanceof Criterion.Flag;
  }

  /** A part that is left out would make the query find something else than the rule. */
  private void unsupported(Criterion criterion, Location location) {
    String modifier = "re";
    if (criterion instanceof Criterion.InNetwork) {
      modifier = "cidr";
    } else if (criterion instanceof Criterion.Compared compared) {
      modifier =
          compared.part() == null
              ? compared.comparison().modifier()
              : compared.part().name().toLowerCase(Locale.ROOT);
    } else if (criterion instanceof Criterion.SameAs) {
      modifier = "fieldref";
    }
    problems.error(location, "the modifier '" + modifier + "' is not supported yet");
  }

  private void addValues(String field, List<Criterion> values, List<Q> queries) {
    if (!values.isEmpty()) {
      queries.add(values(field, values));
    }
  }

  private static boolean isInteger(String text) {
    return !text.isEmpty()
        && text.length() < 19
        && text.chars().allMatch(c -> c >= '0' && c <= '9')
        && new BigDecimal(text).toString().equals(text);
  }

  /** A server builds the automata of a query before it searches: some 3 MB of heap for each. */
  final void warnOfMany(int expressions, Location location) {
    if (expressions > MANY_EXPRESSIONS) {
      problems.add(
          Problem.warning(
              location,
              "the list takes " + expressions + " regular expressions at once",
              "each takes some 3 MB of a server's heap while the query runs; split the rule when"
                  + " the server has little"));
    }
  }

  final Q allOf(List<Q> queries) {
    return nested(queries, this::and);
  }

  final Q anyOf(List<Q> queries) {
    return nested(queries, this::or);
  }

  /** Lists that a server would refuse become lists of lists. */
  private Q nested(List<Q> queries, Function<List<Q>, Q> join) {
    List<Q> level = queries;
    while (level.size() > MAX_CLAUSES) {
      List<Q> above = new ArrayList<>();
      for (int start = 0; start < level.size(); start += MAX_CLAUSES) {
        List<Q> group = level.subList(start, Math.min(level.size(), start + MAX_CLAUSES));
        above.add(group.size() == 1 ? group.get(0) : join.apply(group));
      }
      level = above;
    }
    return level.size() == 1 ? level.get(0) : join.apply(level);
  }
}
