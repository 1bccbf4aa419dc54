package io.deploywatches.sigma;

import io.deploywatches.problem.Location;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problems;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What stands behind a field's name: {@code CommandLine|contains|all}.
 *
 * @param start whether anything may stand before the value
 * @param end whether anything may stand after the value
 * @param all whether a list means all of its values
 */
record Modifiers(boolean start, boolean end, boolean all) {
  private static final Set<String> SUPPORTED = Set.of("contains", "startswith", "endswith", "all");

  /** Known to Sigma 2.1 and to the tools that people use. */
  private static final Set<String> LATER =
      Set.of(
          "exists",
          "cased",
          "neq",
          "windash",
          "re",
          "i",
          "m",
          "s",
          "ignorecase",
          "multiline",
          "dotall",
          "base64",
          "base64offset",
          "utf16",
          "utf16le",
          "utf16be",
          "wide",
          "lt",
          "lte",
          "gt",
          "gte",
          "minute",
          "hour",
          "day",
          "week",
          "month",
          "year",
          "cidr",
          "expand",
          "fieldref");

  private static final int MAX_NAME = 100;

  private static final Set<String> KNOWN = known();

  private static Set<String> known() {
    TreeSet<String> known = new TreeSet<>(SUPPORTED);
    known.addAll(LATER);
    return known;
  }

  static Modifiers of(List<String> names, Location location, Problems problems) {
    boolean start = false;
    boolean end = false;
    boolean all = false;
    for (String name : names) {
      switch (name) {
        case "contains" -> {
          start = true;
          end = true;
        }
        case "startswith" -> end = true;
        case "endswith" -> start = true;
        case "all" -> all = true;
        default -> report(name, location, problems);
      }
    }
    return new Modifiers(start, end, all);
  }

  private static void report(String name, Location location, Problems problems) {
    if (LATER.contains(name)) {
      problems.error(location, "the modifier '" + name + "' is not supported yet");
      return;
    }
    boolean isLong = name.length() > MAX_NAME;
    problems.error(
        location,
        "there is no modifier '"
            + (isLong ? name.substring(0, MAX_NAME) + "…" : name)
            + "'"
            + (isLong ? "" : Nearest.suggestion(name, KNOWN)),
        "known are: " + String.join(", ", KNOWN));
  }

  /** Whether the value is a part of a text. */
  boolean open() {
    return start || end;
  }
}
