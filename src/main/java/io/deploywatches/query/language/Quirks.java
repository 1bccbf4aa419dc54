package io.deploywatches.query.language;

import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import java.util.EnumSet;
import java.util.Set;

/** The ways of sigmac that a conversion keeps, and those that made a difference to a rule. */
final class Quirks {
  private final Set<SigmacQuirk> kept;
  private final Set<SigmacQuirk> met = EnumSet.noneOf(SigmacQuirk.class);

  Quirks(Set<SigmacQuirk> kept) {
    this.kept = Set.copyOf(kept);
  }

  /** Whether it is kept; to be asked only where it makes a difference. */
  boolean keep(SigmacQuirk quirk) {
    boolean keep = kept.contains(quirk);
    if (keep) {
      met.add(quirk);
    }
    return keep;
  }

  /** Whether the query is to be as sigmac's at all. */
  boolean asSigmac() {
    return !kept.isEmpty();
  }

  /** Whether it is kept, wherever that makes a difference. */
  boolean has(SigmacQuirk quirk) {
    return kept.contains(quirk);
  }

  /** Warns of the defects that were met since the last time. */
  void tell(Location location, Problems problems) {
    for (SigmacQuirk quirk : met) {
      problems.add(Problem.warning(location, "as sigmac does: " + quirk.defect(), quirk.hint()));
    }
    met.clear();
  }
}
