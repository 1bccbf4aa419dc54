package io.deploywatches.report;

import io.deploywatches.deploy.Outcome;
import io.deploywatches.plan.Change;
import io.deploywatches.plan.Resets;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;

/** A report for people: a unified diff of every changed watch, then one line of totals. */
public final class TextReport {
  private final Colours colours;

  public TextReport(Colours colours) {
    this.colours = colours;
  }

  /** What is to change, or has changed; nothing for watches that stay as they are. */
  public String changes(Report report) {
    StringBuilder text = new StringBuilder();
    for (Outcome outcome : report.outcomes()) {
      if (Heading.isWorthTelling(outcome.change())) {
        change(outcome.change(), text);
      }
    }
    return text.toString();
  }

  private void change(Change change, StringBuilder text) {
    text.append(painted(change)).append('\n');
    for (DiffLine line : DiffLine.of(change)) {
      text.append(painted(line)).append('\n');
    }
    if (change.action().writes()) {
      text.append('\n');
    }
  }

  private String painted(Change change) {
    String text = Heading.of(change).text();
    return switch (change.action()) {
      case CREATE -> colours.green(text);
      case UPDATE, ADOPT, ACTIVATE, DEACTIVATE, UNCHANGED, ORPHAN -> colours.yellow(text);
      case DELETE, CONFLICT, INVALID -> colours.red(text);
    };
  }

  private String painted(DiffLine line) {
    return switch (line.kind()) {
      case PLACE -> colours.cyan(line.text());
      case ADDED -> colours.green(line.text());
      case REMOVED -> colours.red(line.text());
      case NOTE -> colours.yellow(line.text());
      case SAME -> line.text();
    };
  }

  /** One line: where, and how many watches of each kind. */
  public String totals(Report report) {
    return colours.bold(Totals.where(report) + ": " + Totals.line(report)) + "\n";
  }

  /** Lines that say what the cluster forgets; nothing when it forgets nothing. */
  public String resets(Report report, Resets resets) {
    StringBuilder text = new StringBuilder();
    Totals.resets(report, resets).forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  /** One problem, in the form that editors and CI systems link: {@code file:line: error: text}. */
  public String problem(Problem problem) {
    Location at = problem.location();
    String severity =
        switch (problem.severity()) {
          case ERROR -> colours.red("error");
          case WARNING -> colours.yellow("warning");
          case INFO -> colours.cyan("info");
        };
    String place = at == null ? "" : colours.bold(at.toString()) + ": ";
    String hint = problem.hint() == null ? "" : "\n    " + Printable.lines(problem.hint());
    boolean isNamed = !problem.name().equals(Problem.WRONG_INPUT);
    String name = isNamed ? " [" + problem.name() + "]" : "";
    return place + severity + ": " + Printable.text(problem.message()) + name + hint + "\n";
  }
}
