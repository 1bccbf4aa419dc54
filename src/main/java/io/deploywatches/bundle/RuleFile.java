package io.deploywatches.bundle;

import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Sequence;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

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
    String source = name(path);
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
            .flatMap(documents -> RuleCollection.rules(documents, problems))
            .map(values -> mappings(values, problems))
            .orElse(List.of());
    if (rules.isEmpty() && !problems.hasErrors()) {
      problems.add(
          Problem.warning(
              Location.of(source), "holds no rule", "a rule is a document with 'detection'"));
    }
    return new RuleFile(
        source, text.orElse(""), problems.hasErrors() ? List.of() : rules, problems.list());
  }

  private static List<Mapping> mappings(List<SourceValue> values, Problems problems) {
    List<Mapping> rules = new ArrayList<>();
    for (SourceValue value : values) {
      if (value instanceof Mapping rule) {
        rules.add(rule);
      } else {
        problems.error(value.location(), "not a rule but " + value.kind());
      }
    }
    return rules;
  }

  /** How many conditions a rule has; it is one rule, or watch, for each. At least one. */
  public static int conditions(Mapping rule) {
    return rule.get("detection") instanceof Mapping detection
            && detection.get("condition") instanceof Sequence conditions
        ? Math.max(1, conditions.items().size())
        : 1;
  }

  /**
   * The files that a path means, each to be read when it is asked for: a file itself, of a folder
   * all {@code .yml} and {@code .yaml} files below it but those of test cases, sorted by path. A
   * path that means none is one without rules, which says why.
   */
  public static List<Supplier<RuleFile>> find(Path path) {
    String source = name(path);
    if (source.isEmpty() || !Files.exists(path)) {
      return broken(
          source,
          Problem.error(
              null,
              "there is no file or folder '" + source + "'",
              "name a rule's file, a folder of rules, or - for standard input"));
    } else if (!Files.isDirectory(path)) {
      return List.of(() -> read(path));
    }
    try {
      List<Path> files = TextFile.below(path, TextFile::isYamlRule);
      return files.isEmpty()
          ? broken(
              source,
              Problem.error(
                  null, "'" + source + "' holds no rule", "rules are .yml and .yaml files"))
          : files.stream().<Supplier<RuleFile>>map(file -> () -> read(file)).toList();
    } catch (IOException | UncheckedIOException e) {
      return broken(source, Problem.error(Location.of(source), TextFile.cannotRead(e)));
    }
  }

  private static List<Supplier<RuleFile>> broken(String source, Problem problem) {
    return List.of(() -> new RuleFile(source, "", List.of(), List.of(problem)));
  }

  private static String name(Path path) {
    return path.toString().replace('\\', '/');
  }
}
