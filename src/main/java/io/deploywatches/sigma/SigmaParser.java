package io.deploywatches.sigma;

import io.deploywatches.bundle.SourceValue;
import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.SourceValue.Sequence;
import io.deploywatches.bundle.TimeSpan;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the {@code detection} and the {@code logsource} of a Sigma rule. */
public final class SigmaParser {
  /** Keys of a detection that are no selections. */
  private static final Set<String> RESERVED = Set.of("condition", "timeframe");

  /** Far above every real rule; below what would fill the memory. */
  private static final long MAX_VALUES = 1_000_000;

  private final Placeholders placeholders;
  private final Problems problems;

  private SigmaParser(Placeholders placeholders, Problems problems) {
    this.placeholders = placeholders;
    this.problems = problems;
  }

  /**
   * Reads a rule.
   *
   * @param rule one document
   * @param problems takes everything that is wrong, each with its line
   * @return a detection for each condition in order; empty when an error was reported
   */
  public static List<Detection> parse(Mapping rule, Problems problems) {
    return parse(rule, Placeholders.NONE, problems);
  }

  /** Reads a rule with values for its placeholders. */
  public static List<Detection> parse(Mapping rule, Placeholders placeholders, Problems problems) {
    Problems found = new Problems();
    List<Detection> detections = new SigmaParser(placeholders, found).rule(rule);
    problems.addAll(found.list());
    return found.hasErrors() ? List.of() : List.copyOf(detections);
  }

  private List<Detection> rule(Mapping rule) {
    LogSource logSource = logSource(rule, problems);
    Entry entry = rule.entries().get("detection");
    if (entry == null) {
      problems.error(rule.location(), "the rule has no detection");
      return List.of();
    }
    if (!(entry.value() instanceof Mapping detection)) {
      problems.error(entry.location(), "detection is " + entry.value().kind() + ", not a mapping");
      return List.of();
    }
    Map<String, Expression> selections = selections(detection);
    Optional<TimeSpan> timeframe = timeframe(detection);
    List<Detection> detections = new ArrayList<>();
    for (Scalar condition : conditions(detection, entry.location())) {
      detection(condition, names(detection), selections, logSource, timeframe)
          .ifPresent(detections::add);
    }
    Entry frame = detection.entries().get("timeframe");
    if (frame != null
        && timeframe.isPresent()
        && !detections.isEmpty()
        && detections.stream().allMatch(each -> each.aggregation().isEmpty())) {
      problems.add(
          Problem.warning(
              frame.location(),
              "the timeframe has no meaning without an aggregation in the condition",
              "take it out, or say what to count: 'selection | count() > 5'"));
    }
    return detections;
  }

  private Optional<Detection> detection(
      Scalar written,
      Set<String> names,
      Map<String, Expression> selections,
      LogSource logSource,
      Optional<TimeSpan> timeframe) {
    String text = written.value().textValue();
    Location at = written.location();
    int bar = text.indexOf('|');
    Condition condition =
        ConditionParser.parse(bar < 0 ? text : text.substring(0, bar), names, at, problems);
    Aggregation aggregation =
        bar < 0 ? null : AggregationParser.parse(text.substring(bar + 1), names, at, problems);
    if (condition == null
        || (bar >= 0 && aggregation == null)
        || isTooLarge(condition, selections, at)) {
      return Optional.empty();
    }
    return Optional.of(
        new Detection(
            condition, selections, logSource, Optional.ofNullable(aggregation), timeframe, at));
  }

  private Optional<TimeSpan> timeframe(Mapping detection) {
    SourceValue value = detection.get("timeframe");
    if (value == null) {
      return Optional.empty();
    }
    String text = value instanceof Scalar scalar ? scalar.text().strip() : "";
    Optional<TimeSpan> span = TimeSpan.parse(text).filter(time -> time.seconds() > 0);
    if (span.isEmpty()) {
      problems.add(
          Problem.error(
              value.location(),
              "the timeframe is a whole number and one of s, m, h, d and w, such as 15m",
              text.endsWith("M") ? "months differ in length: write days, such as 30d" : null));
    }
    return span;
  }

