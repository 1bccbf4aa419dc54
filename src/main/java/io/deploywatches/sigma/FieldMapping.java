package io.deploywatches.sigma;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What Sigma's fields are called in an index: a table in a resource file, from a name to one or
 * more names, with {@code *} for all that the table does not name.
 *
 * <p>{@code winlogbeat} names fields as winlogbeat itself does, without its modules' pipelines, and
 * only for Windows events: rules for other products keep their names, and so do names that are
 * already paths. {@code none} keeps all names. {@code sigmac-winlogbeat} holds the names that
 * sigmac 0.18.1 makes, also where no index has them.
 */
public final class FieldMapping {
  private static final String OTHERS = "*";

  private static final Map<String, FieldMapping> BUILT_IN =
      Map.of(
          "none", new FieldMapping("none", Map.of(), false),
          "winlogbeat", read("winlogbeat", true),
          "sigmac-winlogbeat", read("sigmac-winlogbeat", false));

  private final String name;
  private final Map<String, List<String>> names;
  private final boolean windowsOnly;

  private FieldMapping(String name, Map<String, List<String>> names, boolean windowsOnly) {
    this.name = name;
    this.names = names;
    this.windowsOnly = windowsOnly;
  }

  private static FieldMapping read(String name, boolean windowsOnly) {
    Map<String, List<String>> names = new HashMap<>();
    for (List<String> row : Table.read("fields-" + name + ".txt")) {
      names.put(row.get(0), List.copyOf(row.subList(1, row.size())));
    }
    return new FieldMapping(name, names, windowsOnly);
  }

  /** The names that settings may give. */
  public static Set<String> builtIn() {
    return new TreeSet<>(Set.of("none", "winlogbeat"));
  }

  /** A built-in mapping; null when there is none of that name. */
  public static @Nullable FieldMapping named(String name) {
    return BUILT_IN.get(name);
  }

  public String name() {
    return name;
  }

  /**
   * What a field is called in the index.
   *
   * @return at least one name; of several, each may hold the value
   */
  public List<String> map(String field, LogSource source) {
    if (windowsOnly && (!LogSources.isWindows(source) || field.indexOf('.') >= 0)) {
      return List.of(field);
    }
    List<String> mapped = names.get(field);
    if (mapped != null) {
      return mapped;
    }
    return names.getOrDefault(OTHERS, List.of(OTHERS)).stream()
        .map(pattern -> pattern.replace(OTHERS, field))
        .toList();
  }
}
