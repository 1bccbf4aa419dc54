package io.deploywatches.cli;

import io.deploywatches.cluster.RequestListener;
import io.deploywatches.report.Colours;
import picocli.CommandLine.Option;

/** What a command prints. */
final class OutputOptions {
  /** A form of standard output. */
  enum Format {
    text,
    json
  }

  /** When to use colours. */
  enum When {
    auto,
    always,
    never
  }

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "Standard output: ${COMPLETION-CANDIDATES}. Default: text.")
  Format format = Format.text;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description =
          "Colours: ${COMPLETION-CANDIDATES}. Default: auto, on a terminal unless NO_COLOR is set.")
  When color = When.auto;

  @Option(names = "--quiet", description = "No diffs and no progress: totals and problems only.")
  boolean quiet;

  @Option(names = "--verbose", description = "A line on standard error for every request.")
  boolean verbose;

  @Option(names = "--stacktrace", description = "Show where in the program an error came from.")
  boolean stacktrace;

  /** Tells of each request where the user wants to hear of it. */
  RequestListener listener(Console console) {
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
