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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what is wrong with a bundle; needs neither a cluster nor secrets. */
@Command(
    name = "validate",
    description = "Says everything that is wrong with the bundle; needs no cluster and no secrets.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true)
final class ValidateCommand implements Callable<Integer> {
  private final Console console;

  @Mixin BundleOptions bundle = new BundleOptions();

  @Mixin OutputOptions output = new OutputOptions();

  ValidateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Problems problems = new Problems();
    int watches = RenderedBundle.of(bundle, problems).on(null, problems).watches().size();
    if (output.format == OutputOptions.Format.json) {
      ObjectNode root = JsonNodeFactory.instance.objectNode();
      root.put("watches", watches);
      root.set("problems", JsonReport.problems(problems.list()));
      console.out().println(JsonText.of(root));
    } else {
      TextReport text = new TextReport(output.colours(console, console.outIsTerminal()));
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
