package io.deploywatches.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.problem.Problems;
import io.deploywatches.report.JsonText;
import io.deploywatches.watch.Redaction;
import io.deploywatches.watch.Watch;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Prints the watches' JSON; needs neither a cluster nor secrets. */
final class RenderCommand extends Subcommand {
  private final Console console;
  private final BundleOptions bundle = new BundleOptions(arguments);
  private final Supplier<Optional<Path>> out =
      arguments.optional(
          Path.class, "--out", "DIR", "Write a file ID.json for each watch instead.");
  private final Supplier<OutputOptions.When> color = OutputOptions.color(arguments);

  RenderCommand(Console console) {
    super(
        "render",
        "Prints the JSON of the rendered watches: one body, or of several an object from id to"
            + " body. No cluster and no secrets are needed.");
    this.console = console;
    OutputOptions.stacktrace(arguments);
  }

  @Override
  public Integer call() {
    Problems problems = new Problems();
    List<Watch> watches;
    try (Progress progress = Progress.of(console, false, "rendering the rules")) {
      progress.begin();
      watches = RenderedBundle.of(bundle, problems).onAnyCluster(problems).watches();
    }
    if (out.get().isPresent()) {
      writeFiles(watches, out.get().get());
    } else if (watches.size() == 1) {
      console.out().println(JsonText.of(shown(watches.get(0))));
    } else if (!watches.isEmpty() || !problems.hasErrors()) {
      ObjectNode all = JsonNodeFactory.instance.objectNode();
      watches.forEach(watch -> all.set(watch.id(), shown(watch)));
      console.out().println(JsonText.of(all));
    }
    console.out().flush();
    console.problems(
        problems.list(), OutputOptions.colours(color.get(), console, console.errIsTerminal()));
    return (problems.hasErrors() ? ExitCode.WRONG_INPUT : ExitCode.OK).code();
  }

  private static ObjectNode shown(Watch watch) {
    return Redaction.masked(watch.body());
  }

  private static void writeFiles(List<Watch> watches, Path folder) {
    try {
      Files.createDirectories(folder);
      for (Watch watch : watches) {
        String name = URLEncoder.encode(watch.id(), StandardCharsets.UTF_8) + ".json";
        Files.writeString(folder.resolve(name), JsonText.of(shown(watch)) + "\n");
      }
    } catch (IOException e) {
      throw UsageException.cannotWriteTo(folder, e);
    }
  }
}
