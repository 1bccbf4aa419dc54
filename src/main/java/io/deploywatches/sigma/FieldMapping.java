package io.deploywatches.sigma;

import io.deploywatches.bundle.Matching;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problems;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What Sigma's fields are called in an index, and with that what a detection looks for there.
 *
 * <p>Built in are {@code winlogbeat}, as the Beats name fields (those of Windows events without
 * winlogbeat's modules), {@code ecs}, as its modules and the Elastic Agent do, and {@code none},
 * which keeps all names.
 */
public sealed interface FieldMapping permits FieldTable, OwnMapping, Pipeline {
  /** What settings call it. */
  String name();

  /**
   * What a field is called in the index.
   *
   * @return at least one name; of several, each may hold the value
   */
  List<String> map(String field, LogSource source);

  /** What a detection looks for among the events of its log source, by Sigma's names. */
  Expression narrowed(Detection detection);

  /**
   * What a detection looks for among the events of its log source, with the names of the index in
   * place of Sigma's.
   */
  default Expression resolve(Detection detection) {
    return FieldNames.rename(narrowed(detection), field -> map(field, detection.logSource()));
  }

  /** Reports a detection that the mapping makes nothing of. */
  default void check(Detection detection, Problems problems) {}

  /** The mapping that settings ask for; null when there is none, which is reported. */
  static @Nullable FieldMapping of(Matching matching, Location at, Problems problems) {
    Mapping file = matching.file();
    if (file != null) {
      return MappingFile.read(matching.fields(), file, problems);
    }
    FieldMapping mapping = named(matching.fields());
    if (mapping == null) {
      problems.error(
          at,
          "there is no field mapping '" + matching.fields() + "' (matching.fields)",
          "known are: "
              + String.join(", ", builtIn())
              + "; or add mappings/"
              + matching.fields()
              + ".yml");
    }
    return mapping;
  }

  /** The names that settings may give. */
  static Set<String> builtIn() {
    return new TreeSet<>(Set.of("ecs", "none", "winlogbeat"));
  }

  /** A built-in mapping; null when there is none of that name. */
  static @Nullable FieldMapping named(String name) {
    return BuiltIn.BY_NAME.get(name);
  }

  /** Read only when one is asked for. */
  final class BuiltIn {
    private static final Map<String, FieldMapping> BY_NAME =
        Map.of(
            "none", FieldTable.read("none", false),
            "winlogbeat", FieldTable.read("winlogbeat", true, "winlogbeat", "beats"),
            "ecs", FieldTable.read("ecs", true, "ecs", "beats"));

    private BuiltIn() {}
  }
}