  private static Set<String> names(Mapping detection) {
    Map<String, Entry> names = new LinkedHashMap<>(detection.entries());
    names.keySet().removeAll(RESERVED);
    return names.keySet();
  }

  private Map<String, Expression> selections(Mapping detection) {
    SelectionParser parser = new SelectionParser(placeholders, problems);
    Map<String, Expression> selections = new LinkedHashMap<>();
    for (Entry entry : detection.entries().values()) {
      if (!RESERVED.contains(entry.key())) {
        Expression selection = parser.parse(entry);
        if (selection != null) {
          selections.put(entry.key(), selection);
        }
      }
    }
    return selections;
  }

  private List<Scalar> conditions(Mapping detection, Location location) {
    Entry condition = detection.entries().get("condition");
    if (condition == null) {
      problems.error(location, "the detection has no condition");
      return List.of();
    }
    List<SourceValue> items =
        condition.value() instanceof Sequence sequence
            ? sequence.items()
            : List.of(condition.value());
    if (items.isEmpty()) {
      problems.error(condition.location(), "the list of conditions is empty");
    }
    List<Scalar> conditions = new ArrayList<>();
    for (SourceValue item : items) {
      if (item instanceof Scalar scalar && scalar.isString()) {
        conditions.add(scalar);
      } else {
        problems.error(item.location(), "a condition is a text, not " + item.kind());
      }
    }
    return conditions;
  }

  /** A query repeats a selection wherever the condition names it. */
  private boolean isTooLarge(
      Condition condition, Map<String, Expression> selections, Location location) {
    Map<String, Long> sizes = new HashMap<>();
    selections.forEach((name, selection) -> sizes.put(name, size(selection)));
    if (size(condition, sizes) <= MAX_VALUES) {
      return false;
    }
    problems.error(
        location, "the condition repeats its selections to more than " + MAX_VALUES + " values");
    return true;
  }

  private static long size(Condition condition, Map<String, Long> sizes) {
    if (condition instanceof Condition.Name name) {
      return sizes.getOrDefault(name.name(), 0L);
    } else if (condition instanceof Condition.Not not) {
      return size(not.operand(), sizes);
    } else if (condition instanceof Condition.Grouped grouped) {
      return size(grouped.operand(), sizes);
    } else if (condition instanceof Condition.And and) {
      return and.operands().stream().mapToLong(operand -> size(operand, sizes)).sum();
    } else if (condition instanceof Condition.Or or) {
      return or.operands().stream().mapToLong(operand -> size(operand, sizes)).sum();
    }
    return ((Condition.Quantified) condition)
        .names().stream().mapToLong(name -> sizes.getOrDefault(name, 0L)).sum();
  }

  private static long size(Expression selection) {
    if (selection instanceof Expression.And and) {
      return and.operands().stream().mapToLong(SigmaParser::size).sum();
    } else if (selection instanceof Expression.Or or) {
      return or.operands().stream().mapToLong(SigmaParser::size).sum();
    } else if (selection instanceof Expression.FieldMatch match) {
      return match.criteria().size();
    }
    return 1;
  }

  /** The log source of a rule or a filter. */
  static LogSource logSource(Mapping rule, Problems problems) {
    Entry entry = rule.entries().get("logsource");
    if (entry == null) {
      return LogSource.UNKNOWN;
    }
    if (!(entry.value() instanceof Mapping mapping)) {
      problems.error(entry.location(), "logsource is " + entry.value().kind() + ", not a mapping");
      return LogSource.UNKNOWN;
    }
    return logSourceOf(mapping, problems);
  }

  /** The log source whose parts stand in a mapping. */
  static LogSource logSourceOf(Mapping mapping, Problems problems) {
    return new LogSource(
        part(mapping, "category", problems),
        part(mapping, "product", problems),
        part(mapping, "service", problems));
  }

  private static @Nullable String part(Mapping logSource, String key, Problems problems) {
    SourceValue value = logSource.get(key);
    if (value == null || (value instanceof Scalar nothing && nothing.isNull())) {
      return null;
    }
    if (value instanceof Scalar scalar && scalar.isString()) {
      return scalar.value().textValue();
    }
    problems.error(value.location(), "logsource: " + key + " is a text, not " + value.kind());
    return null;
  }
}
