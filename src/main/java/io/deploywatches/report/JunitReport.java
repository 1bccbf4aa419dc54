package io.deploywatches.report;

import io.deploywatches.deploy.Outcome;
import io.deploywatches.plan.Change;
import io.deploywatches.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A report for CI systems: a test case a watch. A case fails when the exit code would; what is
 * merely pending is skipped.
 */
public final class JunitReport {
  private JunitReport() {}

  /**
   * The document, a line break at its end.
   *
   * @param isWanted whether a pending change is one of those that let a dry run fail
   */
  public static String of(Report report, Predicate<Change> isWanted) {
    List<JunitXml.Suite> suites = new ArrayList<>();
    List<JunitXml.Case> input = new ArrayList<>();
    for (Problem problem : report.problems()) {
      if (problem.isError()) {
        input.add(JunitXml.Case.of(problem));
      }
    }
    if (!input.isEmpty()) {
      suites.add(new JunitXml.Suite("input", input));
    }
    suites.add(
        new JunitXml.Suite(
            Totals.where(report),
            report.outcomes().stream().map(outcome -> watch(outcome, isWanted)).toList()));
    return JunitXml.of(report.bundle().orElse("deploy-watches"), suites);
  }

  private static JunitXml.Case watch(Outcome outcome, Predicate<Change> isWanted) {
    Change change = outcome.change();
    return new JunitXml.Case(
        change.source(),
        change.id() == null ? change.source() : change.id(),
        change.source(),
        0,
        Duration.ZERO,
        of(outcome, isWanted));
  }

  private static JunitXml.Outcome of(Outcome outcome, Predicate<Change> isWanted) {
    Change change = outcome.change();
    String what = Heading.of(change).text();
    String error = outcome.error() == null ? what : outcome.error();
    return switch (outcome.result()) {
      case FAILED -> new JunitXml.Outcome.Broken(error);
      case CONFLICT -> new JunitXml.Outcome.Failed(error, details(change));
      case APPLIED -> new JunitXml.Outcome.Passed();
      case PLANNED, SKIPPED ->
          switch (change.action()) {
            case INVALID -> new JunitXml.Outcome.Broken(what);
            default ->
                isWanted.test(change)
                    ? new JunitXml.Outcome.Failed(what, details(change))
                    : Heading.isWorthTelling(change)
                        ? new JunitXml.Outcome.Skipped(what)
                        : new JunitXml.Outcome.Passed();
          };
    };
  }

  private static String details(Change change) {
    return DiffLine.of(change).stream().map(DiffLine::text).collect(Collectors.joining("\n"));
  }
}
