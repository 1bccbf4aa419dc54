package io.deploywatches.check;

import io.deploywatches.bundle.Rule;
import io.deploywatches.problem.Location;
import java.util.Set;

/** The rule that a watch comes from. */
public record Origin(Rule rule) {
  Location location() {
    return rule.location();
  }

  /** Where a place of the watch's body stands in a file. */
  Location locationOf(String pointer) {
    return rule instanceof Rule.WholeWatch whole
        ? whole.body().locationOf(pointer)
        : rule.location();
  }

  /** The names of the findings that are switched off. */
  Set<String> allowed() {
    return rule.settings().allow().keySet();
  }
}
