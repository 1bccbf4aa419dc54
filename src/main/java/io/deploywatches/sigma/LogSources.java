package io.deploywatches.sigma;

import io.deploywatches.problem.Location;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a log source means: which events of an index, and which indices. Both stand in resource
 * files. A log source that they do not name narrows nothing, and {@link #isKnown} tells so.
 */
public final class LogSources {
  private static final Location TABLE = Location.of("(log source)");
  private static final String WINDOWS = "windows";

  /** From a log source to the kinds of events that it means; empty when that is all of them. */
  private static final Map<LogSource, List<Expression>> EVENTS = readEvents();

  private static final Map<LogSource, List<String>> INDICES = readIndices();

  private LogSources() {}

  private static Map<LogSource, List<Expression>> readEvents() {
    Map<LogSource, List<Expression>> events = new LinkedHashMap<>();
    for (List<String> row : Table.read("logsources.txt")) {
      List<Expression> kinds =
          events.computeIfAbsent(Table.logSource(row, 0), key -> new ArrayList<>());
      if (row.size() > 3) {
        kinds.add(conditions(row.subList(3, row.size())));
      }
    }
    return events;
  }

  /**
   * Cells of {@code field=value}: a whole number is a number, all else a text in this very case.
   */
  private static Expression conditions(List<String> cells) {
    Map<String, List<Criterion>> fields = new LinkedHashMap<>();
    for (String cell : cells) {
      int equals = cell.indexOf('=');
      String value = cell.substring(equals + 1);
      boolean isNumber = value.chars().allMatch(c -> c >= '0' && c <= '9');
      fields
          .computeIfAbsent(cell.substring(0, equals), key -> new ArrayList<>())
          .add(
              isNumber
                  ? new Criterion.Numeric(new BigDecimal(value))
                  : new Criterion.Text(TextPattern.exactly(value)));
    }
    List<Expression> matches = new ArrayList<>();
    fields.forEach(
        (field, values) ->
            matches.add(new Expression.FieldMatch(field, values, values.size() > 1, TABLE)));
    return Expression.and(matches);
  }

  private static Map<LogSource, List<String>> readIndices() {
    Map<LogSource, List<String>> indices = new LinkedHashMap<>();
    for (List<String> row : Table.read("indices.txt")) {
      indices.put(Table.logSource(row, 0), List.copyOf(row.subList(3, row.size())));
    }
    return indices;
  }

  /** Whether it is about Windows: it says so, or it has a category of Windows and no product. */
  static boolean isWindows(LogSource source) {
    if (source.product() != null) {
      return source.product().equals(WINDOWS);
    }
    return source.category() != null
        && EVENTS.containsKey(new LogSource(source.category(), WINDOWS, null));
  }

  /** The product of a log source; that of Windows when only Windows has such events. */
  static @Nullable String product(LogSource source) {
    return isWindows(source) ? WINDOWS : source.product();
  }

  /** Whether every part of a log source that says something is one that Sigma names. */
  public static boolean isKnown(LogSource source) {
    String product = product(source);
    if (EVENTS.containsKey(new LogSource(source.category(), product, source.service()))) {
      return true;
    }
    return source.category() != null
        && source.service() != null
        && events(source.category(), product, null) != null
        && events(null, product, source.service()) != null;
  }

  private static @Nullable List<Expression> events(
      @Nullable String category, @Nullable String product, @Nullable String service) {
    return EVENTS.get(new LogSource(category, product, service));
  }

  /**
   * The events that a log source means, by the names that Sigma has for fields of Windows events
   * and ECS for others.
   *
   * @return null when it narrows nothing
   */
  public static @Nullable Expression condition(LogSource source) {
    String product = product(source);
    Expression category =
        source.category() == null ? null : anyOf(events(source.category(), product, null));
    Expression service =
        source.service() == null ? null : anyOf(events(null, product, source.service()));
    if (category != null && service != null) {
      return Expression.and(List.of(category, service));
    }
    return category != null ? category : service;
  }

  private static @Nullable Expression anyOf(@Nullable List<Expression> kinds) {
    return kinds == null || kinds.isEmpty() ? null : Expression.or(kinds);
  }

  /** What a detection looks for, among the events that its log source means. */
  public static Expression restrict(Detection detection) {
    Expression condition = condition(detection.logSource());
    Expression expression = detection.expression();
    return condition == null ? expression : Expression.and(List.of(condition, expression));
  }

  /**
   * The indices that hold such events.
   *
   * @return none when the log source is not known: the settings have to name them
   */
  public static List<String> indices(LogSource source) {
    if (!isKnown(source)) {
      return List.of();
    }
    String product = product(source);
    for (LogSource narrower :
        List.of(
            new LogSource(source.category(), product, source.service()),
            new LogSource(null, product, source.service()),
            new LogSource(null, product, null))) {
      List<String> indices = INDICES.get(narrower);
      if (indices != null) {
        return indices;
      }
    }
    return Objects.requireNonNull(INDICES.get(LogSource.UNKNOWN));
  }
}
