package io.deploywatches.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.check.CaseResult;
import io.deploywatches.check.CaseResult.Evidence;
import io.deploywatches.check.CaseResult.Mismatch;
import io.deploywatches.check.CaseResult.Verdict;
import io.deploywatches.check.Coverage;
import java.util.ArrayList;
import java.util.List;

/** Test results for people: a line a case, and of a case that failed all that helps to see why. */
public final class TestText {
  private static final String MARGIN = "    ";

  private final Colours colours;

  public TestText(Colours colours) {
    this.colours = colours;
  }

  /** One case; a line break at the end. */
  public String result(CaseResult result) {
    String name = result.test().location() + ": " + result.test().name();
    return switch (result.verdict()) {
      case PASSED -> colours.green("ok      ") + name + "\n";
      case SKIPPED -> colours.yellow("skipped ") + name + ": " + result.reason() + "\n";
      case ERROR -> colours.red("error   ") + name + ": " + result.reason() + "\n";
      case FAILED -> colours.red("FAILED  ") + name + "\n" + details(result);
    };
  }

  /** What differed and what there was to see, each line indented. */
  static String details(CaseResult result) {
    StringBuilder text = new StringBuilder();
    for (Mismatch mismatch : result.mismatches()) {
      line(text, mismatch.what() + ":");
      value(text, "  expected ", mismatch.expected());
      value(text, "  was      ", mismatch.actual());
    }
    result.evidence().ifPresent(evidence -> evidence(evidence, text));
    return text.toString();
  }

  private static void evidence(Evidence evidence, StringBuilder text) {
    evidence.causes().forEach(cause -> line(text, cause));
    int number = 0;
    for (ObjectNode event : evidence.events()) {
      line(text, "event " + ++number + ": " + Printable.text(event.toString()));
    }
    if (!evidence.query().isMissingNode()) {
      line(text, "query: " + Printable.text(evidence.query().toString()));
    }
  }

  /** A value of several lines stands in one block. */
  private static void value(StringBuilder text, String label, String value) {
    String indent = MARGIN + " ".repeat(label.length());
    String block = Printable.lines(value.stripTrailing()).replace("\n", "\n" + indent);
    line(text, label + block);
  }

  private static void line(StringBuilder text, String line) {
    text.append(MARGIN).append(line).append('\n');
  }

  /** One line: where, and how many cases of each kind. */
  public String totals(TestReport report) {
    List<String> parts = new ArrayList<>();
    parts.add(report.count(Verdict.PASSED) + " passed");
    add(parts, report.count(Verdict.FAILED), "failed");
    add(parts, report.count(Verdict.ERROR), "could not be tried");
    add(parts, report.count(Verdict.SKIPPED), "skipped");
    String where =
        report.cluster().map(cluster -> cluster.name() + " " + cluster.version() + ": ").orElse("");
    int all = report.results().size();
    String cases = all + (all == 1 ? " case: " : " cases: ");
    return colours.bold(where + cases + String.join(", ", parts)) + "\n";
  }

  private static void add(List<String> parts, int count, String word) {
    if (count > 0) {
      parts.add(count + " " + word);
    }
  }

  /** What is not covered, a line a watch, and one line of totals. */
  public String coverage(Coverage coverage) {
    StringBuilder text = new StringBuilder();
    for (Coverage.Entry gap : coverage.gaps()) {
      String missing =
          gap.fires() == 0 && gap.stays() == 0
              ? "no case"
              : gap.fires() == 0 ? "no case that fires" : "no case that does not fire";
      text.append(gap.source()).append(": ").append(gap.watch()).append(": ");
      text.append(colours.yellow(missing)).append('\n');
    }
    int all = coverage.watches().size();
    int covered = all - coverage.gaps().size();
    text.append(
        colours.bold(
            covered
                + " of "
                + all
                + (all == 1 ? " watch has" : " watches have")
                + " a case that fires and one that does not"));
    return text.append('\n').toString();
  }
}
