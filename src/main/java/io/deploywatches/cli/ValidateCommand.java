package io.deploywatches.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.problem.Severity;
import io.deploywatches.report.JsonReport;
import io.deploywatches.report.JsonText;
import io.deploywatches.report.TextReport;
import java.util.List;
import java.util.function.Supplier;

/** Says what is wrong with a bundle; needs neither a cluster nor secrets. */
final class ValidateCommand extends Subcommand {
  private final Console console;
  private final BundleOptions bundle = new BundleOptions(arguments);
  private final Supplier<OutputOptions.Format> format = OutputOptions.format(arguments);
  private final Supplier<OutputOptions.When> color = OutputOptions.color(arguments);

  ValidateCommand(Console console) {
    super(
        "validate",
        "Says everything that is wrong with the bundle; needs no cluster and no secrets.");
    this.console = console;
    OutputOptions.stacktrace(arguments);
  }

  @Override
  public Integer call() {
    Problems problems = new Problems();
    int watches = RenderedBundle.of(bundle, problems).onAnyCluster(problems).watches().size();
    if (format.get() == OutputOptions.Format.json) {
      ObjectNode root = JsonNodeFactory.instance.objectNode();
      root.put("watches", watches);
      root.set("problems", JsonReport.problems(problems.list()));
      console.out().println(JsonText.of(root));
    } else {
      TextReport text =
          new TextReport(OutputOptions.colours(color.get(), console, console.outIsTerminal()));
      problems.list().forEach(problem -> console.out().print(text.problem(problem)));
      console.out().println(summary(watches, problems.list()));
    }
    console.out().flush();
    return (problems.hasErrors() ? ExitCode.WRONG_INPUT : ExitCode.OK).code();
  }

  private static String summary(int watches, List<Problem> problems) {
    long errors = problems.stream().filter(Problem::isError).count();
    long warnings =
        problems.stream().filter(problem -> problem.severity() == Severity.WARNING).count();
    return watches
        + (watches == 1 ? " watch, " : " watches, ")
        + errors
        + (errors == 1 ? " error, " : " errors, ")
        + warnings
        + (warnings == 1 ? " warning" : " warnings");
  }
}
