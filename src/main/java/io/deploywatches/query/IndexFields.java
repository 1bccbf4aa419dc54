package io.deploywatches.query;

import io.deploywatches.bundle.Matching;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.Expression;
import io.deploywatches.sigma.FieldMapping;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a rule's fields are in an index, and what its server can do: a {@link Matching} that was
 * found to be right.
 *
 * @param suffix what the keyword sub-field of a field is called; empty when the field itself is a
 *     keyword field
 * @param caseInsensitive whether the server knows {@code case_insensitive}: since 7.10
 */
record IndexFields(FieldMapping mapping, String suffix, boolean caseInsensitive) {
  private static final Pattern SERVER = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(\\.\\d{1,4})?");

  /** Empty when a problem was reported. */
  static Optional<IndexFields> of(Matching matching, Detection detection, Problems problems) {
    FieldMapping mapping = FieldMapping.of(matching, detection.location(), problems);
    if (mapping != null) {
      mapping.check(detection, problems);
    }
    boolean none = matching.keyword().equals("none");
    if (!none && !matching.keyword().startsWith(".")) {
      problems.error(
          detection.location(),
          "matching.keyword is 'none' or a suffix such as '.keyword', not '"
              + matching.keyword()
              + "'");
    }
    Matcher server = SERVER.matcher(matching.server());
    if (!server.matches()) {
      problems.error(
          detection.location(),
          "matching.server is a version such as '7.10', not '" + matching.server() + "'");
    }
    if (problems.hasErrors() || mapping == null) {
      return Optional.empty();
    }
    int major = Integer.parseInt(server.group(1));
    int minor = Integer.parseInt(server.group(2));
    return Optional.of(
        new IndexFields(
            mapping, none ? "" : matching.keyword(), major > 7 || (major == 7 && minor >= 10)));
  }

  /** What a detection looks for, by the names of the index. */
  Expression resolve(Detection detection) {
    return mapping.resolve(detection);
  }

  /** What a field of the index holds, as far as the mapping knows. */
  FieldType type(String name) {
    FieldType type = mapping.name().equals("none") ? FieldType.KEYWORD : FieldType.ofEcs(name);
    return type == FieldType.TEXT && !suffix.isEmpty() ? FieldType.KEYWORD : type;
  }

  /** The field that holds the whole text of an index's field as one term. */
  String keyword(String name) {
    FieldType type = type(name);
    return type == FieldType.NUMBER || type == FieldType.IP ? name : name + suffix;
  }

  /** The fields that may hold a value, the likeliest first: numbers have no keyword sub-field. */
  List<String> candidates(String name) {
    return suffix.isEmpty() ? List.of(name) : List.of(keyword(name), name);
  }
}
