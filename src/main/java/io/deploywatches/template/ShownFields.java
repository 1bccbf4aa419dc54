package io.deploywatches.template;

import io.deploywatches.bundle.Matching;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.FieldMapping;
import io.deploywatches.template.TemplateValue.RuleText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The fields of an event that tell what a rule has found, as templates see them. */
final class ShownFields {
  /** More would hide what matters. */
  private static final int MAX = 20;

  private ShownFields() {}

  /**
   * The fields that a rule lists, or those that its detections name.
   *
   * @param listed the rule's {@code fields}
   * @return for each field its {@code name} and its {@code paths}, the names that an index may have
   *     for it
   */
  static List<Object> of(List<String> listed, List<Detection> detections, Matching matching) {
    // What is wrong with the mapping is told where the query is made.
    FieldMapping mapping = FieldMapping.of(matching, Location.of(""), new Problems());
    Map<String, Set<String>> paths = new LinkedHashMap<>();
    for (Detection detection : detections) {
      for (String name : listed.isEmpty() ? detection.fields() : listed) {
        Set<String> known = paths.computeIfAbsent(name, key -> new LinkedHashSet<>());
        known.addAll(mapping == null ? List.of(name) : mapping.map(name, detection.logSource()));
        // Lists of fields often have the index's own names.
        known.add(name);
      }
    }
    List<Object> shown = new ArrayList<>();
    paths.forEach((name, known) -> add(shown, name, List.copyOf(known)));
    return shown;
  }

  /** The fields that a rule lists by the names of the index. */
  static List<Object> of(List<String> listed) {
    List<Object> shown = new ArrayList<>();
    listed.forEach(name -> add(shown, name, List.of(name)));
    return shown;
  }

  private static void add(List<Object> shown, String name, List<String> paths) {
    if (shown.size() < MAX) {
      Map<String, Object> field = new LinkedHashMap<>();
      field.put("name", new RuleText(name));
      field.put("paths", paths.stream().<Object>map(RuleText::new).toList());
      shown.add(field);
    }
  }
}
