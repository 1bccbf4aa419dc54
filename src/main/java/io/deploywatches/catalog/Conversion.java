package io.deploywatches.catalog;

import io.deploywatches.problem.Problem;
import io.deploywatches.query.language.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one rule in one language.
 *
 * @param source the rule's file
 * @param id the rule's id, or what stands for it
 * @param text null when an error says why there is none
 */
public record Conversion(
    String source, String id, Target target, @Nullable String text, List<Problem> problems) {
  public Conversion {
    problems = List.copyOf(problems);
  }
}
