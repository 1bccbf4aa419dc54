package io.deploywatches.query.language;

import io.deploywatches.query.language.Node.Group;
import io.deploywatches.query.language.Node.Not;
import io.deploywatches.query.language.Node.Pair;
import io.deploywatches.query.language.Node.Parentheses;
import io.deploywatches.query.language.Node.Word;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.TextPattern;
import java.util.List;

/**
 * The expression behind Splunk's {@code where}. A comparison with an absent field is neither true
 * nor false there, and neither is its negation: every one asks first whether the field is there.
 */
final class SplunkWhere {
  private SplunkWhere() {}

  static String write(Node node) {
    if (node instanceof Group group) {
      return String.join(
          group.and() ? " AND " : " OR ",
          group.children().stream().map(SplunkWhere::write).toList());
    } else if (node instanceof Not not) {
      return "NOT " + write(not.child());
    } else if (node instanceof Parentheses parentheses) {
      return "(" + write(parentheses.child()) + ")";
    } else if (node instanceof Pair pair) {
      List<String> terms =
          pair.values().stream().map(value -> term(field(pair.field()), pair, value)).toList();
      return terms.size() == 1 ? terms.get(0) : "(" + String.join(" OR ", terms) + ")";
    }
    return matches("_raw", "(?is)" + PerlRegexp.of(TextLanguage.keyword(((Word) node).value())));
  }

  private static String term(String field, Pair pair, Criterion value) {
    if (value instanceof Criterion.Absent) {
      return "isnull(" + field + ")";
    } else if (value instanceof Criterion.Text text && text.pattern().isAnything()) {
      return "isnotnull(" + field + ")";
    }
    TextPattern pattern =
        value instanceof Criterion.Text text ? text.pattern() : TextPattern.of(value.written());
    boolean log = pair.field().equals(Splunk.LOG);
    String start = pattern.cased() && !log ? "(?s)^" : "(?is)^";
    String prefix = log ? "(?:Xml)?WinEventLog:" : "";
    return "(isnotnull("
        + field
        + ") AND "
        + matches(field, start + prefix + PerlRegexp.of(pattern) + "$")
        + ")";
  }

  private static String matches(String field, String regexp) {
    return "match(" + field + ", \"" + regexp.replace("\\", "\\\\").replace("\"", "\\\"") + "\")";
  }

  private static String field(String field) {
    boolean plain =
        field.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '_'));
    return plain && !Character.isDigit(field.charAt(0)) ? field : "'" + field + "'";
  }
}
