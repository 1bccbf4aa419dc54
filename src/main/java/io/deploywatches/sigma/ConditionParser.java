package io.deploywatches.sigma;

import io.deploywatches.problem.Location;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a condition. {@code not} binds tightest, then {@code and}, then {@code or}; these words and
 * {@code of}, {@code them}, {@code all}, {@code any} may be in any case. Everything between blanks
 * and parentheses is one word, so that {@code order_x} is a name.
 */
final class ConditionParser {
  /** Nobody writes deeper; the parser and what follows it recurse. */
  private static final int MAX_DEPTH = 100;

  private final String text;
  private final Set<String> selections;
  private final Location location;
  private final Problems problems;

  private final List<String> tokens = new ArrayList<>();
  private int next;
  private int depth;

  private ConditionParser(
      String text, Set<String> selections, Location location, Problems problems) {
    this.text = text;
    this.selections = selections;
    this.location = location;
    this.problems = problems;
  }

  /** Null when a problem was reported. */
  static @Nullable Condition parse(
      String text, Set<String> selections, Location location, Problems problems) {
    return new ConditionParser(text, selections, location, problems).parse();
  }

  private @Nullable Condition parse() {
    tokenize();
    if (tokens.isEmpty()) {
      return error("the condition is empty");
    }
    try {
      Condition condition = or();
      if (next < tokens.size()) {
        return error(
            tokens.get(next).equals(")")
                ? "the condition has a ')' without a '('"
                : "'and' or 'or' is missing before '"
                    + Texts.shortened(tokens.get(next))
                    + "' in the condition");
      }
      return condition;
    } catch (SyntaxError e) {
      return error(e.text);
    }
  }

  private void tokenize() {
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c)) {
        i++;
      } else if (c == '(' || c == ')') {
        tokens.add(String.valueOf(c));
        i++;
      } else {
        int start = i;
        while (i < text.length() && isWord(text.charAt(i))) {
          i++;
        }
        tokens.add(text.substring(start, i));
      }
    }
  }

  private static boolean isWord(char c) {
    return !Character.isWhitespace(c) && c != '(' && c != ')';
  }

  private Condition or() {
    Condition first = and();
    if (!at("or")) {
      return first;
    }
    List<Condition> operands = new ArrayList<>(List.of(first));
    while (at("or")) {
      next++;
      operands.add(and());
    }
    return new Condition.Or(operands);
  }

  private Condition and() {
    Condition first = not();
    if (!at("and")) {
      return first;
    }
    List<Condition> operands = new ArrayList<>(List.of(first));
    while (at("and")) {
      next++;
      operands.add(not());
    }
    return new Condition.And(operands);
  }

  private Condition not() {
    if (!at("not")) {
      return primary();
    }
    next++;
    deeper();
    Condition operand = not();
    depth--;
    return new Condition.Not(operand);
  }

  private Condition primary() {
    if (next >= tokens.size()) {
      throw new SyntaxError("the condition ends where a selection's name is expected");
    }
    String token = tokens.get(next++);
    if (token.equals("(")) {
      deeper();
      Condition inner = or();
      depth--;
      if (!at(")")) {
        throw new SyntaxError("the condition has a '(' without a ')'");
      }
      next++;
      return new Condition.Grouped(inner);
    }
    if (at("of")) {
      next++;
      return quantified(token);
    }
    if (token.equals(")") || isOperator(token)) {
      throw new SyntaxError(
          "the condition has '" + token + "' where a selection's name is expected");
    }
    if (!selections.contains(token)) {
      unknown(token);
    }
    return new Condition.Name(token);
  }

  private Condition quantified(String quantifier) {
    boolean all = quantifier.equalsIgnoreCase("all");
    if (!all && !quantifier.equals("1") && !quantifier.equalsIgnoreCase("any")) {
      throw new SyntaxError(
          "the condition has '"
              + Texts.shortened(quantifier)
              + " of'; '1 of', 'any of' and 'all of' are known");
    }
    if (next >= tokens.size() || tokens.get(next).equals("(") || tokens.get(next).equals(")")) {
      throw new SyntaxError(
          "the condition has '" + quantifier + " of' without a selection's name after it");
    }
    String pattern = tokens.get(next++);
    boolean them = pattern.equalsIgnoreCase("them") && !selections.contains(pattern);
    List<String> names = new ArrayList<>();
    for (String selection : selections) {
      if (them ? !selection.startsWith("_") : matches(pattern, selection)) {
        names.add(selection);
      }
    }
    if (names.isEmpty()) {
      if (them || pattern.indexOf('*') >= 0) {
        problems.error(
            location,
            "no selection is meant by '" + quantifier + " of " + Texts.shortened(pattern) + "'");
      } else {
        unknown(pattern);
      }
    }
    return new Condition.Quantified(all, pattern, names);
  }

  /** Whether a name matches a pattern in which {@code *} is any run of characters. */
  private static boolean matches(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int mark = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        mark = n;
      } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  private boolean at(String word) {
    return next < tokens.size() && tokens.get(next).equalsIgnoreCase(word);
  }

  private static boolean isOperator(String token) {
    return switch (token.toLowerCase(Locale.ROOT)) {
      case "and", "or", "not", "of" -> true;
      default -> false;
    };
  }

  private void deeper() {
    if (++depth > MAX_DEPTH) {
      throw new SyntaxError("the condition nests deeper than " + MAX_DEPTH + " levels");
    }
  }

  private void unknown(String name) {
    problems.error(
        location,
        "the condition names the selection '"
            + Texts.shortened(name)
            + "', which does not exist"
            + (name.length() > Texts.MAX_SHOWN ? "" : Nearest.suggestion(name, shortNames())));
  }

  /** Comparing takes time that grows with the product of the lengths. */
  private List<String> shortNames() {
    return selections.stream().filter(selection -> selection.length() <= Texts.MAX_SHOWN).toList();
  }

  private @Nullable Condition error(String message) {
    problems.error(location, message);
    return null;
  }

  /** Ends the parsing of one condition; never leaves this class. */
  private static final class SyntaxError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final String text;

    SyntaxError(String text) {
      super(text, null, false, false);
      this.text = text;
    }
  }
}
