package io.deploywatches.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.sigma.Comparison;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.Expression;
import io.deploywatches.sigma.TextPattern;
import io.deploywatches.sigma.TextPattern.Literal;
import io.deploywatches.sigma.TextPattern.Part;
import io.deploywatches.sigma.TextPattern.Wildcard;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes an event that a rule looks for out of the rule's own values. There are many ways to meet a
 * condition: they are tried in turn until the {@link Evaluator} agrees.
 */
public final class ExampleEvents {
  private static final int TRIES = 2_000;

  /** What an event has to hold. */
  private final Map<String, List<Criterion>> needed = new LinkedHashMap<>();

  private final List<String> keywords = new ArrayList<>();
  private final Set<String> absent = new HashSet<>();

  /** Says which way to go wherever there are several. */
  private long choices;

  private ExampleEvents(long choices) {
    this.choices = choices;
  }

  /** From paths to values, which are all texts; empty when none was found. */
  public static Optional<ObjectNode> of(Expression expression) {
    Evaluator judge = new Evaluator(List::of);
    for (int i = 0; i < TRIES; i++) {
      ExampleEvents way = new ExampleEvents(i);
      way.need(expression);
      Optional<ObjectNode> event = way.event();
      if (event.isPresent() && judge.matches(expression, event.get())) {
        return event;
      }
      if (way.choices > 0) {
        return Optional.empty(); // all ways are tried
      }
    }
    return Optional.empty();
  }

  private int choose(int ways) {
    int way = (int) (choices % ways);
    choices /= ways;
    return way;
  }

  private void need(Expression expression) {
    if (expression instanceof Expression.And and) {
      and.operands().forEach(this::need);
    } else if (expression instanceof Expression.Or or) {
      need(or.operands().get(choose(or.operands().size())));
    } else if (expression instanceof Expression.Not not) {
      avoid(not.operand());
    } else if (expression instanceof Expression.FieldMatch match) {
      Criterion criterion = match.criteria().get(choose(match.criteria().size()));
      if (criterion == Criterion.Absent.ABSENT) {
        absent.add(match.field());
      } else {
        needed.computeIfAbsent(match.field(), key -> new ArrayList<>()).add(criterion);
      }
    } else {
      Criterion keyword = ((Expression.KeywordMatch) expression).criterion();
      keywords.add(
          keyword instanceof Criterion.Text text ? sample(text.pattern()) : keyword.written());
    }
  }

  /** A field that is not there meets next to nothing. */
  private void avoid(Expression expression) {
    if (expression instanceof Expression.And and) {
      avoid(and.operands().get(choose(and.operands().size())));
    } else if (expression instanceof Expression.Or or) {
      or.operands().forEach(this::avoid);
    } else if (expression instanceof Expression.Not not) {
      need(not.operand());
    } else if (expression instanceof Expression.FieldMatch match
        && match.criteria().contains(Criterion.Absent.ABSENT)) {
      needed.computeIfAbsent(match.field(), key -> new ArrayList<>());
    }
  }

  private Optional<ObjectNode> event() {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, List<Criterion>> field : needed.entrySet()) {
      Optional<String> value = value(field.getValue(), event);
      if (absent.contains(field.getKey()) || value.isEmpty()) {
        return Optional.empty();
      }
      event.put(field.getKey(), value.get());
    }
    if (!keywords.isEmpty()) {
      event.put("message", String.join(" ", keywords));
    }
    return Optional.of(event);
  }

  private static Optional<String> value(List<Criterion> criteria, ObjectNode event) {
    List<TextPattern> patterns = new ArrayList<>();
    for (Criterion criterion : criteria) {
      if (criterion instanceof Criterion.Text text) {
        patterns.add(text.pattern());
      } else {
        return one(criterion, event);
      }
    }
    for (TextPattern pattern : patterns) {
      if (pattern.isExact()) {
        return Optional.of(pattern.text());
      }
    }
    List<String> samples = new ArrayList<>();
    patterns.stream().filter(p -> !startsOpen(p)).forEach(p -> samples.add(sample(p)));
    patterns.stream()
        .filter(p -> startsOpen(p) && endsOpen(p))
        .forEach(p -> samples.add(sample(p)));
    patterns.stream()
        .filter(p -> startsOpen(p) && !endsOpen(p))
        .forEach(p -> samples.add(sample(p)));
    return Optional.of(samples.isEmpty() ? "something" : String.join(" ", samples));
  }

  private static boolean startsOpen(TextPattern pattern) {
    return pattern.parts().get(0) == Wildcard.ANY_MANY;
  }

  private static boolean endsOpen(TextPattern pattern) {
    return pattern.parts().get(pattern.parts().size() - 1) == Wildcard.ANY_MANY;
  }

  private static String sample(TextPattern pattern) {
    if (pattern.isAnything()) {
      return "anything";
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pattern.parts().size(); i++) {
      Part part = pattern.parts().get(i);
      boolean inside = i > 0 && i < pattern.parts().size() - 1;
      if (part instanceof Literal literal) {
        text.append(literal.text());
      } else {
        text.append(part == Wildcard.ANY_ONE ? "q" : inside ? "_q_" : "");
      }
    }
    return text.toString();
  }

  private static Optional<String> one(Criterion criterion, ObjectNode event) {
    if (criterion instanceof Criterion.Regex regex) {
      int flags =
          (regex.ignoreCase() ? Pattern.CASE_INSENSITIVE : 0)
              | (regex.dotAll() ? Pattern.DOTALL : 0)
              | (regex.multiline() ? Pattern.MULTILINE : 0);
      return RegexSample.of(regex.expression(), flags);
    } else if (criterion instanceof Criterion.InNetwork in) {
      return Optional.of(
          in.network().isIpv4()
              ? in.network().address().stream()
                  .map(String::valueOf)
                  .collect(Collectors.joining("."))
              : in.network().groups().stream()
                  .map(Integer::toHexString)
                  .collect(Collectors.joining(":")));
    } else if (criterion instanceof Criterion.Compared compared) {
      return Optional.of(near(compared).toPlainString());
    } else if (criterion instanceof Criterion.SameAs same) {
      String other = event.path(same.field()).asText("the same");
      event.put(same.field(), other);
      return Optional.of(other);
    }
    return Optional.of(criterion.written());
  }

  private static BigDecimal near(Criterion.Compared compared) {
    Comparison comparison = compared.comparison();
    if (comparison == Comparison.LESS) {
      return compared.number().subtract(BigDecimal.ONE);
    }
    return comparison == Comparison.GREATER || comparison == Comparison.DIFFERENT
        ? compared.number().add(BigDecimal.ONE)
        : compared.number();
  }
}
