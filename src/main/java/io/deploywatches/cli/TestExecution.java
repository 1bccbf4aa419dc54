package io.deploywatches.cli;

import io.deploywatches.bundle.BundleSettings;
import io.deploywatches.check.Binding;
import io.deploywatches.check.BoundCase;
import io.deploywatches.check.CaseResult;
import io.deploywatches.check.ScratchName;
import io.deploywatches.check.TestRun;
import io.deploywatches.cluster.Cluster;
import io.deploywatches.cluster.ClusterException;
import io.deploywatches.cluster.ConnectionSettings;
import io.deploywatches.cluster.RequestListener;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.report.TestReport;
import io.deploywatches.watch.ClusterIdentity;
import io.deploywatches.watch.SecretValues;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One run of test cases on a server. */
final class TestExecution {
  /** A secret is not needed where nothing is sent; this may stand for a URL as for a password. */
  private static final SecretValues STAND_INS = name -> "https://secret.invalid/" + name;

  private final Console console;
  private final Cancellation cancellation;
  private final ConnectionOptions connection;
  private final boolean verbose;
  private final boolean quiet;

  TestExecution(
      Console console,
      Cancellation cancellation,
      ConnectionOptions connection,
      boolean verbose,
      boolean quiet) {
    this.console = console;
    this.cancellation = cancellation;
    this.connection = connection;
    this.verbose = verbose;
    this.quiet = quiet;
  }

  /** Tries the cases on a server of this machine, which lives only as long as the run. */
  TestReport onLocalServer(Binding binding, BundleSettings settings, Problems problems) {
    if (binding.cases().isEmpty()) {
      return untried(binding, settings, problems);
    }
    try (LocalServer server =
        LocalServer.start(binding.cases().stream().map(BoundCase::watch).toList())) {
      return run(binding, settings, connection.local(server.url()), problems);
    }
  }

  /** Tries the cases on the cluster that is named. */
  TestReport onCluster(Binding binding, BundleSettings settings, Problems problems) {
    Optional<String> url = connection.url(Optional.of(settings), console);
    if (url.isEmpty()) {
      problems.add(
          Problem.error(
              null,
              "no cluster is named",
              "expected --local, --cluster URL, ELASTICSEARCH_URL, or 'cluster' in an environment of"
                  + " the settings"));
      return untried(binding, settings, problems);
    }
    return run(binding, settings, connection.settings(url.get(), console), problems);
  }

  private static TestReport untried(Binding binding, BundleSettings settings, Problems problems) {
    return new TestReport(
        Optional.empty(), Optional.of(settings.bundle()), binding.others(), problems.list(), false);
  }

  private TestReport run(
      Binding binding, BundleSettings settings, ConnectionSettings server, Problems problems) {
    RequestListener listener = OutputOptions.listener(verbose, console);
    List<CaseResult> results = new ArrayList<>(binding.others());
    Optional<ClusterIdentity> identity = Optional.empty();
    boolean failed = false;
    try (Cluster cluster = Cluster.open(server, STAND_INS, listener);
        Cluster cleaner = Cluster.open(server, SecretValues.NONE, listener)) {
      cancellation.onStop(cluster::cancel);
      identity = Optional.of(cluster.inspect().identity());
      Instant now = Instant.now();
      ScratchName name = new ScratchName(now, Machine.own(), ProcessHandle.current().pid(), 0);
      TestRun run = new TestRun(cluster, cleaner, name, Clock.systemUTC());
      int deleted = run.deleteLeftOvers(TestExecution::startOf);
      if (deleted > 0) {
        console.warning(
            "deleted " + deleted + " scratch indices that an earlier run had left behind");
      }
      results.addAll(run(run, binding.cases(), problems));
    } catch (ClusterException e) {
      problems.add(Problem.error(null, String.valueOf(e.getMessage())));
      failed = true;
    }
    results.sort(
        Comparator.comparing((CaseResult result) -> result.file().file())
            .thenComparing(result -> result.test().location()));
    return new TestReport(
        identity, Optional.of(settings.bundle()), results, problems.list(), failed);
  }

  private List<CaseResult> run(TestRun run, List<BoundCase> cases, Problems problems)
      throws ClusterException {
    try (Progress progress =
        new Progress(
            console.errIsTerminal() && !quiet ? console.err() : null, "tested", cases.size())) {
      return run.run(cases, result -> progress.step(), cancellation::isRequested, problems);
    }
  }

  /** When a process began; empty when there is none of that id. */
  private static Optional<Instant> startOf(long process) {
    return ProcessHandle.of(process)
        .filter(ProcessHandle::isAlive)
        .map(handle -> handle.info().startInstant().orElse(Instant.EPOCH));
  }
}
