package io.deploywatches.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.bundle.Matching;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.TextPattern;
import io.deploywatches.sigma.TextPattern.Literal;
import io.deploywatches.sigma.TextPattern.Wildcard;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Elasticsearch's query DSL, exact on keyword fields. Case is ignored as Sigma ignores it: by
 * {@code case_insensitive} on servers that know it (7.10), by a regular expression with {@code
 * [aA]} on older ones.
 *
 * <p>Keywords, which may stand in any field, are looked for by a regular expression over all fields
 * (exact on keyword fields, word by word on analysed text) and, unless negated, as a phrase (finds
 * them in analysed text, which has lost its punctuation, so it may find more). Servers expand
 * {@code *} to at most 1,024 fields and build automata for each, so that long lists of keywords
 * take hundreds of megabytes on indices with hundreds of fields. A part of a number in a numeric
 * field is not found.
 */
public final class ElasticsearchDsl implements QueryLanguage<ObjectNode> {
  @Override
  public Optional<ObjectNode> convert(Detection detection, Matching matching, Problems problems) {
    if (Aggregations.isRefused(detection, problems)) {
      return Optional.empty();
    }
    Problems found = new Problems();
    Optional<ObjectNode> query =
        IndexFields.of(matching, detection, found)
            .map(fields -> new Writer(fields, found).write(fields.resolve(detection)));
    problems.addAll(found.list());
    return found.hasErrors() ? Optional.empty() : query;
  }

  private static final class Writer extends ExpressionWriter<ObjectNode> {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** {@code index.max_terms_count} is 65,536. */
    private static final int MAX_TERMS = 10_000;

    /** A server takes some 0.3 s to build each, before it searches. A script needs nothing. */
    private static final int MAX_EXPRESSIONS = 20;

    /** Patterns of which texts that a keyword sub-field leaves out are searched for as well. */
    private static final int MAX_LEFT_OUT = 100;

    private static final LuceneRegexp IN_QUERY_STRING =
        new LuceneRegexp(LuceneCharacters.Place.QUERY_STRING);

    private final boolean flag;
    private final LuceneRegexp regexp;

    Writer(IndexFields fields, Problems problems) {
      super(fields, LuceneCharacters.Place.QUERY, problems);
      flag = fields.caseInsensitive();
      regexp =
          new LuceneRegexp(
              flag ? LuceneCharacters.Place.QUERY_IGNORING_CASE : LuceneCharacters.Place.QUERY);
    }

    @Override
    ObjectNode and(List<ObjectNode> queries) {
      ArrayNode filter = JSON.arrayNode();
      ArrayNode mustNot = JSON.arrayNode();
      for (ObjectNode query : queries) {
        JsonNode negated = negated(query);
        if (negated != null) {
          negated.forEach(mustNot::add);
        } else {
          filter.add(query);
        }
      }
      ObjectNode bool = JSON.objectNode();
      if (!filter.isEmpty()) {
        bool.set("filter", filter);
      }
      if (!mustNot.isEmpty()) {
        bool.set("must_not", mustNot);
      }
      return query("bool", bool);
    }

    /** What a query negates when it does nothing else, so that levels can be spared. */
    private static @Nullable JsonNode negated(ObjectNode query) {
      JsonNode bool = query.path("bool");
      return bool.size() == 1 && bool.path("must_not").size() == 1 ? bool.get("must_not") : null;
    }

    @Override
    ObjectNode or(List<ObjectNode> queries) {
      ArrayNode should = JSON.arrayNode();
      queries.forEach(should::add);
      ObjectNode bool = JSON.objectNode();
      bool.set("should", should);
      bool.put("minimum_should_match", 1);
      return query("bool", bool);
    }

    @Override
    ObjectNode not(ObjectNode query) {
      JsonNode twice = negated(query);
      if (twice != null) {
        return (ObjectNode) twice.get(0);
      }
      return query("bool", JSON.objectNode().set("must_not", JSON.arrayNode().add(query)));
    }

    @Override
    ObjectNode exists(String field) {
      return query("exists", JSON.objectNode().put("field", field));
    }

    @Override
    ObjectNode values(String field, List<Criterion> values) {
      List<ObjectNode> queries = new ArrayList<>();
      for (int start = 0; start < values.size(); start += MAX_TERMS) {
        List<Criterion> group = values.subList(start, Math.min(values.size(), start + MAX_TERMS));
        if (group.size() == 1) {
          queries.add(query("term", JSON.objectNode().set(field, value(group.get(0)))));
        } else {
          ArrayNode terms = JSON.arrayNode();
          group.forEach(criterion -> terms.add(value(criterion)));
          queries.add(query("terms", JSON.objectNode().set(field, terms)));
        }
      }
      return anyOf(queries);
    }

