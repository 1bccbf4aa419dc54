package io.deploywatches.cli;

import io.deploywatches.bundle.RuleFile;
import io.deploywatches.catalog.Workers;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the rules that a command line names. */
final class RuleInput {
  private static final Path STANDARD_INPUT = Path.of("-");

  private final Console console;

  RuleInput(Console console) {
    this.console = console;
  }

  /** The files in the order of the command line; those that cannot be read say why. */
  List<RuleFile> read(List<Path> paths) {
    List<Supplier<RuleFile>> files =
        paths.stream().flatMap(this::find).collect(Collectors.toUnmodifiableList());
    return Workers.map(files, () -> Supplier::get);
  }

  private Stream<Supplier<RuleFile>> find(Path path) {
    if (path.equals(STANDARD_INPUT)) {
      RuleFile input = standardInput();
      return Stream.of(() -> input);
    }
    return RuleFile.find(path).stream();
  }

  private RuleFile standardInput() {
    String source = STANDARD_INPUT.toString();
    try {
      return RuleFile.of(source, console.in().readAllBytes());
    } catch (IOException e) {
      return new RuleFile(
          source,
          "",
          List.of(),
          List.of(Problem.error(Location.of(source), "cannot be read: " + e.getMessage())));
    }
  }
}
