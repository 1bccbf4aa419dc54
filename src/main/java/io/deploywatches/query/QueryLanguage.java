package io.deploywatches.query;

import io.deploywatches.bundle.Matching;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Detection;
import java.util.Optional;

/**
 * A language that searches are written in.
 *
 * @param <Q> what a query is: a text or a JSON tree
 */
public interface QueryLanguage<Q> {
  /**
   * The query that finds what the detection looks for, among the events that its log source means.
   *
   * @param problems takes errors for what cannot be said in this language, and warnings for what
   *     can only be said nearly; a near query finds more than the rule, never less
   * @return empty when an error was reported
   */
  Optional<Q> convert(Detection detection, Matching matching, Problems problems);
}
