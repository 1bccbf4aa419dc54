package io.deploywatches.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.Expression;
import io.deploywatches.sigma.TextPattern;
import io.deploywatches.sigma.TextPattern.Literal;
import io.deploywatches.sigma.TextPattern.Part;
import io.deploywatches.sigma.TextPattern.Wildcard;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What Sigma says about an event: the judge of all query languages. Slow, simple, and made without
 * any of their code.
 */
public final class Evaluator {
  private final Function<String, List<String>> names;

  /**
   * @param names from Sigma's name of a field to its paths in an event
   */
  public Evaluator(Function<String, List<String>> names) {
    this.names = names;
  }

  public boolean matches(Expression expression, JsonNode event) {
    if (expression instanceof Expression.And and) {
      return and.operands().stream().allMatch(operand -> matches(operand, event));
    } else if (expression instanceof Expression.Or or) {
      return or.operands().stream().anyMatch(operand -> matches(operand, event));
    } else if (expression instanceof Expression.Not not) {
      return !matches(not.operand(), event);
    } else if (expression instanceof Expression.FieldMatch match) {
      List<JsonNode> values = new ArrayList<>();
      names.apply(match.field()).forEach(name -> values.addAll(leaves(at(event, name))));
      return match.criteria().stream().anyMatch(criterion -> holds(criterion, values));
    }
    TextPattern keyword = pattern(((Expression.KeywordMatch) expression).criterion());
    TextPattern anywhere = keyword.open(true, true);
    return leaves(event).stream().anyMatch(leaf -> matches(anywhere, leaf.asText()));
  }

  private static boolean holds(Criterion criterion, List<JsonNode> values) {
    if (criterion == Criterion.Absent.ABSENT) {
      return values.isEmpty();
    }
    Predicate<JsonNode> test;
    if (criterion instanceof Criterion.Numeric numeric) {
      test =
          value ->
              value.isNumber()
                  ? value.decimalValue().compareTo(numeric.value()) == 0
                  : value.asText().equals(numeric.written());
    } else if (criterion instanceof Criterion.Flag flag) {
      test = value -> value.asText().equals(Boolean.toString(flag.value()));
    } else {
      TextPattern pattern = pattern(criterion);
      test = value -> matches(pattern, value.asText());
    }
    return values.stream().anyMatch(test);
  }

  private static TextPattern pattern(Criterion criterion) {
    return criterion instanceof Criterion.Text text
        ? text.pattern()
        : TextPattern.of(criterion.written());
  }

  private static JsonNode at(JsonNode event, String path) {
    if (event.has(path)) {
      return event.get(path);
    }
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      JsonNode child = event.get(path.substring(0, dot));
      if (child != null) {
        return at(child, path.substring(dot + 1));
      }
    }
    return MissingNode.getInstance();
  }

  /** All values, without nulls, however deep. */
  private static List<JsonNode> leaves(JsonNode node) {
    List<JsonNode> leaves = new ArrayList<>();
    if (node.isContainerNode()) {
      node.forEach(child -> leaves.addAll(leaves(child)));
    } else if (!node.isNull() && !node.isMissingNode()) {
      leaves.add(node);
    }
    return leaves;
  }

  public static boolean matches(TextPattern pattern, String text) {
    List<Object> glob = new ArrayList<>();
    for (Part part : pattern.parts()) {
      if (part instanceof Literal literal) {
        literal.text().codePoints().forEach(glob::add);
      } else {
        glob.add(part);
      }
    }
    int[] characters = text.codePoints().toArray();
    boolean[] reached = new boolean[characters.length + 1];
    reached[0] = true;
    for (Object piece : glob) {
      boolean[] next = new boolean[characters.length + 1];
      for (int i = 0; i <= characters.length; i++) {
        if (piece == Wildcard.ANY_MANY) {
          next[i] = reached[i] || (i > 0 && next[i - 1]);
        } else if (i > 0 && reached[i - 1]) {
          next[i] =
              piece == Wildcard.ANY_ONE
                  || isSame((Integer) piece, characters[i - 1], pattern.cased());
        }
      }
      reached = next;
    }
    return reached[characters.length];
  }

  private static boolean isSame(int a, int b, boolean cased) {
    if (a == b || cased || (a < 128) != (b < 128)) {
      return a == b;
    }
    return Character.toLowerCase(a) == Character.toLowerCase(b)
        || Character.toUpperCase(a) == Character.toUpperCase(b);
  }
}
