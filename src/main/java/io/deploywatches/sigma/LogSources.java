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
 * files. A log source that they do not name narrows nothing.
 */
public final class LogSources {
  private static final Location TABLE = Location.of("(log source)");

  /** From a log source to the kinds of events that it means. */
  private static final Map<LogSource, List<Events>> EVENTS = readEvents("logsources-windows.txt");

  private static final Map<String, List<String>> INDICES = readIndices();

  private LogSources() {}

  /**
   * A kind of event.
   *
   * @param channel the Windows event log
   * @param ids none for all of that log
   */
  private record Events(String channel, List<BigDecimal> ids) {
    Expression expression() {
      Expression log =
          new Expression.FieldMatch(
              "Channel", List.of(new Criterion.Text(TextPattern.exactly(channel))), false, TABLE);
      if (ids.isEmpty()) {
        return log;
      }
      List<Criterion> numbers = new ArrayList<>();
      ids.forEach(id -> numbers.add(new Criterion.Numeric(id)));
      return Expression.and(
          List.of(log, new Expression.FieldMatch("EventID", numbers, numbers.size() > 1, TABLE)));
    }
  }

  /** Rows of {@code category | service | channel | event ids}; rows of the same key add up. */
  private static Map<LogSource, List<Events>> readEvents(String resource) {
    Map<LogSource, List<Events>> events = new LinkedHashMap<>();
    for (List<String> row : Table.read(resource)) {
      LogSource source = new LogSource(cell(row, 0), "windows", cell(row, 1));
      List<BigDecimal> ids = new ArrayList<>();
      String list = cell(row, 3);
      if (list != null) {
        for (int start = 0; start <= list.length(); ) {
          int end = list.indexOf(' ', start);
          end = end < 0 ? list.length() : end;
          ids.add(new BigDecimal(list.substring(start, end)));
          start = end + 1;
        }
      }
      events
          .computeIfAbsent(source, key -> new ArrayList<>())
          .add(new Events(Objects.requireNonNull(cell(row, 2)), List.copyOf(ids)));
    }
    return events;
  }

  private static Map<String, List<String>> readIndices() {
    Map<String, List<String>> indices = new LinkedHashMap<>();
    for (List<String> row : Table.read("indices.txt")) {
      indices.put(row.get(0), List.copyOf(row.subList(1, row.size())));
    }
    return indices;
  }

  private static @Nullable String cell(List<String> row, int column) {
    return column >= row.size() || row.get(column).isEmpty() ? null : row.get(column);
  }

  /** Whether it is about Windows: it says so, or it has a category that only Windows has. */
  static boolean isWindows(LogSource source) {
    if (source.product() != null) {
      return source.product().equals("windows");
    }
    return EVENTS.containsKey(new LogSource(source.category(), "windows", null))
        && source.category() != null;
  }

  /** The events that a log source means; null when it narrows nothing. */
  public static @Nullable Expression condition(LogSource source) {
    if (!isWindows(source)) {
      return null;
    }
    Expression category = condition(source.category(), null);
    Expression service = condition(null, source.service());
    if (category != null && service != null) {
      return Expression.and(List.of(category, service));
    }
    return category != null ? category : service;
  }

  private static @Nullable Expression condition(
      @Nullable String category, @Nullable String service) {
    List<Events> events = EVENTS.get(new LogSource(category, "windows", service));
    if (events == null) {
      return null;
    }
    return Expression.or(events.stream().map(Events::expression).toList());
  }

  /** What a detection looks for, among the events that its log source means. */
  public static Expression restrict(Detection detection) {
    Expression condition = condition(detection.logSource());
    Expression expression = detection.expression();
    return condition == null ? expression : Expression.and(List.of(condition, expression));
  }

  /** The event logs that sigmac 0.18.1 looks into with its winlogbeat configuration. */
  public static List<String> sigmacChannels(LogSource source) {
    if (!"windows".equals(source.product()) || source.service() == null) {
      return List.of();
    }
    return Sigmac.CHANNELS.getOrDefault(source.service(), List.of());
  }

  /** Read only when it is asked for. */
  private static final class Sigmac {
    static final Map<String, List<String>> CHANNELS = read();

    private static Map<String, List<String>> read() {
      Map<String, List<String>> channels = new LinkedHashMap<>();
      for (List<String> row : Table.read("logsources-sigmac-winlogbeat.txt")) {
        channels.put(row.get(0), List.copyOf(row.subList(1, row.size())));
      }
      return channels;
    }
  }

  /**
   * The indices that hold such events.
   *
   * @return none when the product is not known: the settings have to name them
   */
  public static List<String> indices(LogSource source) {
    String product = isWindows(source) ? "windows" : source.product();
    return product == null ? List.of() : INDICES.getOrDefault(product, List.of());
  }
}
