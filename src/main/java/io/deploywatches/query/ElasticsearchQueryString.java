package io.deploywatches.query;

import io.deploywatches.bundle.Matching;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.TextPattern;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The text of Elasticsearch's {@code query_string}, exact on keyword fields: whatever has case or
 * wildcards is a regular expression, the rest is quoted, and every {@code AND}, {@code OR} and
 * {@code NOT} stands in parentheses of its own, since Lucene has no precedence between them.
 */
public final class ElasticsearchQueryString implements QueryLanguage<String> {
  @Override
  public Optional<String> convert(Detection detection, Matching matching, Problems problems) {
    if (Aggregations.isRefused(detection, problems)) {
      return Optional.empty();
    }
    Problems found = new Problems();
    Optional<String> query =
        IndexFields.of(matching, detection, found)
            .map(
                fields ->
                    new Writer(fields, detection.location(), found)
                        .write(fields.resolve(detection)));
    problems.addAll(found.list());
    return found.hasErrors() ? Optional.empty() : query;
  }

  private static final class Writer extends ExpressionWriter<String> {
    /** The language has no flag for case. */
    private static final LuceneRegexp REGEXP =
        new LuceneRegexp(LuceneCharacters.Place.QUERY_STRING);

    private final Location rule;

    Writer(IndexFields fields, Location rule, Problems problems) {
      super(fields, LuceneCharacters.Place.QUERY_STRING, problems);
      this.rule = rule;
    }

    @Override
    String and(List<String> queries) {
      return "(" + String.join(" AND ", queries) + ")";
    }

    @Override
    String or(List<String> queries) {
      return "(" + String.join(" OR ", queries) + ")";
    }

    @Override
    String not(String query) {
      return "(NOT " + query + ")";
    }

    @Override
    String exists(String field) {
      return "_exists_:" + name(field);
    }

    @Override
    String values(String field, List<Criterion> values) {
      return anyOf(values.stream().map(value -> name(field) + ":" + quoted(value)).toList());
    }

    private static String quoted(Criterion value) {
      if (value instanceof Criterion.Text text) {
        String exact = text.pattern().text();
        return exact.isEmpty() ? "/()/" : QueryStringText.quoted(exact);
      }
      return QueryStringText.quoted(value.written());
    }

    @Override
    List<String> patterns(
        String field, List<TextPattern> patterns, Location location, boolean negated) {
      LuceneRegexp.Alternatives joined = REGEXP.anyOf(patterns);
      List<String> queries = new ArrayList<>();
      warnOfMany(joined.expressions().size(), location);
      joined.expressions().forEach(expression -> queries.add(regexp(field, expression)));
      joined.tooLong().forEach(p -> queries.add(tooLong(field, p, location, negated)));
      return queries;
    }

    private String tooLong(String field, TextPattern pattern, Location location, boolean negated) {
      LuceneRegexp.Pieces pieces = REGEXP.pieces(pattern);
      if (!pieces.exact()) {
        String message =
            "a value of " + pattern.source().length() + " characters is too long for query_string";
        String hint = "use dsl in the template instead of query, or shorten the value";
        problems.add(
            negated
                ? Problem.error(location, message, hint)
                : Problem.warning(
                    location, message + "; the query finds more than the rule", hint));
      }
      return allOf(pieces.expressions().stream().map(e -> regexp(field, e)).toList());
    }

    /** The regular expression of a field that holds no texts would fail the whole query. */
    @Override
    List<String> leftOut(String field, List<Words> words) {
      return List.of();
    }

    @Override
    String matches(String field, List<Regex> sequence, Location location) {
      return notExpressible("so complex a regular expression", field, location);
    }

    @Override
    String compared(String field, Criterion.Compared compared, Location location) {
      if (compared.part() != null || fields.type(field) != FieldType.NUMBER) {
        return notExpressible("a comparison with a number", field, location);
      }
      String number = quoted(compared.number());
      return name(field)
          + ":"
          + switch (compared.comparison()) {
            case LESS -> "{* TO " + number + "}";
            case AT_MOST -> "[* TO " + number + "]";
            case GREATER -> "{" + number + " TO *}";
            case AT_LEAST -> "[" + number + " TO *]";
            case EQUAL -> number;
            case DIFFERENT -> throw new IllegalStateException("no comparison of Sigma");
          };
    }

    private static String quoted(BigDecimal number) {
      return QueryStringText.quoted(number.toPlainString());
    }

    @Override
    String digits(String field, TextPattern pattern, Location location) {
      return notExpressible("a part of a number", field, location);
    }

    @Override
    String same(String field, Criterion.SameAs same, Location location) {
      return notExpressible("a comparison with another field", field, location);
    }

    private String notExpressible(String what, String field, Location location) {
      problems.error(
          location,
          "query_string cannot say " + what + ", as for '" + field + "'",
          "use dsl in the template instead of query");
      return nothing();
    }

    @Override
    String nothing() {
      return "(NOT *:*)";
    }

    @Override
    String regexp(String field, String expression) {
      return name(field) + ":" + QueryStringText.regexp(expression);
    }

    @Override
    String keywords(List<TextPattern> patterns, Location location, boolean negated) {
      LuceneRegexp.Alternatives joined = REGEXP.anyOf(patterns);
      if (!joined.tooLong().isEmpty()) {
        problems.error(location, "a keyword is longer than a query over all fields can hold");
      }
      problems.add(
          Problem.warning(
              location,
              "keywords over all fields need 'lenient: true' beside the query, and find single words"
                  + " only in analysed text",
              "use dsl in the template instead of query"));
      return anyOf(
          joined.expressions().stream().map(e -> "*:" + QueryStringText.regexp(e)).toList());
    }

    private String name(String field) {
      if (!QueryStringText.canName(field)) {
        problems.error(rule, "query_string cannot name the field '" + field + "'");
      }
      return QueryStringText.field(field);
    }
  }
}
