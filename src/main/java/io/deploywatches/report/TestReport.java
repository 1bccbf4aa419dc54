package io.deploywatches.report;

import io.deploywatches.check.CaseResult;
import io.deploywatches.check.CaseResult.Verdict;
import io.deploywatches.problem.Problem;
import io.deploywatches.watch.ClusterIdentity;
import java.util.List;
import java.util.Optional;

/**
 * What the test cases of a bundle came to.
 *
 * @param cluster where they were tried; empty when none was
 * @param results sorted by file and line
 * @param problems sorted
 * @param failed whether the cluster could not be used
 */
public record TestReport(
    Optional<ClusterIdentity> cluster,
    Optional<String> bundle,
    List<CaseResult> results,
    List<Problem> problems,
    boolean failed) {
  public TestReport {
    results = List.copyOf(results);
    problems = List.copyOf(problems);
  }

  int count(Verdict verdict) {
    return (int) results.stream().filter(result -> result.verdict() == verdict).count();
  }
}
