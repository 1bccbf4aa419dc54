package io.deploywatches.query.language;

import io.deploywatches.problem.Location;
import io.deploywatches.query.language.Node.Group;
import io.deploywatches.query.language.Node.Pair;
import io.deploywatches.query.language.Node.Word;
import io.deploywatches.sigma.Aggregation;
import io.deploywatches.sigma.Comparison;
import io.deploywatches.sigma.Correlated;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.TextPattern;
import io.deploywatches.sigma.TextPattern.Literal;
import io.deploywatches.sigma.TextPattern.Wildcard;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Logpoint's search language, with the names that its normalizer for Windows gives. Its values know
 * {@code *} and {@code ?} and no case.
 */
final class LogPoint extends TextLanguage {
  private static final SigmacConfiguration CONFIGURATION = SigmacConfiguration.LOGPOINT;

  /** The field that holds the event log. */
  private static final String LOG = "channel";

  LogPoint(Quirks quirks) {
    super(quirks);
  }

  @Override
  String text(Detection detection, List<String> fields) {
    if (quirks.asSigmac()) {
      return write(sigmacTree(detection, CONFIGURATION), false);
    }
    Set<String> events = SigmacTree.events(detection);
    Node tree =
        ExpressionTree.ofEvents(
            detection,
            field -> field.equals("Channel") ? List.of(LOG) : CONFIGURATION.names(field, events));
    return write(tree, false);
  }

  @Override
  String aggregated(Detection detection, Aggregation aggregation, List<String> fields) {
    return quirks.asSigmac()
        ? text(detection, fields) + SigmacCounting.logpoint(this, detection, aggregation)
        : counted(detection, Correlated.of(detection).orElseThrow());
  }

  /** A chart of measures, and a search among them. */
  private String counted(Detection detection, Correlated correlated) {
    if (!(correlated.requirement() instanceof Correlated.Measured measured)) {
      return cannot(
          detection.location(),
          "Logpoint charts one search and cannot tell what is near",
          "choose xpack-watcher or splunk for this rule");
    }
    if (correlated.groups().isEmpty() && measured.holdsForNothing()) {
      return cannot(
          detection.location(),
          "Logpoint charts events that there are, and cannot tell that there is none",
          "choose another target for this rule");
    }
    correlated
        .timespan()
        .ifPresent(
            span ->
                warn(
                    detection.location(),
                    "Logpoint counts within the time range of the search, and not within the"
                        + " timeframe",
                    "search, or let an alert rule search, a time range of " + span));
    String function =
        switch (measured.function()) {
          case EVENTS -> "count(";
          case DIFFERENT_VALUES -> "distinct_count(";
          case SUM -> "sum(";
          case AVG -> "avg(";
          case MIN -> "min(";
          case MAX -> "max(";
          case PERCENTILE -> throw new IllegalStateException("no condition has a percentile");
        };
    String field = measured.field();
    List<String> groups =
        correlated.groups().stream().map(group -> oneName(group, detection)).toList();
    List<String> thresholds =
        measured.thresholds().stream()
            .map(each -> "measure" + symbol(each.comparison()) + each.number().toPlainString())
            .toList();
    return text(detection.events(), List.of())
        + " | chart "
        + function
        + (field == null ? "" : oneName(field, detection))
        + ") as measure"
        + (groups.isEmpty() ? "" : " by " + String.join(", ", groups))
        + " | search "
        + String.join(" ", thresholds);
  }

  private static String symbol(Comparison comparison) {
    return comparison == Comparison.EQUAL ? "=" : comparison.symbol();
  }

  private String oneName(String field, Detection detection) {
    Set<String> events = SigmacTree.events(detection);
    List<String> names =
        ExpressionTree.names(field, detection, name -> CONFIGURATION.names(name, events));
    return names.size() == 1
        ? names.get(0)
        : cannot(
            detection.location(),
            "Logpoint has '"
                + field
                + "' under several names ("
                + String.join(", ", names)
                + "), of which it can count only one",
            "choose another target for this rule");
  }

  @Override
  String group(Group group, boolean negated) {
    return joined(group, " ", " OR ", negated);
  }

  @Override
  String not(Node child, boolean negated) {
    return " -" + write(child, !negated);
  }

  @Override
  String word(Word word, boolean negated) {
    return value(
        quirks.asSigmac() ? word.value() : new Criterion.Text(keyword(word.value())),
        negated,
        word.location());
  }

