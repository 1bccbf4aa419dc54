package io.deploywatches.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.Criterion.TimePart;
import io.deploywatches.sigma.Expression;
import io.deploywatches.sigma.TextPattern;
import io.deploywatches.sigma.TextPattern.Literal;
import io.deploywatches.sigma.TextPattern.Part;
import io.deploywatches.sigma.TextPattern.Wildcard;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.WeekFields;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What Sigma says about an event: the judge of all query languages. Slow, simple, and made without
 * any of their code.
 */
public final class Evaluator {
  private static final int ANY_MANY = -1;
  private static final int ANY_ONE = -2;

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
      List<JsonNode> values = values(match.field(), event);
      return match.criteria().stream().anyMatch(criterion -> holds(criterion, values, event));
    }
    TextPattern keyword = pattern(((Expression.KeywordMatch) expression).criterion());
    TextPattern anywhere = keyword.open(true, true);
    return leaves(event).stream().anyMatch(leaf -> matches(anywhere, leaf.asText()));
  }

  /** All values of a field, by Sigma's name for it. */
  private List<JsonNode> values(String field, JsonNode event) {
    List<JsonNode> values = new ArrayList<>();
    names.apply(field).forEach(name -> values.addAll(leaves(at(event, name))));
    return values;
  }

  private boolean holds(Criterion criterion, List<JsonNode> values, JsonNode event) {
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
    } else if (criterion instanceof Criterion.InNetwork in) {
      test = value -> in.network().contains(value.asText());
    } else if (criterion instanceof Criterion.Regex regex) {
      Pattern compiled = compile(regex);
      test = value -> compiled.matcher(value.asText()).find();
    } else if (criterion instanceof Criterion.Compared compared) {
      test = value -> holds(compared, value.asText());
    } else if (criterion instanceof Criterion.SameAs same) {
      List<JsonNode> others = values(same.field(), event);
      test =
          value -> others.stream().anyMatch(other -> holds(same, value.asText(), other.asText()));
    } else {
      TextPattern pattern = pattern(criterion);
      test = value -> matches(pattern, value.asText());
    }
    return values.stream().anyMatch(test);
  }

  /** A text that is no number or no time is neither less nor more than one. */
  private static boolean holds(Criterion.Compared compared, String value) {
    try {
      TimePart part = compared.part();
      BigDecimal number =
          part == null ? new BigDecimal(value) : BigDecimal.valueOf(part(part, value));
      return compared.comparison().holds(number, compared.number());
    } catch (NumberFormatException | DateTimeException e) {
      return false;
    }
  }

  /** What names no zone is UTC; Sysmon writes a blank between date and time. */
  private static int part(TimePart part, String text) {
    TemporalAccessor read =
        DateTimeFormatter.ISO_DATE_TIME.parseBest(
            text.replace(' ', 'T'), OffsetDateTime::from, LocalDateTime::from);
    OffsetDateTime time =
        read instanceof OffsetDateTime zoned
            ? zoned.withOffsetSameInstant(ZoneOffset.UTC)
            : ((LocalDateTime) read).atOffset(ZoneOffset.UTC);
    return switch (part) {
      case MINUTE -> time.getMinute();
      case HOUR -> time.getHour();
      case DAY -> time.getDayOfMonth();
      case WEEK -> time.get(WeekFields.ISO.weekOfWeekBasedYear());
      case MONTH -> time.getMonthValue();
      case YEAR -> time.getYear();
    };
  }

  private static boolean holds(Criterion.SameAs same, String value, String other) {
    TextPattern exactly = TextPattern.exactly(other).open(same.openStart(), same.openEnd());
    return matches(
        same.cased()
            ? exactly
            : new TextPattern(exactly.parts(), false, other, same.openStart(), same.openEnd()),
        value);
  }

  private static Pattern compile(Criterion.Regex regex) {
    return Pattern.compile(
        regex.expression(),
        Pattern.UNIX_LINES
            | (regex.ignoreCase() ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0)
            | (regex.multiline() ? Pattern.MULTILINE : 0)
            | (regex.dotAll() ? Pattern.DOTALL : 0));
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

  /** Walks both from the left, and back to the last {@code *} when that fails. */
  public static boolean matches(TextPattern pattern, String text) {
    int[] glob = glob(pattern);
    int[] characters = text.codePoints().toArray();
    int g = 0;
    int c = 0;
    int star = -1;
    int mark = 0;
    while (c < characters.length) {
      if (g < glob.length && glob[g] == ANY_MANY) {
        star = g++;
        mark = c;
      } else if (g < glob.length
          && (glob[g] == ANY_ONE || isSame(glob[g], characters[c], pattern.cased()))) {
        g++;
        c++;
      } else if (star >= 0) {
        g = star + 1;
        c = ++mark;
      } else {
        return false;
      }
    }
    while (g < glob.length && glob[g] == ANY_MANY) {
      g++;
    }
    return g == glob.length;
  }

  private static int[] glob(TextPattern pattern) {
    IntStream.Builder glob = IntStream.builder();
    for (Part part : pattern.parts()) {
      if (part instanceof Literal literal) {
        literal.text().codePoints().forEach(glob::add);
      } else {
        glob.add(part == Wildcard.ANY_MANY ? ANY_MANY : ANY_ONE);
      }
    }
    return glob.build().toArray();
  }

  private static boolean isSame(int a, int b, boolean cased) {
    if (a == b || cased || (a < 128) != (b < 128)) {
      return a == b;
    }
    return Character.toLowerCase(a) == Character.toLowerCase(b)
        || Character.toUpperCase(a) == Character.toUpperCase(b);
  }
}
