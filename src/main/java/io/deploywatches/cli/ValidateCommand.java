package io.deploywatches.cli;

import io.deploywatches.bundle.TimeSpan;
import io.deploywatches.check.AdviceCheck;
import io.deploywatches.check.Backtest;
import io.deploywatches.check.IndexFields;
import io.deploywatches.check.Origin;
import io.deploywatches.check.ScheduleCheck;
import io.deploywatches.check.SearchCheck;
import io.deploywatches.cluster.Cluster;
import io.deploywatches.cluster.ClusterException;
import io.deploywatches.cluster.Searches;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.problem.Severity;
import io.deploywatches.report.Sarif;
import io.deploywatches.report.ValidationReport;
import io.deploywatches.watch.SecretValues;
import io.deploywatches.watch.Watch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
  private final Cancellation cancellation;
  private final BundleOptions options = new BundleOptions(arguments);
  private final ConnectionOptions connection = ConnectionOptions.oneAtATime(arguments);
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

  ValidateCommand(Console console, Cancellation cancellation) {
    super(
        "validate",
        "Says everything that is wrong with the bundle. Needs no cluster and no secrets; with"
            + " --cluster it also compares the searches with the cluster's indices.");
    this.console = console;
    this.cancellation = cancellation;
    verbose = OutputOptions.verbose(arguments);
    OutputOptions.stacktrace(arguments);
    arguments.exitCodes(
        "0:nothing is wrong, or nothing but warnings",
        "1:the cluster failed",
        "2:something is wrong with the bundle",
        "130:interrupted");
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
    RenderedBundle.Fit right = null;
    if (url.isPresent()) {
      try (Cluster cluster =
          Cluster.open(
              connection.settings(url.get(), console),
              SecretValues.NONE,
              OutputOptions.listener(verbose.get(), console))) {
        cancellation.onStop(cluster::cancel);
        right = bundle.on(cluster.inspect().version(), cluster.metadata(), problems);
        Searches searches = cluster.searches();
        IndexFields fields = new IndexFields(searches);
        Optional<Backtest.Run> run =
            back.map(span -> new Backtest.Run(searches, fields, now, span));
        SearchCheck check = new SearchCheck(searches, fields, now, problems);
        compare(right.watches(), bundle.origins(), check, run);
        backtest = run.map(Backtest.Run::backtest);
      } catch (ClusterException e) {
        problems.add(Problem.error(null, String.valueOf(e.getMessage())));
        failed = true;
      }
    }
    if (right == null) {
      right = bundle.onAnyCluster(problems);
    }
    problems.addAll(AdviceCheck.problems(right.watches(), bundle.origins()));
    problems.addAll(ScheduleCheck.problems(right.watches(), bundle.origins(), now, nextRuns.get()));
    print(new ValidationReport(bundle.name(), right.watches(), problems.list(), backtest));
    if (cancellation.isRequested()) {
      return ExitCode.INTERRUPTED.code();
    }
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

  /** Compares the watches with the cluster, and looks back if that is wanted. */
  private void compare(
      List<Watch> watches,
      Map<String, Origin> origins,
      SearchCheck check,
      Optional<Backtest.Run> run)
      throws ClusterException {
    try (Progress progress =
        new Progress(console.errIsTerminal() ? console.err() : null, "compared", watches.size())) {
      for (Watch watch : watches) {
        Origin origin = origins.get(watch.id());
        if (origin != null) {
          check.check(watch, origin);
        }
        if (run.isPresent() && check.isRefused(watch)) {
          run.get().omit(watch, "the cluster cannot read its query");
        } else if (run.isPresent()) {
          run.get().add(watch);
        }
        progress.step();
      }
    }
  }

  private Optional<TimeSpan> since() {
    Optional<String> given = since.get();
    if (given.isEmpty()) {
      return Optional.empty();
    }
    if (connection.namedUrl().isEmpty()) {
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
              case sarif -> Sarif.of(report.problems(), Version.number(), options.root.get());
            });
    console.out().flush();
  }
}
