package io.deploywatches.cli;

import io.deploywatches.bundle.TimeSpan;
import io.deploywatches.check.AdviceCheck;
import io.deploywatches.check.Backtest;
import io.deploywatches.check.ScheduleCheck;
import io.deploywatches.check.SearchCheck;
import io.deploywatches.cluster.Cluster;
import io.deploywatches.cluster.ClusterException;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.problem.Severity;
import io.deploywatches.report.Sarif;
import io.deploywatches.report.ValidationReport;
import io.deploywatches.watch.SecretValues;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Says what is wrong with a bundle, and, given a cluster, with the bundle on that cluster. */
final class ValidateCommand extends Subcommand {
  /** A form of standard output. */
  enum Format {
    text,
    json,
    junit,
    sarif
  }

  private final Console console;
  private final BundleOptions options = new BundleOptions(arguments);
  private final ConnectionOptions connection = new ConnectionOptions(arguments);
  private final Supplier<Boolean> strict =
      arguments.flag("--strict", "Warnings are errors as well: exit with 2 when there is one.");
  private final Supplier<Boolean> nextRuns =
      arguments.flag("--next-runs", "Also say when each cron comes next.");
  private final Supplier<Optional<String>> since =
      arguments.optional(
          String.class,
          "--since",
          "TIME",
          "Also say what each watch would have found since then, such as 1d or 7d.");
  private final Supplier<Format> format =
      arguments.value(
          Format.class,
          "--output",
          "FORMAT",
          "Standard output: ${COMPLETION-CANDIDATES}. Default: text.",
          Format.text);
  private final Supplier<OutputOptions.When> color = OutputOptions.color(arguments);
  private final Supplier<Boolean> verbose;

  ValidateCommand(Console console) {
    super(
        "validate",
        "Says everything that is wrong with the bundle. Needs no cluster and no secrets; with"
            + " --cluster it also compares the searches with the cluster's indices.");
    this.console = console;
    verbose = OutputOptions.verbose(arguments);
    OutputOptions.stacktrace(arguments);
    arguments.exitCodes(
        "0:nothing is wrong, or nothing but warnings",
        "1:the cluster failed",
        "2:something is wrong with the bundle");
  }

  @Override
  public Integer call() {
    Problems problems = new Problems();
    RenderedBundle bundle;
    try (Progress progress = Progress.of(console, false, "rendering the rules")) {
      progress.begin();
      bundle = RenderedBundle.of(options, problems);
    }
    Optional<String> url = connection.namedUrl();
    Instant now = Instant.now();
    Optional<TimeSpan> back = since();
    Optional<Backtest> backtest = Optional.empty();
    boolean failed = false;
    RenderedBundle.Fit right;
    if (url.isEmpty()) {
      right = bundle.onAnyCluster(problems);
    } else {
      try (Cluster cluster =
          Cluster.open(
              connection.settings(url.get(), console),
              SecretValues.NONE,
              OutputOptions.listener(verbose.get(), console))) {
        right = bundle.on(cluster.inspect().version(), cluster.metadata(), problems);
        problems.addAll(
            SearchCheck.problems(right.watches(), bundle.origins(), cluster.searches(), now));
        if (back.isPresent()) {
          backtest = Optional.of(Backtest.of(right.watches(), cluster.searches(), now, back.get()));
        }
      } catch (ClusterException e) {
        problems.add(Problem.error(null, String.valueOf(e.getMessage())));
        failed = true;
        right = bundle.onAnyCluster(problems);
      }
    }
    problems.addAll(AdviceCheck.problems(right.watches(), bundle.origins()));
    problems.addAll(ScheduleCheck.problems(right.watches(), bundle.origins(), now, nextRuns.get()));
    print(new ValidationReport(bundle.name(), right.watches(), problems.list(), backtest));
    if (failed) {
      return ExitCode.FAILED.code();
    }
    boolean isWrong =
        problems.list().stream()
            .anyMatch(
                problem ->
                    problem.isError() || (strict.get() && problem.severity() == Severity.WARNING));
    return (isWrong ? ExitCode.WRONG_INPUT : ExitCode.OK).code();
  }

  private Optional<TimeSpan> since() {
    Optional<String> given = since.get();
    if (given.isEmpty()) {
      return Optional.empty();
    }
    if (!connection.isNamed()) {
      throw new UsageException("--since looks into a cluster: expected --cluster URL with it");
    }
    Optional<TimeSpan> span = TimeSpan.parse(given.get()).filter(time -> time.seconds() > 0);
    if (span.isEmpty()) {
      throw new UsageException(
          "--since is '" + given.get() + "': expected a time such as 12h, 1d or 7d");
    }
    return span;
  }

  private void print(ValidationReport report) {
    console
        .out()
        .print(
            switch (format.get()) {
              case text ->
                  report.text(OutputOptions.colours(color.get(), console, console.outIsTerminal()));
              case json -> report.json();
              case junit -> report.junit(strict.get());
              case sarif -> Sarif.of(report.problems(), Version.number());
            });
    console.out().flush();
  }
}
