package io.deploywatches.cli;

import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problem;
import io.deploywatches.report.JsonReport;
import io.deploywatches.report.Report;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Entry point. */
public final class Main {
  private final Console console;
  private final Cancellation cancellation;

  Main(Console console, Cancellation cancellation) {
    this.console = console;
    this.cancellation = cancellation;
  }

  /** Runs the program and ends the process with its exit code. */
  public static void main(String[] args) {
    Cancellation cancellation = new Cancellation();
    Thread stopper = new Thread(cancellation::stop, "stopper");
    Runtime.getRuntime().addShutdownHook(stopper);
    Console console =
        new Console(
            writer(FileDescriptor.out),
            writer(FileDescriptor.err),
            isTerminal("stdout"),
            isTerminal("stderr"),
            System::getenv);
    int code = new Main(console, cancellation).run(args);
    cancellation.runEnded();
    if (!cancellation.isRequested()) {
      Runtime.getRuntime().removeShutdownHook(stopper);
    }
    System.exit(code);
  }

  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), false);
  }

  /** The launcher knows; Java itself cannot tell the streams apart. */
  private static boolean isTerminal(String stream) {
    return Boolean.getBoolean("deploywatches." + stream + ".terminal");
  }

  /** Runs one command line. */
  int run(String... args) {
    CommandLine commandLine = new CommandLine(new DeployCommand(console, cancellation), factory());
    commandLine.setOut(console.out());
    commandLine.setErr(console.err());
    commandLine.setParameterExceptionHandler((e, arguments) -> wrongUsage(e, arguments));
    commandLine.setExecutionExceptionHandler(
        (e, command, parsed) -> failed(e, Arrays.asList(args)));
    commandLine.setExecutionStrategy(Main::execute);
    int code = commandLine.execute(args);
    console.out().flush();
    console.err().flush();
    return code;
  }

  /** A command has options of its own: those before its name would be dropped without a word. */
  private static int execute(ParseResult parsed) {
    if (parsed.hasSubcommand() && !parsed.matchedArgs().isEmpty()) {
      String command = parsed.subcommand().commandSpec().name();
      throw new ParameterException(
          parsed.subcommand().commandSpec().commandLine(),
          "'"
              + parsed.originalArgs().get(0)
              + "' stands before the command: expected 'deploy-watches "
              + command
              + "' and its options after it");
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private IFactory factory() {
    return new IFactory() {
      @Override
      public <K> K create(Class<K> type) throws Exception {
        if (type == DiffCommand.class) {
          return type.cast(new DiffCommand(console, cancellation));
        }
        if (type == RenderCommand.class) {
          return type.cast(new RenderCommand(console));
        }
        if (type == ValidateCommand.class) {
          return type.cast(new ValidateCommand(console));
        }
        return CommandLine.defaultFactory().create(type);
      }
    };
  }

  private int wrongUsage(ParameterException e, String[] args) {
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

  private int failed(Exception e, List<String> args) {
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
