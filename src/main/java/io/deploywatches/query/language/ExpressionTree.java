package io.deploywatches.query.language;

import io.deploywatches.query.language.Node.Group;
import io.deploywatches.query.language.Node.Not;
import io.deploywatches.query.language.Node.Pair;
import io.deploywatches.query.language.Node.Parentheses;
import io.deploywatches.query.language.Node.Word;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.Expression;
import io.deploywatches.sigma.FieldMapping;
import io.deploywatches.sigma.FieldNames;
import io.deploywatches.sigma.TextPattern;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** An expression as a tree to be written, with parentheses around whatever is joined. */
final class ExpressionTree {
  private static final FieldMapping SIGMA = Objects.requireNonNull(FieldMapping.named("none"));

  private static final FieldMapping WINLOGBEAT =
      Objects.requireNonNull(FieldMapping.named("winlogbeat"));

  /** Where winlogbeat puts the data of an event, with the names that Windows gives it. */
  private static final String EVENT_DATA = "winlog.event_data.";

  private ExpressionTree() {}

  /** The tree of what a detection looks for in events of any kind, by Sigma's names. */
  static Node of(Detection detection) {
    return node(detection.expression());
  }

  /**
   * The tree of what a detection looks for among the events of its log source, as far as that is
   * one of Windows.
   *
   * @param names what a field of Windows events is called in the language, at least one name
   */
  static Node ofEvents(Detection detection, Function<String, List<String>> names) {
    Expression byWindowsNames =
        FieldNames.rename(SIGMA.resolve(detection), field -> windowsNames(field, detection));
    return node(FieldNames.rename(byWindowsNames, names));
  }

  /**
   * What a field of Sigma is called in the language; the value may be in each of them.
   *
   * @param names what a field of Windows events is called in the language, at least one name
   */
  static List<String> names(
      String field, Detection detection, Function<String, List<String>> names) {
    return windowsNames(field, detection).stream()
        .flatMap(name -> names.apply(name).stream())
        .distinct()
        .toList();
  }

  /** What the events themselves call a field: some have other names for what Sysmon tells. */
  private static List<String> windowsNames(String field, Detection detection) {
    List<String> names = WINLOGBEAT.map(field, detection.logSource());
    return names.stream().allMatch(name -> name.startsWith(EVENT_DATA))
        ? names.stream().map(name -> name.substring(EVENT_DATA.length())).toList()
        : List.of(field);
  }

  private static Node node(Expression expression) {
    if (expression instanceof Expression.And and) {
      return group(true, nodes(and.operands()));
    } else if (expression instanceof Expression.Or or) {
      return group(false, nodes(or.operands()));
    } else if (expression instanceof Expression.Not not) {
      return not(not.operand());
    } else if (expression instanceof Expression.FieldMatch match) {
      return pair(match, match.criteria());
    }
    Expression.KeywordMatch keyword = (Expression.KeywordMatch) expression;
    return new Word(keyword.criterion(), keyword.location());
  }

  /** What is not absent is there with any value. */
  private static Node not(Expression operand) {
    return operand instanceof Expression.FieldMatch match
            && match.criteria().equals(List.of(Criterion.Absent.ABSENT))
        ? pair(match, List.of(new Criterion.Text(TextPattern.of("*"))))
        : new Not(node(operand));
  }

  private static Node pair(Expression.FieldMatch match, List<Criterion> criteria) {
    return new Pair(match.field(), criteria, match.listed(), match.location());
  }

  private static List<Node> nodes(List<Expression> expressions) {
    return expressions.stream().map(ExpressionTree::node).toList();
  }

  private static Node group(boolean and, List<Node> children) {
    return new Parentheses(new Group(and, children));
  }
}
