package io.deploywatches.cli;

import io.deploywatches.bundle.Bundle;
import io.deploywatches.bundle.RuleFile;
import io.deploywatches.catalog.Catalog;
import io.deploywatches.catalog.Conversion;
import io.deploywatches.catalog.RuleConverter;
import io.deploywatches.problem.Problems;
import io.deploywatches.query.language.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Writes pages about Sigma rules; needs no cluster. */
final class CatalogCommand extends Subcommand {
  private final Console console;
  private final Supplier<List<Path>> paths =
      arguments.positional(
          Path.class,
          "RULE",
          "Files of Sigma rules, or folders of them. Default: those of the bundle.");
  private final Supplier<Optional<Path>> out =
      arguments.optional(
          Path.class, "--out", "DIR", "The folder to write to; it is made where it is missing.");
  private final DialectOptions dialect = new DialectOptions(arguments);
  private final Supplier<OutputOptions.When> color = OutputOptions.color(arguments);

  CatalogCommand(Console console) {
    super(
        "catalog",
        "Writes a page for each file of Sigma rules, with the rule in other query languages, an"
            + " index, and a layer for the ATT&CK Navigator. No cluster is needed.");
    this.console = console;
    OutputOptions.stacktrace(arguments);
  }

  @Override
  public Integer call() {
    Path folder =
        out.get().orElseThrow(() -> new UsageException("--out is missing: the folder to write to"));
    Problems problems = new Problems();
    boolean ofBundle = paths.get().isEmpty();
    Optional<Bundle> bundle = dialect.bundle(ofBundle, problems);
    if (bundle.isPresent()) {
      try (Progress progress = Progress.of(console, false, "writing the pages")) {
        progress.begin();
        write(folder, ofBundle, bundle.get(), problems);
      }
    }
    console.problems(
        problems.list(), OutputOptions.colours(color.get(), console, console.errIsTerminal()));
    return (problems.hasErrors() ? ExitCode.WRONG_INPUT : ExitCode.OK).code();
  }

  private void write(Path folder, boolean ofBundle, Bundle bundle, Problems problems) {
    List<Path> rules = ofBundle ? List.of(dialect.root().resolve("watches")) : paths.get();
    List<RuleFile> files = new RuleInput(console).read(rules);
    List<Conversion> conversions =
        new RuleConverter(dialect.asSigmac(), List.of(Target.values()), bundle).convert(files);
    Map<String, String> pages =
        Catalog.of(
            ofBundle ? bundle.settings().bundle() : "these files",
            dialect.asSigmac(),
            files,
            conversions);
    // What a language cannot say stands on the page: only what leaves a page out is told here.
    files.forEach(file -> problems.addAll(file.problems()));
    for (Map.Entry<String, String> page : pages.entrySet()) {
      writeFile(folder, folder.resolve(page.getKey()), page.getValue());
    }
  }

  private static void writeFile(Path folder, Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw UsageException.cannotWriteTo(folder, e);
    }
  }
}
