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
  private final TextLanguage language;

  /**
   * A writer.
   *
   * @param language takes what cannot be said
   */
  SplunkWhere(TextLanguage language) {
    this.language = language;
  }

  String write(Node node) {
    if (node instanceof Group group) {
      return String.join(
          group.and() ? " AND " : " OR ", group.children().stream().map(this::write).toList());
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

  private String term(String field, Pair pair, Criterion value) {
    if (value instanceof Criterion.Absent) {
      return "isnull(" + field + ")";
    } else if (value instanceof Criterion.Text text && text.pattern().isAnything()) {
      return "isnotnull(" + field + ")";
    }
    return "(isnotnull(" + field + ") AND " + present(field, pair, value) + ")";
  }

  private String present(String field, Pair pair, Criterion value) {
    if (value instanceof Criterion.Regex regex) {
      return matches(field, PerlRegexp.of(regex));
    } else if (value instanceof Criterion.InNetwork in) {
      return "cidrmatch(\"" + in.network() + "\", " + field + ")";
    } else if (value instanceof Criterion.SameAs same) {
      return same(field, same);
    } else if (value instanceof Criterion.Compared compared) {
      return compared.part() == null
          ? field + compared.comparison().symbol() + compared.number().toPlainString()
          : language.cannotCompareTimes(pair.location());
    }
    TextPattern pattern =
        value instanceof Criterion.Text text ? text.pattern() : TextPattern.of(value.written());
    boolean log = pair.field().equals(Splunk.LOG);
    String start = pattern.cased() && !log ? "(?s)^" : "(?is)^";
    String prefix = log ? "(?:Xml)?WinEventLog:" : "";
    return matches(field, start + prefix + PerlRegexp.of(pattern) + "$");
  }

  /** Not with {@code like}, in which characters of the other value would be wildcards. */
  private static String same(String field, Criterion.SameAs same) {
    String other = field(same.field());
    String left = same.cased() ? field : "lower(" + field + ")";
    String right = same.cased() ? other : "lower(" + other + ")";
    String test;
    if (same.openStart() && same.openEnd()) {
      test = "mvcount(split(" + left + ", " + right + "))>1";
    } else if (same.openEnd()) {
      test = "substr(" + left + ", 1, len(" + other + "))=" + right;
    } else if (same.openStart()) {
      test = "substr(" + left + ", -len(" + other + "))=" + right;
    } else {
      test = left + "=" + right;
    }
    return "isnotnull(" + other + ") AND " + test;
  }

  private static String matches(String field, String regexp) {
    return "match(" + field + ", \"" + TextLanguage.inQuotes(regexp) + "\")";
  }

  /** A field's name in an expression. */
  static String field(String field) {
    boolean plain =
        field.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '_'));
    return plain && !Character.isDigit(field.charAt(0)) ? field : "'" + field + "'";
  }
}
