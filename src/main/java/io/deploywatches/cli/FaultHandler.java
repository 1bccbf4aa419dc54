package io.deploywatches.cli;

import io.deploywatches.plan.Resets;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problem;
import io.deploywatches.report.JsonReport;
import io.deploywatches.report.JunitReport;
import io.deploywatches.report.MarkdownReport;
import io.deploywatches.report.Report;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Says in one sentence why a command line could not be run, and gives the exit code for it. */
final class FaultHandler implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final Console console;

  FaultHandler(Console console) {
    this.console = console;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    String message = String.valueOf(e.getMessage());
    String suggestion =
        e instanceof CommandLine.UnmatchedArgumentException unmatched ? suggestion(unmatched) : "";
    return wrongInput(
        message + suggestion,
        "'" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help' lists the options",
        Arrays.asList(args));
  }

  private static String suggestion(CommandLine.UnmatchedArgumentException e) {
    List<String> known = List.copyOf(e.getCommandLine().getCommandSpec().optionsMap().keySet());
    return e.getUnmatched().isEmpty()
        ? ""
        : Nearest.suggestion(e.getUnmatched().get(0).replaceFirst("=.*", ""), known);
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    List<String> args = parsed.originalArgs();
    if (args.contains("--stacktrace")) {
      e.printStackTrace(console.err());
    }
    if (e instanceof UsageException) {
      return wrongInput(String.valueOf(e.getMessage()), null, args);
    }
    console.error(
        "this is a fault of deploy-watches itself: "
            + e
            + " (--stacktrace shows where; please report it)");
    document(args, Problem.error(null, "a fault of deploy-watches itself: " + e));
    return ExitCode.FAILED.code();
  }

  private int wrongInput(String message, @Nullable String hint, List<String> args) {
    console.error(message);
    if (hint != null) {
      console.err().println(hint);
    }
    document(args, Problem.error(null, message));
    return ExitCode.WRONG_INPUT.code();
  }

  /** Whoever asked for JSON or XML gets that, whatever went wrong. */
  private void document(List<String> args, Problem problem) {
    int option = args.indexOf("--output");
    String format =
        option >= 0 && option + 1 < args.size()
            ? args.get(option + 1)
            : args.stream()
                .filter(arg -> arg.startsWith("--output="))
                .map(arg -> arg.substring("--output=".length()))
                .findFirst()
                .orElse("text");
    Report report =
        new Report(Optional.empty(), Optional.empty(), false, List.of(), List.of(problem));
    console
        .out()
        .print(
            switch (format) {
              case "json" -> JsonReport.of(report);
              case "junit" -> JunitReport.of(report, change -> false);
              case "markdown" -> MarkdownReport.of(report, Resets.NOTHING);
              default -> "";
            });
    console.out().flush();
  }
}