    private static JsonNode value(Criterion criterion) {
      if (criterion instanceof Criterion.Numeric numeric) {
        return number(numeric.value());
      } else if (criterion instanceof Criterion.Flag bool) {
        return JSON.booleanNode(bool.value());
      }
      return JSON.textNode(((Criterion.Text) criterion).pattern().text());
    }

    private static JsonNode number(BigDecimal number) {
      return number.scale() == 0
          ? JSON.numberNode(number.toBigIntegerExact())
          : JSON.numberNode(number);
    }

    @Override
    List<ObjectNode> patterns(
        String field, List<TextPattern> patterns, Location location, boolean negated) {
      List<ObjectNode> queries = new ArrayList<>();
      // The flag holds for a whole expression; without it, an expression may mix both.
      for (boolean cased : new boolean[] {false, true}) {
        List<TextPattern> group =
            patterns.stream().filter(pattern -> (flag && pattern.cased()) == cased).toList();
        if (group.size() == 1 && canSayAlone(group.get(0))) {
          queries.add(alone(field, group.get(0)));
        } else if (!group.isEmpty()) {
          LuceneRegexp.Alternatives joined = regexp.anyOf(group);
          if (joined.expressions().size() > MAX_EXPRESSIONS) {
            joined = regexp.anyOf(addLists(field, group, queries));
          }
          warnOfMany(joined.expressions().size(), location);
          joined.expressions().forEach(e -> queries.add(regexp(field, e, flag && !cased)));
          joined.tooLong().forEach(p -> queries.add(tooLong(field, p, location, negated)));
        }
      }
      return queries;
    }

    /** Adds a query for each list of plain texts, and gives the patterns that are none. */
    private static List<TextPattern> addLists(
        String field, List<TextPattern> patterns, List<ObjectNode> queries) {
      Map<List<Boolean>, List<String>> lists = new LinkedHashMap<>();
      List<TextPattern> others = new ArrayList<>();
      for (TextPattern pattern : patterns) {
        List<TextPattern.Part> parts = pattern.parts();
        boolean start = !parts.isEmpty() && parts.get(0) == Wildcard.ANY_MANY;
        boolean end = !parts.isEmpty() && parts.get(parts.size() - 1) == Wildcard.ANY_MANY;
        int literals = parts.size() - (start ? 1 : 0) - (end ? 1 : 0);
        if (literals == 1 && parts.get(start ? 1 : 0) instanceof Literal literal) {
          lists
              .computeIfAbsent(List.of(start, end, pattern.cased()), key -> new ArrayList<>())
              .add(literal.text());
        } else {
          others.add(pattern);
        }
      }
      lists.forEach(
          (how, texts) ->
              queries.add(
                  Scripts.holdsOneOf(List.of(field), texts, how.get(0), how.get(1), how.get(2))));
      return others;
    }

    private boolean canSayAlone(TextPattern pattern) {
      return CaseVariants.isCaseless(pattern) || (flag && CaseVariants.isAsciiOnly(pattern));
    }

    private ObjectNode alone(String field, TextPattern pattern) {
      boolean caseInsensitive = flag && !CaseVariants.isCaseless(pattern);
      if (pattern.isExact()) {
        return single("term", field, pattern.text(), caseInsensitive);
      }
      List<TextPattern.Part> parts = pattern.parts();
      if (parts.size() == 2
          && parts.get(0) instanceof Literal literal
          && parts.get(1) == Wildcard.ANY_MANY) {
        return single("prefix", field, literal.text(), caseInsensitive);
      }
      return single("wildcard", field, wildcard(parts), caseInsensitive);
    }

    private static String wildcard(List<TextPattern.Part> parts) {
      StringBuilder text = new StringBuilder();
      for (TextPattern.Part part : parts) {
        if (part instanceof Literal literal) {
          for (int i = 0; i < literal.text().length(); i++) {
            char c = literal.text().charAt(i);
            if (c == '*' || c == '?' || c == '\\') {
              text.append('\\');
            }
            text.append(c);
          }
        } else {
          text.append(part == Wildcard.ANY_MANY ? '*' : '?');
        }
      }
      return text.toString();
    }

    /** A pattern that is longer than a regular expression may be. */
    private ObjectNode tooLong(
        String field, TextPattern pattern, Location location, boolean negated) {
      if (canSayAlone(pattern)) {
        return alone(field, pattern);
      }
      LuceneRegexp.Pieces pieces = regexp.pieces(pattern);
      if (!pieces.exact()) {
        problems.add(
            Problem.warning(
                location,
                "a value of "
                    + pattern.source().length()
                    + " characters is too long for servers before 7.10; the query finds more than"
                    + " the rule",
                "shorten the value, or set matching.server when the server is newer"));
        if (negated) {
          return single("wildcard", field, wildcard(pattern.parts()), false);
        }
      }
      return allOf(pieces.expressions().stream().map(e -> regexp(field, e, flag)).toList());
    }

