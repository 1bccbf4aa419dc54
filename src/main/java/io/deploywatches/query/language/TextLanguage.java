package io.deploywatches.query.language;

import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.query.Aggregations;
import io.deploywatches.query.language.Node.Group;
import io.deploywatches.query.language.Node.Not;
import io.deploywatches.query.language.Node.Pair;
import io.deploywatches.query.language.Node.Parentheses;
import io.deploywatches.query.language.Node.Word;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.TextPattern;
import java.util.List;
import java.util.Optional;

/** A language whose texts are written by walking a tree. */
abstract class TextLanguage implements RuleWriter {
  final Quirks quirks;
  private Problems problems = new Problems();

  TextLanguage(Quirks quirks) {
    this.quirks = quirks;
  }

  @Override
  public final Optional<String> write(Detection detection, List<String> fields, Problems sink) {
    if (Aggregations.isRefused(detection, sink)) {
      return Optional.empty();
    }
    problems = new Problems();
    String text = text(detection, fields);
    quirks.tell(detection.location(), problems);
    sink.addAll(problems.list());
    return problems.hasErrors() ? Optional.empty() : Optional.of(text);
  }

  /** The text; anything when an error was reported. */
  abstract String text(Detection detection, List<String> fields);

  abstract String group(Group group, boolean negated);

  abstract String not(Node child, boolean negated);

  abstract String parentheses(Node child, boolean negated);

  /**
   * A field and its values.
   *
   * @param negated whether it stands below an odd number of negations: what can only be said nearly
   *     has to find less there, for the whole to find more
   */
  abstract String pair(Pair pair, boolean negated);

  abstract String word(Word word, boolean negated);

  final String write(Node node, boolean negated) {
    if (node instanceof Group group) {
      return group(group, negated);
    } else if (node instanceof Not not) {
      return not(not.child(), negated);
    } else if (node instanceof Parentheses parentheses) {
      return parentheses(parentheses.child(), negated);
    } else if (node instanceof Pair pair) {
      return pair(pair, negated);
    }
    return word((Word) node, negated);
  }

  /** Reports what the language cannot say. */
  final String cannot(Location location, String message, String hint) {
    problems.add(Problem.error(location, message, hint));
    return "";
  }

  final String cannotCompareTimes(Location location) {
    return cannot(
        location,
        "this language cannot compare a part of a time",
        "choose another target for this rule");
  }

  final void warn(Location location, String message, String hint) {
    problems.add(Problem.warning(location, message, hint));
  }

  /** A keyword may stand anywhere in a field. */
  static TextPattern keyword(Criterion value) {
    return (value instanceof Criterion.Text text ? text.pattern() : TextPattern.of(value.written()))
        .open(true, true);
  }

  /** A value as sigmac sees it: a text with the wildcards of its modifiers, or digits. */
  final String sigmacText(Criterion value, Location location) {
    if (value instanceof Criterion.Text text) {
      TextPattern pattern = text.pattern();
      return SigmacText.open(pattern.source(), pattern.openStart(), pattern.openEnd());
    } else if (value instanceof Criterion.Numeric numeric
        && numeric.value().stripTrailingZeros().scale() <= 0) {
      return numeric.written();
    }
    return cannot(
        location,
        "sigmac takes texts and whole numbers, not " + value.written(),
        "leave --compat sigmac out");
  }
}
