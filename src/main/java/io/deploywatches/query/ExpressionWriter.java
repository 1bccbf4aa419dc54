package io.deploywatches.query;

import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.Criterion.Compared;
import io.deploywatches.sigma.Expression;
import io.deploywatches.sigma.Expression.FieldMatch;
import io.deploywatches.sigma.Expression.KeywordMatch;
import io.deploywatches.sigma.TextPattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
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
  final IndexFields fields;
  private final RegexText regexText;

  ExpressionWriter(IndexFields fields, LuceneCharacters.Place place, Problems problems) {
    this.fields = fields;
    this.problems = problems;
    regexText = new RegexText(place);
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

  /**
   * A text that the field's keyword sub-field leaves out, as it is too long, has all words of one
   * item. Whether the field holds texts at all is not known.
   */
  abstract List<Q> leftOut(String field, List<Words> words);

  /** A regular expression of Lucene matches, in which case differs. */
  abstract Q regexp(String field, String expression);

  /** The whole text matches a sequence that is too complex for an expression of Lucene. */
  abstract Q matches(String field, List<Regex> sequence, Location location);

  /** A number, or a part of a time, is less or more than another. */
  abstract Q compared(String field, Compared compared, Location location);

  /** A number has these digits: those of a literal that is open at its start, its end or both. */
  abstract Q digits(String field, TextPattern pattern, Location location);

  /** A field holds what another holds; both by the names of the index. */
  abstract Q same(String field, Criterion.SameAs same, Location location);

  /** What no event fits. */
  abstract Q nothing();

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
    if (!present.isEmpty()) {
      queries.addAll(present(field, present, location, negated));
    }
    return anyOf(queries);
  }

  private List<Q> present(
      String field, Set<Criterion> criteria, Location location, boolean negated) {
    List<Q> queries = new ArrayList<>();
    Sorted sorted = new Sorted(field, fields.type(field), location, problems);
    criteria.forEach(sorted::add);
    String keyword = fields.keyword(field);
    if (sorted.anything) {
      queries.add(exists(field));
    }
    if (keyword.equals(field)) {
      sorted.values.addAll(sorted.whole);
      sorted.whole.clear();
    }
    // A number has no keyword sub-field, and as a text it is a single word.
    addValues(field, sorted.values, queries);
    addValues(keyword, sorted.whole, queries);
    if (fields.type(field) == FieldType.TEXT) {
      queries.addAll(words(field, sorted.patterns, location, negated));
    } else if (!sorted.patterns.isEmpty()) {
      queries.addAll(patterns(keyword, sorted.patterns, location, negated));
      if (!keyword.equals(field)) {
        queries.addAll(tooLongForKeyword(field, sorted.patterns, negated));
      }
    }
    for (Criterion.Regex regex : sorted.regexes) {
      queries.addAll(found(keyword, regex, location));
    }
    for (String regexp : Networks.regexps(sorted.networks)) {
      queries.add(regexp(keyword, regexp));
    }
    for (TextPattern digits : sorted.digits) {
      queries.add(digits(field, digits, location));
    }
    for (Compared compared : sorted.compared) {
      queries.add(compared(field, compared, location));
    }
    for (Criterion.SameAs same : sorted.same) {
      queries.add(same(field, same, location));
    }
    return queries.isEmpty() ? List.of(nothing()) : queries;
  }

  /** An analysed text does not hold the patterns themselves, only their words. */
  private List<Q> words(
      String field, List<TextPattern> patterns, Location location, boolean negated) {
    List<Words> words = new ArrayList<>();
    TextPattern inexact = null;
    for (TextPattern pattern : patterns) {
      Words each = Words.of(pattern);
      inexact = each.exact() ? inexact : pattern;
      if (each.exact() || !negated) {
        words.add(each);
      }
    }
    if (inexact != null) {
      problems.add(
          Problem.warning(
              location,
              "'"
                  + field
                  + "' holds words, so that of '"
                  + shown(inexact.source())
                  + "' only the words can be looked for: the query finds more than the rule",
              "index the field's whole text as a keyword as well, and name that sub-field in"
                  + " matching.keyword"));
    }
    return words(field, words);
  }

  /** Texts that may be long enough for a keyword sub-field to leave them out. */
  private List<Q> tooLongForKeyword(String field, List<TextPattern> patterns, boolean negated) {
    List<Words> words =
        patterns.stream()
            .filter(pattern -> pattern.parts().contains(TextPattern.Wildcard.ANY_MANY))
            .map(Words::of)
            .filter(each -> !each.expressions().isEmpty() && (each.exact() || !negated))
            .toList();
    return words.isEmpty() ? List.of() : leftOut(field, words);
  }

  /** Queries one of which holds when the words of one pattern are there. */
  private List<Q> words(String field, List<Words> patterns) {
    List<Q> several = new ArrayList<>();
    List<String> single = new ArrayList<>();
    for (Words words : patterns) {
      List<String> expressions = words.expressions();
      if (expressions.size() == 1) {
        single.add(expressions.get(0));
      } else {
        several.add(
            expressions.isEmpty()
                ? exists(field)
                : allOf(expressions.stream().map(word -> regexp(field, word)).toList()));
      }
    }
    List<Q> queries = new ArrayList<>();
    LuceneRegexp.anyWord(single.stream().distinct().toList())
        .forEach(expression -> queries.add(regexp(field, expression)));
    queries.addAll(several);
    return queries;
  }

  private List<Q> found(String field, Criterion.Regex regex, Location location) {
    List<Q> queries = new ArrayList<>();
    try {
      RegexText.Translation translation = regexText.translate(regex);
      translation.expressions().forEach(text -> queries.add(regexp(field, text)));
      translation.tooComplex().forEach(parts -> queries.add(matches(field, parts, location)));
    } catch (NotRegular e) {
      problems.error(
          location, "the regular expression '" + shown(regex.expression()) + "' " + e.reason());
    }
    return queries;
  }

  private static String shown(String expression) {
    return expression.length() > 100 ? expression.substring(0, 100) + "…" : expression;
  }

  private void addValues(String field, List<Criterion> values, List<Q> queries) {
    if (!values.isEmpty()) {
      queries.add(values(field, values));
    }
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
