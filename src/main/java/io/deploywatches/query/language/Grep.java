package io.deploywatches.query.language;

import io.deploywatches.problem.Location;
import io.deploywatches.query.language.Node.Group;
import io.deploywatches.query.language.Node.Pair;
import io.deploywatches.query.language.Node.Parentheses;
import io.deploywatches.query.language.Node.Word;
import io.deploywatches.sigma.Aggregation;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.TextPattern;
import io.deploywatches.sigma.TextPattern.Literal;
import io.deploywatches.sigma.TextPattern.Wildcard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A command with one regular expression for {@code grep -P}, over lines of text of any form. A line
 * need not say what its fields are called, so that a value counts wherever it stands; but below a
 * negation only beside the name of its field, for the whole to find more than the rule and never
 * less. Which log a line comes from is for whoever names the files.
 */
final class Grep extends TextLanguage {
  /** What PCRE compiles to its 64 KiB in all cases that were seen. */
  private static final int MAX_LENGTH = 33_000;

  private static final String ANYWHERE = "(?=.*";
  private static final String NO_WORD_BEFORE = "(?<![A-Za-z0-9_])";
  private static final String NO_WORD_AFTER = "(?![A-Za-z0-9_])";

  /** What stands between a field's name and its value: {@code ="}, {@code ": "}. */
  private static final String BETWEEN = NO_WORD_AFTER + "[^A-Za-z0-9_\\\\%/$-]{1,6}";

  /** What follows a field's name when its value is empty. */
  private static final String NOTHING =
      NO_WORD_AFTER + "[\"']?\\s*+[=:]\\s*+(?:\"\"|''|(?=[,;}]|$))";

  /** Where a value is looked for. */
  private enum Place {
    /** Anywhere in a line. */
    LINE(".*", ""),
    /** In the value of a field; of backslashes none may be left for what follows. */
    FIELD("[^\"=<>]*", "+");

    final String any;
    final String all;

    Place(String any, String all) {
      this.any = any;
      this.all = all;
    }
  }

  Grep(Quirks quirks) {
    super(quirks);
  }

  @Override
  String text(Detection detection, List<String> fields) {
    if (quirks.asSigmac()) {
      Node tree = SigmacTree.of(detection, SigmacConfiguration.NONE, quirks);
      if (!(tree instanceof Parentheses)) {
        quirks.keep(SigmacQuirk.START_OF_LINE);
      }
      return "grep -P '^" + write(tree, false) + "'";
    }
    Node tree = ExpressionTree.of(detection);
    String expression = "(?i)^" + write(tree, false);
    if (expression.length() > MAX_LENGTH) {
      return cannot(
          detection.location(),
          "grep cannot hold an expression of " + expression.length() + " characters",
          "split the rule's lists over several rules");
    }
    return "grep -P '" + expression.replace("'", "'\\''") + "'";
  }

  @Override
  String aggregated(Detection detection, Aggregation aggregation, List<String> fields) {
    return quirks.keep(SigmacQuirk.AGGREGATION_IS_LEFT_OUT)
        ? text(detection, fields)
        : super.aggregated(detection, aggregation, fields);
  }

  @Override
  String group(Group group, boolean negated) {
    List<String> tests = group.children().stream().map(child -> write(child, negated)).toList();
    if (!quirks.asSigmac()) {
      return group.and() ? String.join("", tests) : anyOf(tests);
    }
    return group.and()
        ? ANYWHERE + String.join(")" + ANYWHERE, tests) + ")"
        : "(?:.*" + String.join("|.*", tests) + ")";
  }

  @Override
  String not(Node child, boolean negated) {
    return "(?!" + (quirks.asSigmac() ? ".*" : "") + write(child, !negated) + ")";
  }

  @Override
  String parentheses(Node child, boolean negated) {
    return quirks.asSigmac() ? "(?:.*" + write(child, negated) + ")" : write(child, negated);
  }

  @Override
  String word(Word word, boolean negated) {
    return quirks.asSigmac()
        ? sigmac(word.value(), word.location())
        : ANYWHERE + anywhere(keyword(word.value())) + ")";
  }

  private String sigmac(Criterion value, Location location) {
    String text = sigmacText(value, location);
    quirks.keep(SigmacQuirk.CASE_COUNTS);
    if (text.indexOf('\\') >= 0) {
      quirks.keep(SigmacQuirk.BACKSLASH_FOR_GREP);
    }
    if (text.indexOf('?') >= 0) {
      quirks.keep(SigmacQuirk.QUESTION_MARK_FOR_GREP);
    }
    return SigmacText.grep(text);
  }

  @Override
  String pair(Pair pair, boolean negated) {
    if (quirks.asSigmac()) {
      return sigmac(pair);
    }
    return anyOf(pair.values().stream().map(value -> value(pair, value, negated)).toList());
  }

  /** Tests that begin alike become one, since there is a limit to what PCRE can hold. */
  private static String anyOf(List<String> tests) {
    List<String> others = new ArrayList<>();
    Map<String, List<String>> alike = new LinkedHashMap<>();
    for (String test : tests) {
      String start = test.startsWith(ANYWHERE + NO_WORD_BEFORE) ? NO_WORD_BEFORE : "";
      if (test.startsWith(ANYWHERE) && isOneGroup(test)) {
        alike
            .computeIfAbsent(start, key -> new ArrayList<>())
            .add(test.substring(ANYWHERE.length() + start.length(), test.length() - 1));
      } else {
        others.add(test);
      }
    }
    List<String> alternatives = new ArrayList<>();
    alike.forEach(
        (start, values) ->
            alternatives.add(
                ANYWHERE
                    + start
                    + (values.size() == 1 ? values.get(0) : "(?:" + String.join("|", values) + ")")
                    + ")"));
    alternatives.addAll(others);
    return alternatives.size() == 1
        ? alternatives.get(0)
        : "(?:" + String.join("|", alternatives) + ")";
  }

