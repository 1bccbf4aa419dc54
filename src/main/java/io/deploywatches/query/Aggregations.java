package io.deploywatches.query;

import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Detection;

/** What a language does with a detection that is about many events at once. */
public final class Aggregations {
  private Aggregations() {}

  /** Reports an aggregation, which a search for single events would leave out silently. */
  public static boolean isRefused(Detection detection, Problems problems) {
    return isRefused(
        detection, "use a template with <%& aggs %> and <%& condition %>, such as email", problems);
  }

  /** The same with other advice on what to do. */
  public static boolean isRefused(Detection detection, String hint, Problems problems) {
    if (detection.aggregation().isEmpty()) {
      return false;
    }
    problems.error(
        detection.location(),
        "a query for single events cannot say what stands behind the '|' of the condition",
        hint);
    return true;
  }
}
