package io.deploywatches.query.language;

import io.deploywatches.problem.Location;
import io.deploywatches.query.language.Node.Group;
import io.deploywatches.query.language.Node.Not;
import io.deploywatches.query.language.Node.Pair;
import io.deploywatches.query.language.Node.Parentheses;
import io.deploywatches.query.language.Node.Word;
import io.deploywatches.sigma.Aggregation;
import io.deploywatches.sigma.Correlated;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.TextPattern;
import io.deploywatches.sigma.TextPattern.Literal;
import io.deploywatches.sigma.TextPattern.Wildcard;
import java.util.List;
import java.util.Set;

/**
 * Splunk's search language, with the names of the add-on for Windows. The terms of a search know
 * {@code *} and no case; a rule that needs more is a {@code where} behind a search for everything.
 */
final class Splunk extends TextLanguage {
  /** The field that holds the event log. */
  static final String LOG = "source";

  private static final SigmacConfiguration CONFIGURATION = SigmacConfiguration.SPLUNK;

  Splunk(Quirks quirks) {
    super(quirks);
  }

  @Override
  String text(Detection detection, List<String> fields) {
    return search(detection) + table(fields);
  }

  @Override
  String aggregated(Detection detection, Aggregation aggregation, List<String> fields) {
    return quirks.asSigmac()
        ? search(detection) + SigmacCounting.splunk(this, detection, aggregation) + table(fields)
        : new SplunkCounting(this, Correlated.of(detection).orElseThrow()).write(table(fields));
  }

  private static String table(List<String> fields) {
    return fields.isEmpty()
        ? ""
        : " | table " + String.join(",", fields.stream().map(Splunk::name).toList());
  }

  private String search(Detection detection) {
    return quirks.asSigmac()
        ? write(sigmacTree(detection, CONFIGURATION), false)
        : search(List.of(detection));
  }

  /** The search for events that meet one of the detections. */
  String search(List<Detection> detections) {
    Node tree = tree(detections);
    return needsWhere(tree) ? "* | where " + new SplunkWhere(this).write(tree) : write(tree, false);
  }

  /** An expression that is true of an event that meets one of the detections. */
  String where(List<Detection> detections) {
    return new SplunkWhere(this).write(tree(detections));
  }

  private static Node tree(List<Detection> detections) {
    List<Node> trees =
        detections.stream()
            .map(each -> ExpressionTree.ofEvents(each, field -> List.of(name(field))))
            .toList();
    return trees.size() == 1 ? trees.get(0) : new Parentheses(new Group(false, trees));
  }

  /** What a field of Sigma is called; the value may be in each of them. */
  List<String> names(String field, Detection detection) {
    return ExpressionTree.names(field, detection, name -> List.of(name(name)));
  }

  /** What a field of Sigma is called. */
  static String name(String field) {
    return field.equals("Channel") ? LOG : CONFIGURATION.names(field, Set.of()).get(0);
  }

  @Override
  String group(Group group, boolean negated) {
    return joined(group, " ", " OR ", negated);
  }

  @Override
  String not(Node child, boolean negated) {
    return "NOT " + write(child, !negated);
  }

  @Override
  String word(Word word, boolean negated) {
    return quirks.asSigmac()
        ? quoted(sigmacText(word.value(), word.location()))
        : term(keyword(word.value()));
  }

  @Override
  String pair(Pair pair, boolean negated) {
    String field = quirks.asSigmac() ? pair.field() : inSearch(pair.field());
    if (!pair.listed() && pair.values().contains(Criterion.Absent.ABSENT)) {
      return "NOT " + field + "=\"*\"";
    }
    List<String> terms =
        pair.values().stream().map(value -> term(field, value, pair.location())).toList();
    return terms.size() == 1 && !(pair.listed() && quirks.asSigmac())
        ? terms.get(0)
        : "(" + String.join(" OR ", terms) + ")";
  }

  private String term(String field, Criterion value, Location location) {
    if (quirks.asSigmac()) {
      String text = sigmacText(value, location);
      if (text.indexOf('?') >= 0) {
        quirks.keep(SigmacQuirk.QUESTION_MARK_IS_LITERAL);
      }
      return field + "=" + quoted(text);
    } else if (value instanceof Criterion.Absent) {
      return "(NOT " + field + "=\"*\")";
    } else if (value instanceof Criterion.InNetwork in) {
      return field + "=\"" + in.network() + "\"";
    } else if (value instanceof Criterion.Compared compared) {
      return field + compared.comparison().symbol() + compared.number().toPlainString();
    } else if (value instanceof Criterion.Text text) {
      return field + "=" + (isLog(field) ? log(text.pattern()) : term(text.pattern()));
    }
    return field + "=\"" + value.written() + "\"";
  }

  private static boolean isLog(String field) {
    return field.equals(LOG);
  }

  /** The add-on has the name of the event log behind {@code WinEventLog:} or XmlWinEventLog:. */
  private static String log(TextPattern log) {
    return term(log.open(true, false)).replaceFirst("\\*", "*WinEventLog:");
  }

  private static String quoted(String text) {
    return "\"" + SigmacText.backslashed(text, "\"") + "\"";
  }

  private static String term(TextPattern pattern) {
    StringBuilder term = new StringBuilder("\"");
    for (TextPattern.Part part : pattern.parts()) {
      if (part instanceof Literal literal) {
        term.append(inQuotes(literal.text()));
      } else {
        term.append('*');
      }
    }
    return term.append('"').toString();
  }

  /** A field's name outside of {@code where} and {@code eval}. */
  static String inSearch(String field) {
    return isPlain(field) ? field : "\"" + field.replace("\"", "\\\"") + "\"";
  }

  static boolean isPlain(String field) {
    return !field.isEmpty()
        && field
            .chars()
            .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '.'));
  }

  /** Whether the terms of a search cannot say it. */
  private static boolean needsWhere(Node node) {
    if (node instanceof Group group) {
      return group.children().stream().anyMatch(Splunk::needsWhere);
    } else if (node instanceof Not not) {
      return needsWhere(not.child());
    } else if (node instanceof Parentheses parentheses) {
      return needsWhere(parentheses.child());
    } else if (node instanceof Pair pair) {
      return pair.values().stream().anyMatch(value -> needsWhere(pair, value));
    }
    return keyword(((Word) node).value()).parts().stream().anyMatch(Splunk::needsWhere);
  }

  private static boolean needsWhere(Pair pair, Criterion value) {
    if (value instanceof Criterion.Text text) {
      return (text.pattern().cased() && !isLog(pair.field()))
          || text.pattern().parts().stream().anyMatch(Splunk::needsWhere);
    }
    return value instanceof Criterion.Regex
        || value instanceof Criterion.SameAs
        || (value instanceof Criterion.Compared compared && compared.part() != null);
  }

  private static boolean needsWhere(TextPattern.Part part) {
    return part == Wildcard.ANY_ONE
        || (part instanceof Literal literal && literal.text().indexOf('*') >= 0);
  }
}
