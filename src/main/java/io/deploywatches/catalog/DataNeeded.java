package io.deploywatches.catalog;

import io.deploywatches.bundle.SourceValue;
import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.SourceValue.Sequence;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.Expression;
import io.deploywatches.sigma.LogSource;
import io.deploywatches.sigma.LogSources;
import io.deploywatches.sigma.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which logged data a rule needs, by its log source, the events that it names and its fields. */
final class DataNeeded {
  private static final String EVENT_ID = "EventID";

  /** Data of a log source; empty fields are any. */
  private record Data(String name, LogSource source, String event, Set<String> fields) {
    boolean isOf(LogSource other) {
      return isOf(source.category(), other.category())
          && isOf(source.product(), other.product())
          && isOf(source.service(), other.service());
    }

    private static boolean isOf(@Nullable String own, @Nullable String other) {
      return own == null || (other != null && own.equals(other.toLowerCase(Locale.ROOT)));
    }

    boolean isNeeded(Set<String> events, Set<String> fieldsOfRule) {
      if (!event.isEmpty() && !events.isEmpty()) {
        return events.contains(event);
      } else if (fields.isEmpty()) {
        return event.isEmpty();
      }
      return fields.containsAll(fieldsOfRule);
    }
  }

  private static final List<Data> TABLE =
      Table.read("/io/deploywatches/catalog/data-needed.txt").stream()
          .map(
              row ->
                  new Data(
                      row.get(0),
                      Table.logSource(row, 1),
                      row.size() > 4 ? row.get(4) : "",
                      row.size() > 5 ? Set.of(row.get(5).split(" ", -1)) : Set.of()))
          .toList();

  private DataNeeded() {}

  /** The names of the data that the rules of a file need. */
  static SortedSet<String> of(List<Mapping> rules) {
    SortedSet<String> names = new TreeSet<>();
    rules.forEach(rule -> add(rule, names));
    return names;
  }

  private static void add(Mapping rule, SortedSet<String> names) {
    LogSource source = source(rule);
    Set<String> fields = new HashSet<>();
    Set<String> events = new HashSet<>();
    if (rule.get("detection") instanceof Mapping detection) {
      detection.entries().values().stream()
          .filter(entry -> !Set.of("condition", "timeframe").contains(entry.key()))
          .forEach(entry -> collect(entry.value(), fields, events));
    }
    fields.remove(EVENT_ID);
    LogSource sysmon = sysmon(source, events);
    for (Data data : TABLE) {
      if ((data.isOf(source) || data.isOf(sysmon)) && data.isNeeded(events, fields)) {
        names.add(data.name());
      }
    }
  }

  /** A category of Windows events is mostly one kind of events of Sysmon. */
  private static LogSource sysmon(LogSource source, Set<String> events) {
    Expression kinds = source.service() == null ? LogSources.condition(source) : null;
    if (kinds instanceof Expression.And and
        && and.toString().contains("Microsoft-Windows-Sysmon/Operational")) {
      List<String> ids = new ArrayList<>();
      for (Expression operand : and.operands()) {
        if (operand instanceof Expression.FieldMatch match && match.field().equals(EVENT_ID)) {
          match.criteria().stream().map(Criterion::written).forEach(ids::add);
        }
      }
      if (events.isEmpty()) {
        events.addAll(ids);
      }
      return new LogSource(source.category(), "windows", "sysmon");
    }
    return source;
  }

  private static LogSource source(Mapping rule) {
    return rule.get("logsource") instanceof Mapping source
        ? new LogSource(text(source, "category"), text(source, "product"), text(source, "service"))
        : LogSource.UNKNOWN;
  }

  private static @Nullable String text(Mapping mapping, String key) {
    return mapping.get(key) instanceof Scalar scalar && !scalar.isNull() ? scalar.text() : null;
  }

  private static void collect(SourceValue value, Set<String> fields, Set<String> events) {
    if (value instanceof Sequence sequence) {
      sequence.items().forEach(item -> collect(item, fields, events));
    } else if (value instanceof Mapping mapping) {
      for (Entry entry : mapping.entries().values()) {
        String field = entry.key().replaceFirst("\\|.*", "");
        fields.add(field);
        if (field.equals(EVENT_ID)) {
          List<SourceValue> ids =
              entry.value() instanceof Sequence sequence
                  ? sequence.items()
                  : List.of(entry.value());
          ids.stream()
              .filter(id -> id instanceof Scalar)
              .forEach(id -> events.add(((Scalar) id).text()));
        }
      }
    }
  }
}
