package io.deploywatches.query.language;

import io.deploywatches.sigma.LogSource;
import io.deploywatches.sigma.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one configuration of sigmac 0.18.1 says: what Sigma's fields are called, and which event
 * logs a log source means.
 */
final class SigmacConfiguration {
  /** Names as they are, no event logs: what sigmac does without a configuration. */
  static final SigmacConfiguration NONE = new SigmacConfiguration(List.of());

  static final SigmacConfiguration WINLOGBEAT = read("winlogbeat");
  static final SigmacConfiguration POWERSHELL = read("powershell");
  static final SigmacConfiguration SPLUNK = read("splunk");
  static final SigmacConfiguration LOGPOINT = read("logpoint");

  /** Names of a field in rules that name one of the events. */
  private record OfEvent(Set<String> events, List<String> names) {}

  private final Map<String, List<String>> fields = new LinkedHashMap<>();
  private final Map<String, List<OfEvent>> fieldsOfEvents = new LinkedHashMap<>();
  private final Map<LogSource, List<String>> logs = new LinkedHashMap<>();
  private @Nullable String logField;

  private SigmacConfiguration(List<List<String>> rows) {
    rows.forEach(this::add);
  }

  private static SigmacConfiguration read(String name) {
    return new SigmacConfiguration(
        Table.read("/io/deploywatches/query/language/sigmac-" + name + ".txt"));
  }

  private void add(List<String> row) {
    switch (row.get(0)) {
      case "field" -> fields.put(row.get(1), List.copyOf(row.subList(2, row.size())));
      case "field-of-event" ->
          fieldsOfEvents
              .computeIfAbsent(row.get(1), key -> new ArrayList<>())
              .add(
                  new OfEvent(
                      new LinkedHashSet<>(List.of(row.get(2).split(" ", -1))),
                      List.copyOf(row.subList(3, row.size()))));
      case "source-field" -> logField = row.get(1);
      case "source" ->
          logs.put(
              new LogSource(row.get(1).isEmpty() ? null : row.get(1), "windows", row.get(2)),
              List.copyOf(row.subList(3, row.size())));
      default -> throw new IllegalStateException("a row of no known kind: " + row);
    }
  }

  /**
   * What a field is called.
   *
   * @param events the event ids that the rule names outside of lists
   * @return at least one name; each may hold the value
   */
  List<String> names(String field, Set<String> events) {
    for (OfEvent each : fieldsOfEvents.getOrDefault(field, List.of())) {
      if (each.events().stream().anyMatch(events::contains)) {
        return each.names();
      }
    }
    return fields.getOrDefault(field, List.of(field));
  }

  /** The field that {@link #logs} are values of. */
  String logField() {
    return Objects.requireNonNull(logField);
  }

  /** The event logs that a log source means; none when it narrows nothing. */
  List<String> logs(LogSource source) {
    if (!"windows".equals(source.product()) || source.service() == null) {
      return List.of();
    }
    List<String> ofService = logs.get(new LogSource(null, "windows", source.service()));
    return ofService != null
        ? ofService
        : logs.getOrDefault(
            new LogSource(source.category(), "windows", source.service()), List.of());
  }
}
