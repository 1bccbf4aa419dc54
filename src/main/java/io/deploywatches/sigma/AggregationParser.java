package io.deploywatches.sigma;

import io.deploywatches.problem.Location;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Aggregation.Measure;
import io.deploywatches.sigma.Aggregation.Measured;
import io.deploywatches.sigma.Aggregation.Near;
import io.deploywatches.sigma.Aggregation.Neighbour;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what stands behind the bar of a condition: {@code count(field) by group > 5}, {@code near a
 * and not b}. Words may be in any case.
 */
final class AggregationParser {
  private static final String EXPECTED =
      "expected for example 'count() by host > 5', 'count(user) by host > 5', 'sum(bytes) > 1000' or"
          + " 'near selection'";

  /** Digits beyond these make no number that anything can reach. */
  private static final int MAX_DIGITS = 30;

  private final List<String> tokens;
  private final Set<String> selections;
  private final Location location;
  private final Problems problems;
  private int next;

  private AggregationParser(
      String text, Set<String> selections, Location location, Problems problems) {
    this.tokens = tokens(text);
    this.selections = selections;
    this.location = location;
    this.problems = problems;
  }

  /** Null when a problem was reported. */
  static @Nullable Aggregation parse(
      String text, Set<String> selections, Location location, Problems problems) {
    return new AggregationParser(text, selections, location, problems).parse();
  }

  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int start = i;
      if (Character.isWhitespace(c)) {
        i++;
        continue;
      } else if ("(),|".indexOf(c) >= 0) {
        i++;
      } else if (isOperator(c)) {
        while (i < text.length() && isOperator(text.charAt(i))) {
          i++;
        }
      } else {
        while (i < text.length() && isWord(text.charAt(i))) {
          i++;
        }
      }
      tokens.add(text.substring(start, i));
    }
    return tokens;
  }

  private static boolean isOperator(char c) {
    return "<>=!".indexOf(c) >= 0;
  }

  private static boolean isWord(char c) {
    return !Character.isWhitespace(c) && "(),|".indexOf(c) < 0 && !isOperator(c);
  }

  private @Nullable Aggregation parse() {
    String word = take();
    if (word == null) {
      return wrong("nothing stands behind the '|' of the condition");
    }
    if (word.equalsIgnoreCase("near")) {
      return near();
    }
    for (Measure measure : Measure.values()) {
      if (measure.name().equalsIgnoreCase(word)) {
        return measured(measure);
      }
    }
    return wrong("there is no aggregation '" + Texts.shortened(word) + "'");
  }

  private @Nullable Aggregation measured(Measure measure) {
    String name = measure.name().toLowerCase(Locale.ROOT);
    if (!takeIf("(")) {
      return wrong("'" + name + "' needs parentheses behind it");
    }
    String field = null;
    if (!takeIf(")")) {
      field = take();
      if (field == null || !takeIf(")")) {
        return wrong("'" + name + "(' needs one field and a ')'");
      }
    }
    if (field == null && measure != Measure.COUNT) {
      return wrong("'" + name + "()' needs a field between its parentheses");
    }
    List<String> groups = new ArrayList<>();
    if (at("by")) {
      next++;
      do {
        String group = take();
        if (group == null || ",()|".contains(group) || isOperator(group.charAt(0))) {
          return wrong("'by' needs the names of fields behind it");
        }
        groups.add(group);
      } while (takeIf(","));
    }
    Threshold threshold = threshold();
    if (threshold == null) {
      return null;
    }
    return next < tokens.size() ? excess() : new Measured(measure, field, groups, threshold);
  }

  private @Nullable Threshold threshold() {
    String operator = take();
    Comparison comparison =
        switch (operator == null ? "" : operator) {
          case "<" -> Comparison.LESS;
          case "<=" -> Comparison.AT_MOST;
          case ">" -> Comparison.GREATER;
          case ">=" -> Comparison.AT_LEAST;
          case "=", "==" -> Comparison.EQUAL;
          case "!=" -> Comparison.DIFFERENT;
          default -> null;
        };
    if (comparison == null) {
      wrong(
          "the aggregation needs a comparison (<, <=, >, >=, ==, !=)"
              + (operator == null ? "" : ", not '" + Texts.shortened(operator) + "'"));
      return null;
    }
    String number = take();
    if (number == null || number.length() > MAX_DIGITS || !number.matches("-?\\d+(\\.\\d+)?")) {
      wrong(
          "the aggregation compares with "
              + (number == null ? "nothing" : "'" + Texts.shortened(number) + "'")
              + ", not with a number");
      return null;
    }
    return new Threshold(comparison, new BigDecimal(number));
  }

  private @Nullable Aggregation near() {
    List<Neighbour> others = new ArrayList<>();
    do {
      boolean absent = at("not");
      if (absent) {
        next++;
      }
      String name = take();
      if (name == null || (name.length() == 1 && "(),|".contains(name))) {
        return wrong("'near' needs the names of selections, joined by 'and'");
      }
      if (!selections.contains(name)) {
        problems.error(
            location,
            "'near' names the selection '"
                + Texts.shortened(name)
                + "', which does not exist"
                + (name.length() > Texts.MAX_SHOWN ? "" : Nearest.suggestion(name, selections)));
        return null;
      }
      others.add(new Neighbour(absent, name));
    } while (takeIf("and"));
    if (next < tokens.size()) {
      return excess();
    }
    return new Near(others);
  }

  private @Nullable Aggregation excess() {
    return wrong(
        "'" + Texts.shortened(tokens.get(next)) + "' stands behind the end of the aggregation");
  }

  private @Nullable String take() {
    return next < tokens.size() ? tokens.get(next++) : null;
  }

  private boolean at(String word) {
    return next < tokens.size() && tokens.get(next).equalsIgnoreCase(word);
  }

  private boolean takeIf(String word) {
    boolean is = at(word);
    next += is ? 1 : 0;
    return is;
  }

  private @Nullable Aggregation wrong(String message) {
    problems.error(location, message, EXPECTED);
    return null;
  }
}
