package io.deploywatches.cli;

import io.deploywatches.bundle.RuleFile;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the rules that a command line names. */
final class RuleInput {
  private static final Path STANDARD_INPUT = Path.of("-");

  private final Console console;

  RuleInput(Console console) {
    this.console = console;
  }

  /** The files in the order of the command line. */
  List<RuleFile> read(List<Path> paths, Problems problems) {
    List<RuleFile> files = new ArrayList<>();
    List<Path> pending = new ArrayList<>();
    for (Path path : paths) {
      if (path.equals(STANDARD_INPUT)) {
        files.addAll(readFiles(pending, problems));
        pending.clear();
        files.addAll(standardInput(problems));
      } else {
        pending.add(path);
      }
    }
    files.addAll(readFiles(pending, problems));
    return files;
  }

  private static List<RuleFile> readFiles(List<Path> paths, Problems problems) {
    return RuleFile.find(paths, problems).parallelStream().map(RuleFile::read).toList();
  }

  private List<RuleFile> standardInput(Problems problems) {
    try {
      return List.of(RuleFile.of("-", console.in().readAllBytes()));
    } catch (IOException e) {
      problems.error(Location.of("-"), "standard input cannot be read: " + e.getMessage());
      return List.of();
    }
  }
}
