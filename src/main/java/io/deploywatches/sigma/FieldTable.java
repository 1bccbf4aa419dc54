package io.deploywatches.sigma;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A field mapping of a resource file: rows from a name to one or more names, with {@code *} for all
 * names that no row has and that are no paths already. A row {@code = | category | product |
 * service} begins a part for that log source.
 */
final class FieldTable implements FieldMapping {
  private static final String OTHERS = "*";
  private static final String PART = "=";

  /** Keeps all names. */
  static final FieldMapping NONE = read("none", false);

  private final String name;
  private final Map<LogSource, Map<String, List<String>>> parts;
  private final boolean isEcs;

  private FieldTable(String name, Map<LogSource, Map<String, List<String>>> parts, boolean isEcs) {
    this.name = name;
    this.parts = parts;
    this.isEcs = isEcs;
  }

  /**
   * @param isEcs whether events have fields by which ECS tells them apart
   */
  static FieldTable read(String name, boolean isEcs, String... files) {
    Map<LogSource, Map<String, List<String>>> parts = new HashMap<>();
    for (String file : files) {
      LogSource part = LogSource.UNKNOWN;
      for (List<String> row : Table.read("fields-" + file + ".txt")) {
        if (row.get(0).equals(PART)) {
          part = Table.logSource(row, 1);
        } else {
          parts
              .computeIfAbsent(part, key -> new HashMap<>())
              .put(row.get(0), List.copyOf(row.subList(1, row.size())));
        }
      }
    }
    return new FieldTable(name, parts, isEcs);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> map(String field, LogSource source) {
    List<Map<String, List<String>>> applicable = parts(source);
    for (Map<String, List<String>> part : applicable) {
      List<String> names = part.get(field);
      if (names != null) {
        return names;
      }
    }
    if (field.indexOf('.') < 0) {
      for (Map<String, List<String>> part : applicable) {
        List<String> patterns = part.get(OTHERS);
        if (patterns != null) {
          return patterns.stream().map(pattern -> pattern.replace(OTHERS, field)).toList();
        }
      }
    }
    return List.of(field);
  }

  /** The parts for a log source, the narrowest first. */
  private List<Map<String, List<String>>> parts(LogSource source) {
    String product = LogSources.product(source);
    List<Map<String, List<String>>> found = new ArrayList<>();
    if (source.category() != null) {
      addPart(new LogSource(source.category(), product, null), found);
    }
    if (source.service() != null) {
      addPart(new LogSource(null, product, source.service()), found);
    }
    if (source.category() != null && product != null) {
      addPart(new LogSource(source.category(), null, null), found);
    }
    if (product != null) {
      addPart(new LogSource(null, product, null), found);
    }
    addPart(LogSource.UNKNOWN, found);
    return found;
  }

  private void addPart(LogSource source, List<Map<String, List<String>>> found) {
    Map<String, List<String>> part = parts.get(source);
    if (part != null) {
      found.add(part);
    }
  }

  @Override
  public Expression narrowed(Detection detection) {
    return isEcs || LogSources.isWindows(detection.logSource())
        ? LogSources.restrict(detection)
        : detection.expression();
  }
}
