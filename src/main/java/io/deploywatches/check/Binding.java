package io.deploywatches.check;

import io.deploywatches.bundle.Rule;
import io.deploywatches.bundle.TestFile;
import io.deploywatches.check.CaseResult.Verdict;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problems;
import io.deploywatches.watch.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the watch of each test case.
 *
 * @param cases those that can be tried
 * @param others what became of those that cannot
 */
public record Binding(List<BoundCase> cases, List<CaseResult> others) {
  public Binding {
    cases = List.copyOf(cases);
    others = List.copyOf(others);
  }

  /**
   * Finds the watches.
   *
   * @param rules of the whole bundle, those that could be read
   * @param watches that rendered
   * @param replaced the ids of those that are left out, as a correlation stands for them
   * @param problems takes cases that name no watch, or no single one
   */
  public static Binding of(
      List<TestFile> tests,
      List<Rule> rules,
      List<Watch> watches,
      Set<String> replaced,
      Problems problems) {
    Map<String, List<Rule>> rulesOf = rules.stream().collect(Collectors.groupingBy(Rule::source));
    Map<String, List<Watch>> watchesOf =
        watches.stream().collect(Collectors.groupingBy(Watch::source));
    List<BoundCase> cases = new ArrayList<>();
    List<CaseResult> others = new ArrayList<>();
    for (TestFile file : tests) {
      List<Rule> ofFile = rulesOf.getOrDefault(file.rule(), List.of());
      List<Watch> made = watchesOf.getOrDefault(file.rule(), List.of());
      for (TestFile.Case test : file.cases()) {
        if (made.isEmpty()) {
          others.add(without(file, test, ofFile, replaced));
          continue;
        }
        watch(test, made, problems)
            .ifPresent(watch -> cases.add(new BoundCase(file, test, ruleOf(watch, ofFile), watch)));
      }
    }
    return new Binding(cases, others);
  }

  /** What becomes of a case whose rule makes no watch. */
  private static CaseResult without(
      TestFile file, TestFile.Case test, List<Rule> rules, Set<String> replaced) {
    if (!rules.isEmpty() && rules.stream().noneMatch(rule -> rule.settings().deploy())) {
      return CaseResult.untried(
          file, test, null, Verdict.SKIPPED, "the rule makes no watch, as its 'deploy' is false");
    }
    if (!rules.isEmpty() && rules.stream().allMatch(rule -> replaced.containsAll(rule.ids()))) {
      return CaseResult.untried(
          file,
          test,
          null,
          Verdict.SKIPPED,
          "the rule makes no watch, as a correlation names it that does not say 'generate: true'");
    }
    return CaseResult.untried(
        file, test, null, Verdict.ERROR, "no watch could be made of " + file.rule());
  }

  /** Whether there are cases whose rule is wrong, or is none. */
  public boolean hasUnmade() {
    return others.stream().anyMatch(result -> result.verdict() == Verdict.ERROR);
  }

  private static Rule ruleOf(Watch watch, List<Rule> rules) {
    return rules.stream()
        .filter(rule -> rule.ids().contains(watch.id()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no rule makes " + watch.id()));
  }

  private static Optional<Watch> watch(TestFile.Case test, List<Watch> made, Problems problems) {
    List<String> ids = made.stream().map(Watch::id).toList();
    if (test.watch().isEmpty()) {
      if (made.size() == 1) {
        return Optional.of(made.get(0));
      }
      problems.error(
          test.location(),
          "the rule makes " + made.size() + " watches, and the case does not say which it is about",
          "add 'watch: ID', one of " + String.join(", ", ids));
      return Optional.empty();
    }
    String id = test.watch().get();
    Optional<Watch> named = made.stream().filter(watch -> watch.id().equals(id)).findFirst();
    if (named.isEmpty()) {
      problems.error(
          test.location(),
          "the rule makes no watch '" + id + "'" + Nearest.suggestion(id, ids),
          "its watches: " + String.join(", ", ids));
    }
    return named;
  }
}
