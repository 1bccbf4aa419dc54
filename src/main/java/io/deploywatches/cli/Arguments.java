package io.deploywatches.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * What one command takes: each method declares an option and returns where its value will be, once
 * the command line is parsed. Options show in the help in the order in which they are declared.
 *
 * <p>Declared in code, as reading picocli's annotations by reflection costs a short run a fifth of
 * its time.
 *
 * <p>Descriptions are format strings: {@code %} is written {@code %%}.
 */
final class Arguments {
  private final CommandSpec spec;

  /**
   * @param command what runs when it is called by its name
   */
  Arguments(String name, Callable<Integer> command, String description) {
    spec = CommandSpec.wrapWithoutInspection(command).name(name).versionProvider(new Version());
    spec.usageMessage().description(description).sortOptions(false).autoWidth(true);
  }

  /** What picocli parses and prints; nothing can be declared any more. */
  CommandSpec complete() {
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("Show this help message and exit.")
            .build());
    spec.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Print version information and exit.")
            .build());
    return spec;
  }

  /** The command line that was parsed, once there is one. */
  CommandLine commandLine() {
    return spec.commandLine();
  }

  /**
   * Explains exit codes below the help.
   *
   * @param codes each as {@code CODE:meaning}
   */
  void exitCodes(String... codes) {
    spec.usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(UsageMessageSpec.keyValuesMap(codes));
  }

  /** An option that is either there or not. */
  Supplier<Boolean> flag(String name, String description) {
    return orElse(
        add(OptionSpec.builder(name).type(boolean.class).description(description)), false);
  }

  /** An option with a value, and what it is when it is not given. */
  <T> Supplier<T> value(Class<T> type, String name, String label, String description, T otherwise) {
    return orElse(add(valued(type, name, label, description)), otherwise);
  }

  /** An option with a value that may be left out. */
  <T> Supplier<Optional<T>> optional(Class<T> type, String name, String label, String description) {
    return add(valued(type, name, label, description));
  }

  /** An option that may be repeated. */
  <T> Supplier<List<T>> repeated(Class<T> type, String name, String label, String description) {
    return orElse(
        add(valued(List.class, name, label, description).auxiliaryTypes(type)), List.of());
  }

  /** An option with several values, commas between them; may be repeated too. */
  <T> Supplier<List<T>> list(Class<T> type, String name, String label, String description) {
    return orElse(
        add(valued(List.class, name, label, description).auxiliaryTypes(type).splitRegex(",")),
        List.of());
  }

  /** What stands outside of options: any number. */
  <T> Supplier<List<T>> positional(Class<T> type, String label, String description) {
    PositionalParamSpec positional =
        PositionalParamSpec.builder()
            .type(List.class)
            .auxiliaryTypes(type)
            .arity("0..*")
            .paramLabel(label)
            .description(description)
            .build();
    spec.addPositional(positional);
    return orElse(new Parsed<List<T>>(positional), List.of());
  }

  private static OptionSpec.Builder valued(
      Class<?> type, String name, String label, String description) {
    return OptionSpec.builder(name).type(type).paramLabel(label).description(description);
  }

  private <T> Parsed<T> add(OptionSpec.Builder builder) {
    OptionSpec option = builder.build();
    spec.addOption(option);
    return new Parsed<>(option);
  }

  private static <T> Supplier<T> orElse(Supplier<Optional<T>> value, T otherwise) {
    return () -> value.get().orElse(otherwise);
  }

  /** The value that picocli found, if there is one. */
  private record Parsed<T>(ArgSpec argument) implements Supplier<Optional<T>> {
    @Override
    public Optional<T> get() {
      T value = argument.getValue();
      return Optional.ofNullable(value);
    }
  }
}
