package io.deploywatches.sigma;

import io.deploywatches.bundle.SourceValue;
import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.SourceValue.Sequence;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the {@code rules} of correlations and filters. */
final class References {
  private References() {}

  /** Empty when a problem was reported. */
  static List<Reference> read(@Nullable Entry rules, Location at, Problems problems) {
    List<SourceValue> items =
        rules == null
            ? List.of()
            : rules.value() instanceof Sequence sequence
                ? sequence.items()
                : List.of(rules.value());
    if (items.isEmpty()) {
      problems.error(
          rules == null ? at : rules.location(),
          "'rules' is missing: expected the ids or names of rules");
    }
    List<Reference> references = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (SourceValue item : items) {
      if (item instanceof Scalar scalar && !scalar.isNull() && !scalar.text().isEmpty()) {
        if (seen.add(scalar.text())) {
          references.add(new Reference(scalar.text(), scalar.location()));
        }
      } else {
        problems.error(item.location(), "a rule is named by its id or name, not " + item.kind());
      }
    }
    return references;
  }
}
