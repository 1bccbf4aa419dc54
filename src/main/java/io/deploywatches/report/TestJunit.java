package io.deploywatches.report;

import io.deploywatches.check.CaseResult;
import io.deploywatches.check.CaseResult.Mismatch;
import io.deploywatches.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Test results for a CI system: a suite for each rule, and one for what is wrong with the input.
 */
public final class TestJunit {
  private TestJunit() {}

  /** The document, a line break at its end. */
  public static String of(TestReport report) {
    Map<String, List<JunitXml.Case>> suites = new LinkedHashMap<>();
    for (Problem problem : report.problems()) {
      if (problem.isError()) {
        suites.computeIfAbsent("input", key -> new ArrayList<>()).add(JunitXml.Case.of(problem));
      }
    }
    for (CaseResult result : report.results()) {
      suites.computeIfAbsent(result.file().rule(), key -> new ArrayList<>()).add(result(result));
    }
    return JunitXml.of(
        report.bundle().orElse("deploy-watches"),
        suites.entrySet().stream()
            .map(suite -> new JunitXml.Suite(suite.getKey(), suite.getValue()))
            .toList());
  }

  private static JunitXml.Case result(CaseResult result) {
    return new JunitXml.Case(
        result.file().rule(),
        result.test().name(),
        result.file().file(),
        result.test().location().line(),
        result.took(),
        outcome(result));
  }

  private static JunitXml.Outcome outcome(CaseResult result) {
    String reason = String.valueOf(result.reason());
    return switch (result.verdict()) {
      case PASSED -> new JunitXml.Outcome.Passed();
      case ERROR -> new JunitXml.Outcome.Broken(reason);
      case SKIPPED -> new JunitXml.Outcome.Skipped(reason);
      case FAILED -> {
        Mismatch first = result.mismatches().get(0);
        yield new JunitXml.Outcome.Failed(
            first.what() + ": expected " + first.expected() + ", was " + first.actual(),
            TestText.details(result));
      }
    };
  }
}
