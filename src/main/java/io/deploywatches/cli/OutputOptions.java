package io.deploywatches.cli;

import io.deploywatches.cluster.RequestListener;
import io.deploywatches.report.Colours;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** What a command prints. */
final class OutputOptions {
  /** A form of standard output. */
  enum Format {
    text,
    json,
    markdown,
    junit
  }

  /** When to use colours. */
  enum When {
    auto,
    always,
    never
  }

  final Supplier<Format> format;
  final Supplier<Optional<Path>> report;
  final Supplier<Boolean> quiet;
  private final Supplier<When> color;
  private final Supplier<Boolean> verbose;

  OutputOptions(Arguments arguments) {
    format =
        arguments.value(
            Format.class,
            "--output",
            "FORMAT",
            "Standard output: ${COMPLETION-CANDIDATES}. Markdown is for the comment of a pull"
                + " request, JUnit for a CI system. Default: text.",
            Format.text);
    report =
        arguments.optional(
            Path.class,
            "--report",
            "FILE.html",
            "Also write a page with all diffs, when watches fire, and what they cover of ATT&CK.");
    color = color(arguments);
    quiet = arguments.flag("--quiet", "No diffs and no progress: totals and problems only.");
    verbose = verbose(arguments);
    stacktrace(arguments);
  }

  /**
   * Looks before a run whether the page could be written after it.
   *
   * @throws UsageException when it could not
   */
  void checkReport() {
    if (report.get().isPresent()) {
      Path file = report.get().get().toAbsolutePath();
      Path folder = file.getParent();
      if (Files.isDirectory(file) || folder == null || !Files.isWritable(folder)) {
        throw new UsageException(
            "--report: cannot write '"
                + report.get().get()
                + "': expected a file in a folder that exists and may be written to");
      }
    }
  }

  /** The option that says when to use colours, for commands whose output has one form. */
  static Supplier<When> color(Arguments arguments) {
    return arguments.value(
        When.class,
        "--color",
        "WHEN",
        "Colours: ${COMPLETION-CANDIDATES}. Default: auto, on a terminal unless NO_COLOR is set.",
        When.auto);
  }

  /** The option that {@link FaultHandler} looks for. */
  static void stacktrace(Arguments arguments) {
    arguments.flag("--stacktrace", "Show where in the program an error came from.");
  }

  /** The option that shows requests. */
  static Supplier<Boolean> verbose(Arguments arguments) {
    return arguments.flag("--verbose", "A line on standard error for every request.");
  }

  /** Tells of each request where the user wants to hear of it. */
  RequestListener listener(Console console) {
    return listener(verbose.get(), console);
  }

  static RequestListener listener(boolean verbose, Console console) {
    if (!verbose) {
      return RequestListener.NONE;
    }
    return sent ->
        console
            .err()
            .printf(
                "%s %s -> %s in %d ms%s%n",
                sent.method(),
                sent.path(),
                sent.status() == 0 ? "no answer" : sent.status(),
                sent.took().toMillis(),
                sent.attempt() == 1 ? "" : ", attempt " + sent.attempt());
  }

  Colours colours(Console console, boolean isTerminal) {
    return colours(color.get(), console, isTerminal);
  }

  static Colours colours(When color, Console console, boolean isTerminal) {
    return switch (color) {
      case always -> Colours.ON;
      case never -> Colours.OFF;
      case auto ->
          isTerminal
                  && console.variable("NO_COLOR") == null
                  && !"dumb".equals(console.variable("TERM"))
              ? Colours.ON
              : Colours.OFF;
    };
  }
}
