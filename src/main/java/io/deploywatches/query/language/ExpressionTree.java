package io.deploywatches.query.language;

import io.deploywatches.query.language.Node.Group;
import io.deploywatches.query.language.Node.Not;
import io.deploywatches.query.language.Node.Pair;
import io.deploywatches.query.language.Node.Parentheses;
import io.deploywatches.query.language.Node.Word;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.Expression;
import io.deploywatches.sigma.FieldMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** An expression as a tree to be written, with parentheses around whatever is joined. */
final class ExpressionTree {
  private static final FieldMapping AS_SIGMA_NAMES_FIELDS =
      Objects.requireNonNull(FieldMapping.named("none"));

  private final Function<String, List<String>> names;

  private ExpressionTree(Function<String, List<String>> names) {
    this.names = names;
  }

  /**
   * The tree of an expression.
   *
   * @param names what a field of Sigma is called in the language, at least one name
   */
  static Node of(Expression expression, Function<String, List<String>> names) {
    return new ExpressionTree(names).node(expression);
  }

  /** The tree of what a detection looks for among the Windows events of its log source. */
  static Node ofEvents(Detection detection, Function<String, List<String>> names) {
    return of(AS_SIGMA_NAMES_FIELDS.resolve(detection), names);
  }

  private Node node(Expression expression) {
    if (expression instanceof Expression.And and) {
      return group(true, nodes(and.operands()));
    } else if (expression instanceof Expression.Or or) {
      return group(false, nodes(or.operands()));
    } else if (expression instanceof Expression.Not not) {
      return new Not(node(not.operand()));
    } else if (expression instanceof Expression.FieldMatch match) {
      List<Node> pairs = new ArrayList<>();
      for (String name : names.apply(match.field())) {
        pairs.add(new Pair(name, match.criteria(), match.listed(), match.location()));
      }
      return pairs.size() == 1 ? pairs.get(0) : group(false, pairs);
    }
    Expression.KeywordMatch keyword = (Expression.KeywordMatch) expression;
    return new Word(keyword.criterion(), keyword.location());
  }

  private List<Node> nodes(List<Expression> expressions) {
    return expressions.stream().map(this::node).toList();
  }

  private static Node group(boolean and, List<Node> children) {
    return new Parentheses(new Group(and, children));
  }
}
