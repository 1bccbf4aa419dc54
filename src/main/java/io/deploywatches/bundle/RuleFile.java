package io.deploywatches.bundle;

import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A file of Sigma rules that need not be part of a bundle.
 *
 * @param source the file as the user named it; {@code -} for standard input
 * @param text the whole file, as it is
 * @param rules its rules, each written out in full
 * @param problems what is wrong with the file itself
 */
public record RuleFile(String source, String text, List<Mapping> rules, List<Problem> problems) {
  public RuleFile {
    rules = List.copyOf(rules);
    problems = List.copyOf(problems);
  }

  /** Reads a file. */
  public static RuleFile read(Path path) {
    String source = path.toString().replace('\\', '/');
    Problems problems = new Problems();
    return of(source, TextFile.read(path, source, problems), problems);
  }

  /** Reads what a program got from elsewhere. */
  public static RuleFile of(String source, byte[] content) {
    Problems problems = new Problems();
    return of(source, TextFile.decode(content, source, problems), problems);
  }

  private static RuleFile of(String source, Optional<String> text, Problems problems) {
    List<Mapping> rules =
        text.map(read -> YamlReader.read(source, read, problems))
            .map(documents -> RuleCollection.rules(documents, problems))
            .orElse(List.of());
    if (rules.isEmpty() && !problems.hasErrors()) {
      problems.add(
          Problem.warning(
              Location.of(source), "holds no rule", "a rule is a document with 'detection'"));
    }
    return new RuleFile(
        source, text.orElse(""), problems.hasErrors() ? List.of() : rules, problems.list());
  }

  /**
   * The files that paths mean: a file itself, of a folder all {@code .yml} and {@code .yaml} files
   * below it but those of test cases, sorted by path.
   */
  public static List<Path> find(List<Path> paths, Problems problems) {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        addAll(path, files, problems);
      } else if (path.toString().isEmpty() || !Files.exists(path)) {
        problems.add(
            Problem.error(
                null,
                "there is no file or folder '" + path + "'",
                "name a rule's file, a folder of rules, or - for standard input"));
      } else {
        files.add(path);
      }
    }
    return files;
  }

  private static void addAll(Path folder, List<Path> files, Problems problems) {
    try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      List<Path> found =
          walk.filter(path -> isRule(path.getFileName().toString()))
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
      if (found.isEmpty()) {
        problems.add(
            Problem.error(
                null, "'" + folder + "' holds no rule", "rules are .yml and .yaml files"));
      }
      files.addAll(found);
    } catch (IOException | UncheckedIOException e) {
      problems.error(
          Location.of(folder.toString()),
          "cannot be read: " + e.getClass().getSimpleName() + " " + e.getMessage());
    }
  }

  private static boolean isRule(String name) {
    boolean isTest = name.endsWith(".test.yml") || name.endsWith(".test.yaml");
    return !isTest && !name.startsWith(".") && (name.endsWith(".yml") || name.endsWith(".yaml"));
  }
}
