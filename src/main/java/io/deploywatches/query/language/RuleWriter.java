package io.deploywatches.query.language;

import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Detection;
import java.util.List;
import java.util.Optional;

/**
 * Writes the rules of one file, in their order, in one language. A file has a writer of its own, as
 * sigmac remembers things from one rule to the next. Not safe for use by several threads.
 */
public interface RuleWriter {
  /**
   * Writes one condition of a rule.
   *
   * @param fields the fields that the rule wants to be shown; most languages leave them out
   * @param problems takes errors for what cannot be said in this language, and warnings for what
   *     can only be said nearly or is wrong as in sigmac
   * @return empty when an error was reported
   */
  Optional<String> write(Detection detection, List<String> fields, Problems problems);
}
