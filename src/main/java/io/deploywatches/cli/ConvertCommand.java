package io.deploywatches.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.deploywatches.bundle.BundleSettings;
import io.deploywatches.bundle.RuleFile;
import io.deploywatches.catalog.Conversion;
import io.deploywatches.catalog.RuleConverter;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problems;
import io.deploywatches.query.language.Target;
import io.deploywatches.report.JsonReport;
import io.deploywatches.report.JsonText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints Sigma rules in other query languages; needs no cluster and no bundle. */
@Command(
    name = "convert",
    description = {
      "Prints Sigma rules in another query language. What cannot be said in it is a problem on"
          + " standard error, and the rest goes on. No cluster and no bundle is needed."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true)
final class ConvertCommand implements Callable<Integer> {
  private static final String ALL = "all";

  private final Console console;

  @Option(
      names = "--target",
      paramLabel = "TARGET",
      required = true,
      description =
          "powershell, es-qs, xpack-watcher (a command that puts the watch), graylog, splunk,"
              + " logpoint, grep, or all.")
  String target = ALL;

  @Mixin DialectOptions dialect = new DialectOptions();

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description =
          "text: the texts alone. json: an array of source, id, target, text and problems."
              + " Default: text.")
  OutputOptions.Format format = OutputOptions.Format.text;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "Colours of messages: auto, always, never. Default: auto.")
  OutputOptions.When color = OutputOptions.When.auto;

  @Option(names = "--stacktrace", description = "Show where in the program an error came from.")
  boolean stacktrace;

  @Parameters(
      paramLabel = "RULE",
      arity = "1..*",
      description = "Files of Sigma rules, folders of them, or - for standard input.")
  List<Path> paths = new ArrayList<>();

  ConvertCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<Target> targets = targets();
    Problems problems = new Problems();
    Optional<BundleSettings> settings = dialect.settings(problems);
    List<RuleFile> files = new RuleInput(console).read(paths, problems);
    List<List<Conversion>> conversions =
        settings.isEmpty()
            ? List.of()
            : new RuleConverter(dialect.dialect(settings.get()), targets, settings.get())
                .convert(files);
    if (format == OutputOptions.Format.json) {
      printJson(conversions);
    } else {
      printText(conversions);
    }
    console.out().flush();
    conversions.forEach(
        ofFile -> ofFile.forEach(conversion -> problems.addAll(conversion.problems())));
    OutputOptions options = new OutputOptions();
    options.color = color;
    console.problems(problems.list(), options.colours(console, console.errIsTerminal()));
    return (problems.hasErrors() ? ExitCode.WRONG_INPUT : ExitCode.OK).code();
  }

  private List<Target> targets() {
    if (target.equals(ALL)) {
      return List.of(Target.values());
    }
    Target named = Target.named(target);
    if (named == null) {
      List<String> known = new ArrayList<>(Target.words());
      known.add(ALL);
      throw new UsageException(
          "--target: there is no target '"
              + target
              + "'"
              + Nearest.suggestion(target, known)
              + " Known are: "
              + String.join(", ", known));
    }
    return List.of(named);
  }

  private void printText(List<List<Conversion>> conversions) {
    for (List<Conversion> ofFile : conversions) {
      for (Conversion conversion : ofFile) {
        if (conversion.text() != null) {
          console.out().print(conversion.text());
          console.out().print('\n');
        }
      }
    }
  }

  private void printJson(List<List<Conversion>> conversions) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (List<Conversion> ofFile : conversions) {
      for (Conversion conversion : ofFile) {
        array
            .addObject()
            .put("source", conversion.source())
            .put("id", conversion.id())
            .put("target", conversion.target().word())
            .put("text", conversion.text())
            .set("problems", JsonReport.problems(conversion.problems()));
      }
    }
    console.out().print(JsonText.of(array));
    console.out().print('\n');
  }
}
