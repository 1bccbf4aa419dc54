package io.deploywatches.cli;

import io.deploywatches.cli.PlanOptions.Pending;
import io.deploywatches.deploy.Outcome;
import io.deploywatches.plan.Resets;
import io.deploywatches.report.Colours;
import io.deploywatches.report.HtmlPage;
import io.deploywatches.report.JsonReport;
import io.deploywatches.report.JunitReport;
import io.deploywatches.report.MarkdownReport;
import io.deploywatches.report.PageFacts;
import io.deploywatches.report.Report;
import io.deploywatches.report.TextReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Tells what a run against a cluster came to, in the forms that were asked for. */
final class ReportPrinter {
  private final Console console;
  private final OutputOptions output;
  private final Supplier<PageFacts> facts;

  /**
   * @param facts what a page tells beside the report; asked for a page alone
   */
  ReportPrinter(Console console, OutputOptions output, Supplier<PageFacts> facts) {
    this.console = console;
    this.output = output;
    this.facts = facts;
  }

  /**
   * Prints, and writes the page where one is wanted.
   *
   * @param wanted what lets a dry run fail
   * @return whether all of it could be written
   */
  boolean print(Report report, Resets resets, Set<Pending> wanted) {
    switch (output.format.get()) {
      case json -> console.out().print(JsonReport.of(report));
      case markdown -> console.out().print(MarkdownReport.of(report, resets));
      case junit -> console.out().print(JunitReport.of(report, c -> Pending.isAny(wanted, c)));
      case text -> text(report, resets);
    }
    console.out().flush();
    console.problems(report.problems(), output.colours(console, console.errIsTerminal()));
    for (Outcome outcome : report.outcomes()) {
      if (outcome.error() != null) {
        console.error(outcome.change().id() + ": " + outcome.error());
      }
    }
    return page(report, resets);
  }

  private void text(Report report, Resets resets) {
    Colours colours = output.colours(console, console.outIsTerminal());
    TextReport text = new TextReport(colours);
    if (!output.quiet.get()) {
      console.out().print(text.changes(report));
    }
    if (report.cluster().isPresent()) {
      console.out().print(text.totals(report));
      console.out().print(text.resets(report, resets));
    }
  }

  private boolean page(Report report, Resets resets) {
    Optional<Path> file = output.report.get();
    if (file.isEmpty()) {
      return true;
    }
    try {
      Files.writeString(file.get(), HtmlPage.of(report, resets, facts.get()));
      return true;
    } catch (IOException e) {
      console.error(
          "--report: cannot write '"
              + file.get()
              + "' ("
              + e.getClass().getSimpleName()
              + ": "
              + e.getMessage()
              + ")");
      return false;
    }
  }
}
