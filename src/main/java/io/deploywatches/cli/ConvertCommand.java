package io.deploywatches.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.deploywatches.bundle.Bundle;
import io.deploywatches.bundle.RuleFile;
import io.deploywatches.catalog.Conversion;
import io.deploywatches.catalog.RuleConverter;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.query.language.Target;
import io.deploywatches.report.JsonReport;
import io.deploywatches.report.JsonText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Prints Sigma rules in other query languages; needs no cluster and no bundle. */
final class ConvertCommand extends Subcommand {
  /** A form of standard output. */
  enum Format {
    text,
    json
  }

  private static final String ALL = "all";

  private final Console console;
  private final Supplier<List<Path>> paths =
      arguments.positional(
          Path.class, "RULE", "Files of Sigma rules, folders of them, or - for standard input.");
  private final Supplier<List<String>> names =
      arguments.list(
          String.class,
          "--target",
          "TARGET",
          "powershell, es-qs, xpack-watcher (a command that puts the watch), graylog, splunk,"
              + " logpoint, grep, or all; of several, commas between them.");
  private final DialectOptions dialect = new DialectOptions(arguments);
  private final Supplier<Format> format =
      arguments.value(
          Format.class,
          "--output",
          "FORMAT",
          "text: the texts alone. json: an array of source, id, target, text and problems."
              + " Default: text.",
          Format.text);
  private final Supplier<OutputOptions.When> color = OutputOptions.color(arguments);

  ConvertCommand(Console console) {
    super(
        "convert",
        "Prints Sigma rules in other query languages. What cannot be said in one is a problem on"
            + " standard error, and the rest goes on. No cluster and no bundle is needed.");
    this.console = console;
    OutputOptions.stacktrace(arguments);
  }

  @Override
  public Integer call() {
    List<Target> targets = targets();
    if (paths.get().isEmpty()) {
      throw new UsageException("expected files or folders of Sigma rules, or - for standard input");
    }
    Problems problems = new Problems();
    Optional<Bundle> bundle = dialect.bundle(false, problems);
    List<RuleFile> files = bundle.isEmpty() ? List.of() : new RuleInput(console).read(paths.get());
    List<Conversion> conversions =
        bundle.isEmpty()
            ? List.of()
            : new RuleConverter(dialect.asSigmac(), targets, bundle.get()).convert(files);
    if (format.get() == Format.json) {
      printJson(conversions);
    } else {
      printText(conversions);
    }
    console.out().flush();
    problems.addAll(told(conversions, targets.size()));
    console.problems(
        problems.list(), OutputOptions.colours(color.get(), console, console.errIsTerminal()));
    return (problems.hasErrors() ? ExitCode.WRONG_INPUT : ExitCode.OK).code();
  }

  /** Each once, in the order in which they are named. */
  private List<Target> targets() {
    if (names.get().isEmpty()) {
      throw new UsageException("--target is missing; " + known());
    }
    Set<Target> targets = new LinkedHashSet<>();
    for (String name : names.get()) {
      if (name.equals(ALL)) {
        targets.addAll(List.of(Target.values()));
        continue;
      }
      Target target = Target.named(name);
      if (target == null) {
        throw new UsageException(
            "--target: there is no target '"
                + name
                + "'"
                + Nearest.suggestion(name, Target.words())
                + "; "
                + known());
      }
      targets.add(target);
    }
    return List.copyOf(targets);
  }

  /** What is wrong in all targets once, what is wrong in some with their names before it. */
  private static List<Problem> told(List<Conversion> conversions, int targets) {
    Map<Problem, Set<String>> met = new LinkedHashMap<>();
    for (Conversion conversion : conversions) {
      for (Problem problem : conversion.problems()) {
        // A watch tells the same by a name of its own, which is for bundles.
        met.computeIfAbsent(problem.named(Problem.WRONG_INPUT), key -> new LinkedHashSet<>())
            .add(conversion.target().word());
      }
    }
    List<Problem> told = new ArrayList<>();
    met.forEach(
        (problem, where) -> {
          String names = where.size() == targets ? "" : String.join(", ", where) + ": ";
          told.add(
              new Problem(
                  problem.severity(),
                  problem.location(),
                  names + problem.message(),
                  problem.hint()));
        });
    return told;
  }

  private static String known() {
    List<String> words = new ArrayList<>(Target.words());
    words.add(ALL);
    return "known are: " + String.join(", ", words);
  }

  private void printText(List<Conversion> conversions) {
    for (Conversion conversion : conversions) {
      if (conversion.text() != null) {
        console.out().print(conversion.text());
        console.out().print('\n');
      }
    }
  }

  private void printJson(List<Conversion> conversions) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Conversion conversion : conversions) {
      array
          .addObject()
          .put("source", conversion.source())
          .put("id", conversion.id())
          .put("target", conversion.target().word())
          .put("text", conversion.text())
          .set("problems", JsonReport.problems(conversion.problems()));
    }
    console.out().print(JsonText.of(array));
    console.out().print('\n');
  }
}
