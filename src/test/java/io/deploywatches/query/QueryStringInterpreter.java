package io.deploywatches.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server with keyword fields finds for the part of query_string's language that we write.
 * Strict: anything else is refused, also AND beside OR without parentheses.
 */
final class QueryStringInterpreter {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\(|\\)| AND | OR |NOT |\\*:\\*|_exists_:(?:\\\\.|[^\\s()])+"
              + "|(?:\\\\.|[^\\s():\\\\/\"])+:(?:\"(?:\\\\.|[^\"\\\\])*+\"|/(?:\\\\/|[^/])*+/)",
          Pattern.DOTALL);

  private final DslInterpreter regexps;
  private final List<String> tokens = new ArrayList<>();
  private int next;

  private QueryStringInterpreter(DslInterpreter regexps) {
    this.regexps = regexps;
  }

  /** Whether a document is found. */
  static Predicate<Map<String, List<String>>> read(String query, DslInterpreter regexps) {
    QueryStringInterpreter interpreter = new QueryStringInterpreter(regexps);
    Matcher matcher = TOKEN.matcher(query);
    for (int at = 0; at < query.length(); at = matcher.end()) {
      matcher.region(at, query.length());
      if (!matcher.lookingAt()) {
        throw new IllegalArgumentException("not understood: " + query.substring(at));
      }
      interpreter.tokens.add(matcher.group());
    }
    Predicate<Map<String, List<String>>> clause = interpreter.clause();
    if (interpreter.next < interpreter.tokens.size()) {
      throw new IllegalArgumentException("more than one clause: " + query);
    }
    return clause;
  }

  private Predicate<Map<String, List<String>>> clause() {
    if (!is("(")) {
      return leaf(tokens.get(next++));
    }
    next++;
    Predicate<Map<String, List<String>>> result;
    if (is("NOT ")) {
      next++;
      result = clause().negate();
    } else {
      result = clause();
      String operator = tokens.get(next);
      while (is(" AND ") || is(" OR ")) {
        if (!is(operator)) {
          throw new IllegalArgumentException("AND and OR side by side: " + tokens);
        }
        next++;
        result = operator.equals(" AND ") ? result.and(clause()) : result.or(clause());
      }
    }
    if (!is(")")) {
      throw new IllegalArgumentException("no parenthesis at the end: " + tokens);
    }
    next++;
    return result;
  }

  private boolean is(String token) {
    return next < tokens.size() && tokens.get(next).equals(token);
  }

  private Predicate<Map<String, List<String>>> leaf(String leaf) {
    if (leaf.startsWith("_exists_:")) {
      String field = unescape(leaf.substring(9));
      return document -> document.containsKey(field);
    }
    if (leaf.equals("*:*")) {
      return document -> true;
    }
    int colon = 0;
    while (leaf.charAt(colon) != ':') {
      colon += leaf.charAt(colon) == '\\' ? 2 : 1;
    }
    String field = unescape(leaf.substring(0, colon));
    String value = leaf.substring(colon + 2, leaf.length() - 1);
    Predicate<String> test;
    if (leaf.charAt(colon + 1) == '"') {
      test = Predicate.isEqual(unescape(value));
    } else {
      Pattern pattern = regexps.compile(value, false);
      test = text -> pattern.matcher(text).matches();
    }
    return document ->
        (field.equals("*")
                ? document.values().stream().flatMap(List::stream)
                : document.getOrDefault(field, List.of()).stream())
            .anyMatch(test);
  }

  private static String unescape(String text) {
    return text.replaceAll("(?s)\\\\(.)", "$1");
  }
}