  @Override
  String pair(Pair pair, boolean negated) {
    String field = pair.field();
    List<Criterion> present = new ArrayList<>(pair.values());
    if ((!quirks.asSigmac() || !pair.listed()) && present.remove(Criterion.Absent.ABSENT)) {
      if (present.isEmpty()) {
        return "-" + field + "=*";
      }
      Pair rest = new Pair(field, present, pair.listed(), pair.location());
      return "(-" + field + "=* OR " + pair(rest, negated) + ")";
    }
    if (present.stream().anyMatch(LogPoint::isAnything) && !quirks.asSigmac()) {
      return field + "=*";
    }
    if (!quirks.asSigmac() && !field.equals(LOG) && present.stream().anyMatch(LogPoint::isCased)) {
      tellOfCase(negated, pair.location());
    }
    if (!quirks.asSigmac() && present.stream().anyMatch(LogPoint::isNoValue)) {
      return compared(pair, present, negated);
    }
    List<String> values =
        present.stream().map(value -> value(value, negated, pair.location())).toList();
    return values.size() == 1 && !(pair.listed() && quirks.asSigmac())
        ? field + "=" + values.get(0)
        : field + " IN [" + String.join(", ", values) + "]";
  }

  private static boolean isCased(Criterion value) {
    return value instanceof Criterion.Text text && text.pattern().cased();
  }

  private void tellOfCase(boolean negated, Location location) {
    String message = "a search in Logpoint does not tell upper and lower case apart";
    String hint = "leave 'cased' out of the rule, or write the query by hand";
    if (negated) {
      cannot(location, message, hint);
    } else {
      warn(location, message + "; the other case is found as well", hint);
    }
  }

  private static boolean isNoValue(Criterion value) {
    return value instanceof Criterion.Regex
        || value instanceof Criterion.InNetwork
        || value instanceof Criterion.Compared
        || value instanceof Criterion.SameAs;
  }

  /** Each value by itself, as not all of them can stand in a list. */
  private String compared(Pair pair, List<Criterion> values, boolean negated) {
    List<String> tests = new ArrayList<>();
    for (Criterion value : values) {
      tests.add(
          value instanceof Criterion.InNetwork in
              ? pair(addresses("Logpoint", pair, in), negated)
              : pair.field() + comparison(value, negated, pair.location()));
    }
    return tests.size() == 1 ? tests.get(0) : "(" + String.join(" OR ", tests) + ")";
  }

  private String comparison(Criterion value, boolean negated, Location location) {
    if (value instanceof Criterion.Regex || value instanceof Criterion.SameAs) {
      return cannot(
          location,
          value instanceof Criterion.Regex
              ? "a search in Logpoint has no regular expressions"
              : "a search in Logpoint cannot compare two fields",
          "choose another target for this rule");
    } else if (value instanceof Criterion.Compared compared) {
      return compared.part() == null
          ? compared.comparison().symbol() + compared.number().toPlainString()
          : cannotCompareTimes(location);
    }
    return "=" + value(value, negated, location);
  }

  private static boolean isAnything(Criterion value) {
    return value instanceof Criterion.Text text && text.pattern().isAnything();
  }

  private String value(Criterion value, boolean negated, Location location) {
    if (quirks.asSigmac()) {
      return "\"" + SigmacText.backslashed(sigmacText(value, location), "\"") + "\"";
    }
    if (!(value instanceof Criterion.Text text)) {
      return "\"" + value.written() + "\"";
    }
    return "\"" + pattern(text.pattern(), negated, location) + "\"";
  }

  private String pattern(TextPattern pattern, boolean negated, Location location) {
    StringBuilder written = new StringBuilder();
    for (TextPattern.Part part : pattern.parts()) {
      if (part instanceof Literal literal) {
        written.append(literal(literal.text(), negated, location));
      } else {
        written.append(part == Wildcard.ANY_ONE ? '?' : '*');
      }
    }
    return written.toString();
  }

  /** A star cannot be escaped; any one character is the nearest that can be said. */
  private String literal(String text, boolean negated, Location location) {
    if (text.indexOf('*') < 0 && text.indexOf('?') < 0) {
      return inQuotes(text);
    }
    String message = "Logpoint has no way to ask for the character '*' or '?' itself";
    String hint = "leave the character out of the value, or write the query by hand";
    if (negated) {
      return cannot(location, message, hint);
    }
    warn(location, message + "; any other character is found in its place as well", hint);
    return inQuotes(text).replace('*', '?');
  }
}
