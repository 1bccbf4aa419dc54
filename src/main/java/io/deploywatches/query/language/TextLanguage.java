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
import io.deploywatches.sigma.Aggregation;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.LogSources;
import io.deploywatches.sigma.TextPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A language whose texts are written by walking a tree. */
abstract class TextLanguage implements RuleWriter {
  /** What to do when a language looks for single events. */
  static final String OTHER_TARGETS =
      "choose xpack-watcher, splunk, logpoint or powershell for this rule";

  final Quirks quirks;
  private Problems problems = new Problems();

  TextLanguage(Quirks quirks) {
    this.quirks = quirks;
  }

  @Override
  public final Optional<String> write(Detection detection, List<String> fields, Problems sink) {
    problems = new Problems();
    String text =
        detection.aggregation().isPresent()
            ? aggregated(detection, detection.aggregation().get(), fields)
            : text(detection, fields);
    quirks.tell(detection.location(), problems);
    sink.addAll(problems.list());
    return problems.hasErrors() ? Optional.empty() : Optional.of(text);
  }

  /** The text; anything when an error was reported. */
  abstract String text(Detection detection, List<String> fields);

  /**
   * The text of a detection that is about many events at once; anything when an error was reported.
   * A language that looks for single events refuses it.
   */
  String aggregated(Detection detection, Aggregation aggregation, List<String> fields) {
    Aggregations.isRefused(detection, OTHER_TARGETS, problems);
    return "";
  }

  abstract String group(Group group, boolean negated);

  abstract String not(Node child, boolean negated);

  String parentheses(Node child, boolean negated) {
    return "(" + write(child, negated) + ")";
  }

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

  /** The children of a group with a word between them. */
  final String joined(Group group, String and, String or, boolean negated) {
    return String.join(
        group.and() ? and : or,
        group.children().stream().map(child -> write(child, negated)).toList());
  }

  /** A field and the patterns of a network's addresses, as {@link #addresses} has them. */
  final Pair addresses(String tool, Pair pair, Criterion.InNetwork in) {
    List<Criterion> patterns = new ArrayList<>();
    addresses(tool, in, pair.location())
        .forEach(pattern -> patterns.add(new Criterion.Text(pattern)));
    return new Pair(pair.field(), patterns, true, pair.location());
  }

  /** The patterns of a network's addresses; none when it was reported that there are none. */
  final List<TextPattern> addresses(String tool, Criterion.InNetwork in, Location location) {
    List<TextPattern> patterns = AddressPatterns.of(in.network());
    if (patterns.isEmpty()) {
      cannot(
          location,
          tool + " cannot look for the network " + in.network(),
          "write the addresses out");
    }
    return patterns;
  }

  /** What stands between quotation marks, with a backslash before those and before itself. */
  static String inQuotes(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
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

  /** The tree of what sigmac looks for among the events that its configuration knows. */
  final Node sigmacTree(Detection detection, SigmacConfiguration configuration) {
    if (configuration.logs(detection.logSource()).isEmpty()
        && LogSources.condition(detection.logSource()) != null) {
      quirks.keep(SigmacQuirk.LOG_SOURCE_IS_NOT_SOUGHT);
    }
    return SigmacTree.of(detection, configuration, quirks);
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