    private static ObjectNode regexp(String field, String expression, boolean caseInsensitive) {
      return single("regexp", field, expression, caseInsensitive);
    }

    private static ObjectNode single(
        String type, String field, String value, boolean caseInsensitive) {
      ObjectNode inner = JSON.objectNode();
      if (caseInsensitive) {
        inner.set(field, JSON.objectNode().put("value", value).put("case_insensitive", true));
      } else if (type.equals("term")) {
        inner.put(field, value);
      } else {
        inner.set(field, JSON.objectNode().put("value", value));
      }
      return query(type, inner);
    }

    /** Unlike others, this query is content with a field that holds no texts. */
    @Override
    List<ObjectNode> leftOut(String field, List<Words> words) {
      String name = QueryStringText.field(field) + ":";
      List<String> single = new ArrayList<>();
      List<String> clauses = new ArrayList<>();
      for (Words each : words) {
        if (each.expressions().size() == 1) {
          single.add(each.expressions().get(0));
        } else {
          StringJoiner all = new StringJoiner(" AND ", "(", ")");
          each.expressions().forEach(word -> all.add(name + QueryStringText.regexp(word)));
          clauses.add(all.toString());
        }
      }
      LuceneRegexp.anyWord(single).forEach(e -> clauses.add(name + QueryStringText.regexp(e)));
      if (clauses.size() > MAX_LEFT_OUT || !QueryStringText.canName(field)) {
        return List.of();
      }
      ObjectNode lenient =
          JSON.objectNode().put("query", String.join(" OR ", clauses)).put("lenient", true);
      return List.of(
          and(List.of(query("query_string", lenient), not(exists(fields.keyword(field))))));
    }

    @Override
    ObjectNode regexp(String field, String expression) {
      return regexp(field, expression, false);
    }

    @Override
    ObjectNode matches(String field, List<Regex> sequence, Location location) {
      return Scripts.matches(field, sequence);
    }

    @Override
    ObjectNode compared(String field, Criterion.Compared compared, Location location) {
      if (compared.part() != null || fields.type(field) != FieldType.NUMBER) {
        return Scripts.compared(fields.candidates(field), compared);
      }
      ObjectNode limit = JSON.objectNode();
      limit.set(compared.comparison().modifier(), number(compared.number()));
      return query("range", JSON.objectNode().set(field, limit));
    }

    @Override
    ObjectNode digits(String field, TextPattern pattern, Location location) {
      List<TextPattern.Part> parts = pattern.parts();
      boolean start = parts.get(0) == Wildcard.ANY_MANY;
      boolean end = parts.get(parts.size() - 1) == Wildcard.ANY_MANY;
      String text = ((Literal) parts.get(start ? 1 : 0)).text();
      return Scripts.holdsOneOf(fields.candidates(field), List.of(text), start, end, false);
    }

    @Override
    ObjectNode same(String field, Criterion.SameAs same, Location location) {
      return Scripts.same(fields.candidates(field), fields.candidates(same.field()), same);
    }

    @Override
    ObjectNode nothing() {
      return query("match_none", JSON.objectNode());
    }

    @Override
    ObjectNode keywords(List<TextPattern> patterns, Location location, boolean negated) {
      LuceneRegexp.Alternatives joined = IN_QUERY_STRING.anyOf(patterns);
      List<ObjectNode> queries = new ArrayList<>();
      for (String expression : joined.expressions()) {
        queries.add(everywhere("query_string", QueryStringText.regexp(expression)));
      }
      if (!joined.tooLong().isEmpty()) {
        problems.error(location, "a keyword is longer than a query over all fields can hold");
        return JSON.objectNode();
      }
      for (TextPattern pattern : patterns) {
        if (!negated
            && pattern.parts().size() == 3
            && pattern.parts().get(1) instanceof Literal l) {
          ObjectNode phrase = everywhere("multi_match", l.text());
          ((ObjectNode) phrase.get("multi_match")).put("type", "phrase");
          queries.add(phrase);
        }
      }
      return anyOf(queries);
    }

    private static ObjectNode everywhere(String type, String text) {
      ObjectNode inner = JSON.objectNode().put("query", text);
      inner.set("fields", JSON.arrayNode().add("*"));
      inner.put("lenient", true);
      return query(type, inner);
    }

    private static ObjectNode query(String type, JsonNode inner) {
      return JSON.objectNode().set(type, inner);
    }
  }
}
