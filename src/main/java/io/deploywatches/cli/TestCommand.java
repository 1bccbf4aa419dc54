package io.deploywatches.cli;

import io.deploywatches.bundle.Bundle;
import io.deploywatches.bundle.BundleReader;
import io.deploywatches.bundle.BundleSettings;
import io.deploywatches.bundle.Rule;
import io.deploywatches.bundle.TestFile;
import io.deploywatches.check.Binding;
import io.deploywatches.check.CaseResult;
import io.deploywatches.check.CaseResult.Verdict;
import io.deploywatches.check.Coverage;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.report.Colours;
import io.deploywatches.report.TestJson;
import io.deploywatches.report.TestJunit;
import io.deploywatches.report.TestReport;
import io.deploywatches.report.TestText;
import io.deploywatches.template.WatchRenderer;
import io.deploywatches.template.WatchRenderer.Rendered;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Runs the test cases that stand beside the rules, on an Elasticsearch. */
final class TestCommand extends Subcommand {
  /** A form of standard output. */
  enum Format {
    text,
    json,
    junit
  }

  private final Console console;
  private final Cancellation cancellation;
  private final BundleOptions options = new BundleOptions(arguments);
  private final Supplier<Boolean> local =
      arguments.flag(
          "--local", "Start an Elasticsearch on this machine for the run, and stop it afterwards.");
  private final Supplier<Boolean> coverage =
      arguments.flag(
          "--coverage",
          "Run nothing; say which watches have no case that fires or none that does not.");
  private final ConnectionOptions connection = ConnectionOptions.oneAtATime(arguments);
  private final Supplier<Format> format =
      arguments.value(
          Format.class,
          "--output",
          "FORMAT",
          "Standard output: ${COMPLETION-CANDIDATES}. Default: text.",
          Format.text);
  private final Supplier<OutputOptions.When> color = OutputOptions.color(arguments);
  private final Supplier<Boolean> quiet =
      arguments.flag("--quiet", "No line for cases that pass, and no progress.");
  private final Supplier<Boolean> verbose = OutputOptions.verbose(arguments);

  TestCommand(Console console, Cancellation cancellation) {
    super(
        "test",
        "Runs the test cases beside the rules (*.test.yml) on an Elasticsearch, in scratch indices"
            + " and with every action simulated.");
    this.console = console;
    this.cancellation = cancellation;
    OutputOptions.stacktrace(arguments);
    arguments.exitCodes(
        "0:every case passed",
        "1:a case failed or could not be tried, or the cluster failed",
        "2:what was given is wrong: usage, settings, rule, test case",
        "130:interrupted; the scratch indices are deleted");
  }

  @Override
  public Integer call() {
    return (coverage.get() ? showCoverage() : test()).code();
  }

  private ExitCode showCoverage() {
    if (format.get() == Format.junit) {
      throw new UsageException("--coverage has no form 'junit': expected text or json");
    }
    Problems problems = new Problems();
    RenderedBundle bundle = RenderedBundle.of(options, problems);
    List<TestFile> tests = BundleReader.readTests(options.root.get(), List.of(), problems);
    Coverage found = Coverage.of(bundle.watches(), tests);
    print(
        format.get() == Format.json
            ? TestJson.of(found)
            : new TestText(colours(console.outIsTerminal())).coverage(found));
    console.problems(problems.list(), colours(console.errIsTerminal()));
    return problems.hasErrors() ? ExitCode.WRONG_INPUT : ExitCode.OK;
  }

  private ExitCode test() {
    if (local.get() && connection.namedUrl().isPresent()) {
      throw new UsageException("--local and --cluster exclude each other: expected one server");
    }
    connection.check();
    Problems problems = new Problems();
    List<TestFile> tests =
        BundleReader.readTests(options.root.get(), options.paths.get(), problems);
    Problems found = new Problems();
    Optional<Bundle> bundle =
        BundleReader.read(options.root.get(), options.environment.get(), List.of(), found);
    if (bundle.isEmpty()) {
      problems.addAll(found.list());
      return report(
          new TestReport(Optional.empty(), Optional.empty(), List.of(), problems.list(), false));
    }
    List<Rule> rules = rules(bundle.get(), tests);
    Rendered rendered =
        new WatchRenderer(
                new Bundle(
                    bundle.get().settings(),
                    rules,
                    bundle.get().templates(),
                    List.of(),
                    library(bundle.get())),
                options.environment.get())
            .render(found);
    Binding binding = Binding.of(tests, rules, rendered.watches(), rendered.replaced(), problems);
    about(tests, binding.hasUnmade(), found, problems);
    if (tests.isEmpty() && !problems.hasErrors()) {
      problems.add(
          Problem.warning(
              null,
              "there is no test case",
              "write some beside the rules: RULE.test.yml beside RULE.yml"));
    }
    return report(run(binding, bundle.get().settings(), problems));
  }

