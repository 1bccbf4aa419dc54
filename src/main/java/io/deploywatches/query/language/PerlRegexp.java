package io.deploywatches.query.language;

import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.TextPattern;
import io.deploywatches.sigma.TextPattern.Literal;
import io.deploywatches.sigma.TextPattern.Wildcard;

/** Patterns as regular expressions of Perl's kind, which PCRE and .NET read alike. */
final class PerlRegexp {
  private static final String SPECIAL = "\\^$.|?*+()[]{}";

  private PerlRegexp() {}

  /** The expression of a whole pattern, without anchors. */
  static String of(TextPattern pattern) {
    StringBuilder expression = new StringBuilder();
    for (TextPattern.Part part : pattern.parts()) {
      if (part instanceof Literal literal) {
        expression.append(quoted(literal.text()));
      } else {
        expression.append(part == Wildcard.ANY_ONE ? "." : ".*");
      }
    }
    return expression.toString();
  }

  /** A rule's own expression with its flags. */
  static String of(Criterion.Regex regex) {
    String flags =
        (regex.ignoreCase() ? "i" : "")
            + (regex.multiline() ? "m" : "")
            + (regex.dotAll() ? "s" : "");
    return flags.isEmpty() ? regex.expression() : "(?" + flags + ")" + regex.expression();
  }

  /** A text that matches itself. */
  static String quoted(String text) {
    StringBuilder expression = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      if (SPECIAL.indexOf(text.charAt(i)) >= 0) {
        expression.append('\\');
      }
      expression.append(text.charAt(i));
    }
    return expression.toString();
  }
}
