package io.deploywatches.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Entry point.
 *
 * <p>No lambda here may mention a picocli type: the class files of picocli are so old that the
 * class-data archive would leave out whatever such a lambda mentions.
 */
public final class Main {
  private final Console console;
  private final Cancellation cancellation;

  Main(Console console, Cancellation cancellation) {
    this.console = console;
    this.cancellation = cancellation;
  }

  /** Runs the program and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(runInProcess(args));
  }

  /** Runs one command line with the streams, the environment and the signals of the process. */
  static int runInProcess(String... args) {
    Cancellation cancellation = new Cancellation();
    Thread stopper = new Thread(cancellation::stop, "stopper");
    Runtime.getRuntime().addShutdownHook(stopper);
    Console console =
        new Console(
            System.in,
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
    return code;
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
    Map<String, Supplier<Subcommand>> commands = commands();
    CommandLine commandLine;
    String[] arguments = args;
    if (args.length > 0 && commands.containsKey(args[0])) {
      // Alone: a short run would spend its time on commands that are not asked for.
      commandLine = commandLine(commands.get(args[0]).get());
      commandLine.setCommandName(DeployCommand.NAME + " " + args[0]);
      arguments = Arrays.copyOfRange(args, 1, args.length);
    } else {
      commandLine = commandLine(new DeployCommand(console, cancellation, commands.keySet()));
      if (mayNeedCommands(List.of(args), commands.keySet())) {
        add(commands, commandLine);
      }
    }
    FaultHandler faults = new FaultHandler(console);
    commandLine.setOut(console.out());
    commandLine.setErr(console.err());
    commandLine.setParameterExceptionHandler(faults);
    commandLine.setExecutionExceptionHandler(faults);
    commandLine.setExecutionStrategy(new OneCommand());
    int code = commandLine.execute(arguments);
    console.out().flush();
    console.err().flush();
    return code;
  }

  /**
   * The whole command line with all that it takes, for whoever writes about it; never to be run.
   */
  static CommandLine everything() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    Console console =
        new Console(InputStream.nullInputStream(), nowhere, nowhere, false, false, name -> null);
    Main main = new Main(console, new Cancellation());
    Map<String, Supplier<Subcommand>> commands = main.commands();
    CommandLine all = commandLine(new DeployCommand(console, main.cancellation, commands.keySet()));
    add(commands, all);
    return all;
  }

  private static void add(Map<String, Supplier<Subcommand>> commands, CommandLine commandLine) {
    for (Map.Entry<String, Supplier<Subcommand>> command : commands.entrySet()) {
      commandLine.addSubcommand(command.getKey(), commandLine(command.getValue().get()));
    }
  }

  /** A deploy does not: no command is named, and no help, which lists them, is wanted. */
  private static boolean mayNeedCommands(List<String> args, Set<String> names) {
    return args.isEmpty()
        || args.stream()
            .anyMatch(arg -> names.contains(arg) || List.of("-h", "--help", "--").contains(arg));
  }

  private static CommandLine commandLine(Subcommand command) {
    // An environment may be called "test" although there is a command of that name.
    return new CommandLine(command.arguments.complete(), new Factory())
        .setAllowSubcommandsAsOptionParameters(true);
  }

  /** The commands beside the bare one, by name, in the order of the help. */
  private Map<String, Supplier<Subcommand>> commands() {
    Map<String, Supplier<Subcommand>> commands = new LinkedHashMap<>();
    commands.put("diff", () -> new DiffCommand(console, cancellation));
    commands.put("render", () -> new RenderCommand(console));
    commands.put("validate", () -> new ValidateCommand(console, cancellation));
    commands.put("convert", () -> new ConvertCommand(console));
    commands.put("catalog", () -> new CatalogCommand(console));
    commands.put("test", () -> new TestCommand(console, cancellation));
    commands.put("delete", () -> new DeleteCommand(console, cancellation));
    return commands;
  }

  /** Picocli's own factory looks for Groovy in every jar. */
  private static final class Factory implements IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      return CommandLine.defaultFactory().create(type);
    }
  }

  /** A command has options of its own: those before its name would be dropped without a word. */
  private static final class OneCommand implements IExecutionStrategy {
    @Override
    public int execute(ParseResult parsed) {
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
  }
}