  /** The rules that the tests are about, written for the local server when that is used. */
  private List<Rule> rules(Bundle bundle, List<TestFile> tests) {
    Set<String> wanted = new TreeSet<>();
    tests.forEach(test -> wanted.add(test.rule()));
    List<Rule> rules = new ArrayList<>();
    for (Rule rule : bundle.rules()) {
      if (wanted.contains(rule.source())) {
        rules.add(forServer(rule));
      }
    }
    return rules;
  }

  private Bundle.Library library(Bundle bundle) {
    Bundle.Library library = bundle.library();
    return new Bundle.Library(
        library.rules().stream().map(this::forServer).toList(), library.filters());
  }

  private Rule forServer(Rule rule) {
    return local.get() ? rule.with(rule.settings().withServer(LocalServer.VERSION)) : rule;
  }

  /**
   * Passes on what is wrong with the settings, the templates and the rules that are tested.
   *
   * @param hasUnmade whether a watch could not be made; what is wrong may stand in any file then
   */
  private static void about(
      List<TestFile> tests, boolean hasUnmade, Problems found, Problems problems) {
    Set<String> rules = new TreeSet<>();
    tests.forEach(test -> rules.add(test.rule()));
    for (Problem problem : found.list()) {
      Location at = problem.location();
      if (at == null
          || (hasUnmade && problem.isError())
          || !at.file().startsWith("watches/")
          || rules.contains(at.file())) {
        problems.add(problem);
      }
    }
  }

  private TestReport run(Binding binding, BundleSettings settings, Problems problems) {
    TestExecution execution =
        new TestExecution(console, cancellation, connection, verbose.get(), quiet.get());
    return local.get()
        ? execution.onLocalServer(binding, settings, problems)
        : execution.onCluster(binding, settings, problems);
  }

  private ExitCode report(TestReport report) {
    switch (format.get()) {
      case json -> print(TestJson.of(report));
      case junit -> print(TestJunit.of(report));
      case text -> {
        TestText text = new TestText(colours(console.outIsTerminal()));
        for (CaseResult result : report.results()) {
          if (!quiet.get() || result.verdict() != Verdict.PASSED) {
            console.out().print(text.result(result));
          }
        }
        print(text.totals(report));
      }
    }
    console.problems(report.problems(), colours(console.errIsTerminal()));
    return exitCode(report);
  }

  private ExitCode exitCode(TestReport report) {
    if (cancellation.isRequested()) {
      return ExitCode.INTERRUPTED;
    }
    boolean failed =
        report.results().stream()
            .map(CaseResult::verdict)
            .anyMatch(verdict -> verdict == Verdict.FAILED || verdict == Verdict.ERROR);
    boolean wrong = report.problems().stream().anyMatch(Problem::isError);
    if (report.failed() || (failed && !(wrong && onlyInvalid(report)))) {
      return ExitCode.FAILED;
    }
    return wrong ? ExitCode.WRONG_INPUT : ExitCode.OK;
  }

  /** Whether all that went wrong are cases whose rule is wrong. */
  private static boolean onlyInvalid(TestReport report) {
    return report.results().stream()
        .filter(r -> r.verdict() == Verdict.FAILED || r.verdict() == Verdict.ERROR)
        .allMatch(result -> result.watch() == null);
  }

  private Colours colours(boolean isTerminal) {
    return OutputOptions.colours(color.get(), console, isTerminal);
  }

  private void print(String text) {
    console.out().print(text);
    console.out().flush();
  }
}
