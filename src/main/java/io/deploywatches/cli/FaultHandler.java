package io.deploywatches.cli;

import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problem;
import io.deploywatches.report.JsonReport;
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
    json(args, Problem.error(null, "a fault of deploy-watches itself: " + e));
    return ExitCode.FAILED.code();
  }

  private int wrongInput(String message, @Nullable String hint, List<String> args) {
    console.error(message);
    if (hint != null) {
      console.err().println(hint);
    }
    json(args, Problem.error(null, message));
    return ExitCode.WRONG_INPUT.code();
  }

  /** Whoever asked for JSON gets JSON, whatever went wrong. */
  private void json(List<String> args, Problem problem) {
    int option = args.indexOf("--output");
    boolean wanted =
        args.contains("--output=json")
            || (option >= 0 && option + 1 < args.size() && args.get(option + 1).equals("json"));
    if (wanted) {
      console
          .out()
          .print(
              JsonReport.of(
                  new Report(
                      Optional.empty(), Optional.empty(), false, List.of(), List.of(problem))));
      console.out().flush();
    }
  }
}