  /** Whether the parenthesis that opens an expression closes it. */
  private static boolean isOneGroup(String expression) {
    int depth = 0;
    boolean inClass = false;
    for (int i = 0; i < expression.length(); i++) {
      char c = expression.charAt(i);
      if (c == '\\') {
        i++;
      } else if (inClass) {
        inClass = c != ']';
      } else if (c == '[') {
        inClass = true;
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth == 0) {
        return i == expression.length() - 1;
      }
    }
    return false;
  }

  private String sigmac(Pair pair) {
    if (!pair.listed() && pair.values().contains(Criterion.Absent.ABSENT)) {
      quirks.keep(SigmacQuirk.NULL_IS_ANYTHING);
      return "(?!" + pair.field() + ")";
    }
    List<String> values =
        pair.values().stream().map(value -> sigmac(value, pair.location())).toList();
    return pair.listed() || values.size() > 1
        ? "(?:.*" + String.join("|.*", values) + ")"
        : values.get(0);
  }

  private String value(Pair pair, Criterion value, boolean negated) {
    String field = NO_WORD_BEFORE + PerlRegexp.quoted(pair.field());
    if (value instanceof Criterion.Regex regex) {
      return GrepRegexp.test(regex, negated ? field + BETWEEN : "");
    } else if (value instanceof Criterion.InNetwork in) {
      return pair(addresses("grep", pair, in), negated);
    } else if (value instanceof Criterion.Compared || value instanceof Criterion.SameAs) {
      return cannot(
          pair.location(),
          "grep cannot compare a value with "
              + (value instanceof Criterion.Compared ? "a number" : "that of another field"),
          "choose another target for this rule");
    }
    if (value instanceof Criterion.Absent) {
      // A line that has the name with nothing behind it still lacks the field.
      return negated
          ? "(?!.*" + field + NO_WORD_AFTER + ")"
          : "(?!.*" + field + BETWEEN + "(?!null)[A-Za-z0-9_\\\\%/])";
    }
    TextPattern pattern =
        value instanceof Criterion.Text text ? text.pattern() : TextPattern.of(value.written());
    if (negated) {
      return ANYWHERE + field + besideItsField(pattern, value) + ")";
    }
    return pattern.isAnything() || pattern.parts().isEmpty()
        ? "(?:)"
        : ANYWHERE + anywhere(pattern) + ")";
  }

  /** A value that begins or ends with a word does not do so within a word. */
  private static String anywhere(TextPattern pattern) {
    List<TextPattern.Part> parts = pattern.parts();
    int first = parts.get(0) == Wildcard.ANY_MANY ? 1 : 0;
    int end = parts.get(parts.size() - 1) == Wildcard.ANY_MANY ? parts.size() - 1 : parts.size();
    String expression = expression(parts.subList(first, end), Place.LINE, pattern.cased());
    return (parts.get(0) instanceof Literal literal && isWord(literal.text().charAt(0))
            ? NO_WORD_BEFORE
            : "")
        + expression
        + (parts.get(parts.size() - 1) instanceof Literal literal
                && isWord(literal.text().charAt(literal.text().length() - 1))
            ? NO_WORD_AFTER
            : "");
  }

  /** The whole of a field's value, as far as a line shows where that ends. */
  private static String besideItsField(TextPattern pattern, Criterion value) {
    List<TextPattern.Part> parts = pattern.parts();
    if (parts.isEmpty()) {
      return NOTHING;
    }
    boolean open = parts.get(parts.size() - 1) == Wildcard.ANY_MANY;
    List<TextPattern.Part> closed = open ? parts.subList(0, parts.size() - 1) : parts;
    String expression = expression(closed, Place.FIELD, pattern.cased());
    String digits = value instanceof Criterion.Numeric ? ",}\\]" : "";
    return BETWEEN
        + (open
            ? expression
            : expression + "(?=[\"'<" + digits + "]|\\s*$|\\s+[A-Za-z0-9_.-]+\\s*[=:])");
  }

  private static String expression(List<TextPattern.Part> parts, Place place, boolean cased) {
    StringBuilder expression = new StringBuilder(cased ? "(?-i:" : "");
    for (TextPattern.Part part : parts) {
      if (part instanceof Literal literal) {
        expression.append(escaped(literal.text(), place));
      } else {
        expression.append(part == Wildcard.ANY_ONE ? "." : place.any);
      }
    }
    return expression.append(cased ? ")" : "").toString();
  }

  private static boolean isWord(char c) {
    return c < 128 && (Character.isLetterOrDigit(c) || c == '_');
  }

  /** A line of JSON has a backslash before each backslash and each quotation mark. */
  private static String escaped(String text, Place place) {
    StringBuilder expression = new StringBuilder(text.length() + 16);
    int i = 0;
    while (i < text.length()) {
      int run = i;
      while (run < text.length() && text.charAt(run) == '\\') {
        run++;
      }
      int backslashes = run - i;
      if (backslashes > 0) {
        expression.append("\\\\{" + backslashes + "," + 2 * backslashes + "}" + place.all);
        i = run;
      } else {
        char c = text.charAt(i++);
        expression.append(c == '"' ? "\\\\?\"" : PerlRegexp.quoted(String.valueOf(c)));
      }
    }
    return expression.toString();
  }
}
