package io.deploywatches.template;

import io.deploywatches.bundle.Rule;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Correlated;
import io.deploywatches.sigma.Correlation;
import io.deploywatches.sigma.CorrelationParser;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.LogSource;
import io.deploywatches.sigma.LogSources;
import io.deploywatches.sigma.Reference;
import io.deploywatches.sigma.RuleLibrary;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Brings correlation rules together with the rules that they name. */
final class Correlations {
  private final RuleLibrary library;

  Correlations(RuleLibrary library) {
    this.library = library;
  }

  /**
   * A correlation rule with all that it is about.
   *
   * @param indices those of all its rules
   */
  record Resolved(Correlated correlated, List<String> indices) {}

  /** Empty when an error was reported. */
  Optional<Resolved> resolve(Rule.Correlation rule, Problems problems) {
    Problems found = new Problems();
    Optional<Correlation> correlation = CorrelationParser.parse(rule.document(), found);
    List<List<Detection>> detections = new ArrayList<>();
    Set<String> indices = new LinkedHashSet<>();
    for (Reference reference : correlation.map(Correlation::rules).orElse(List.of())) {
      library
          .find(reference, found)
          .ifPresent(
              named -> {
                checkSettings(rule, named, reference, found);
                List<Detection> own = library.detections(named, found);
                detections.add(own);
                for (Detection detection : own) {
                  checkSingle(detection, reference, found);
                  indices.addAll(indices(named, detection.logSource()));
                }
              });
    }
    problems.addAll(found.list());
    return found.hasErrors()
        ? Optional.empty()
        : correlation.map(each -> new Resolved(each.of(detections), List.copyOf(indices)));
  }

  private static void checkSingle(Detection detection, Reference reference, Problems problems) {
    if (detection.aggregation().isPresent()) {
      problems.error(
          reference.location(),
          "the rule '" + reference.name() + "' counts events itself, so it cannot be correlated");
    }
  }

  /** One search asks for the events of all rules, by one set of names. */
  private static void checkSettings(
      Rule.Correlation rule, Rule.Sigma named, Reference reference, Problems problems) {
    if (!named.settings().matching().equals(rule.settings().matching())
        || !named.settings().timeField().equals(rule.settings().timeField())) {
      problems.error(
          reference.location(),
          "the rule '"
              + reference.name()
              + "' has other settings for 'matching' or 'time_field' than its correlation",
          "give both the same with an override");
    }
  }

  /**
   * The ids of watches that are not wanted because a correlation stands for them: those of rules
   * that are named by correlations alone that do not say {@code generate: true}.
   */
  Set<String> replaced(List<Rule> rules) {
    Set<String> replaced = new HashSet<>();
    Set<String> generated = new HashSet<>();
    for (Rule rule : rules) {
      if (rule instanceof Rule.Correlation correlation && rule.settings().deploy()) {
        CorrelationParser.Named named = CorrelationParser.named(correlation.document());
        Set<String> ids = named.generate() ? generated : replaced;
        for (Reference reference : named.rules()) {
          library.find(reference, new Problems()).ifPresent(found -> ids.addAll(found.ids()));
        }
      }
    }
    replaced.removeAll(generated);
    return replaced;
  }

  /**
   * The indices that a Sigma rule searches.
   *
   * @throws TemplateProblem when nothing says so
   */
  static List<String> indices(Rule rule, LogSource logSource) {
    List<String> indices = rule.settings().indices();
    if (indices.isEmpty()) {
      indices = LogSources.indices(logSource);
    }
    if (indices.isEmpty()) {
      throw new TemplateProblem(
          Problem.error(
              rule.location(),
              "which indices hold the events of this rule's log source is not known",
              "say it with 'indices' in the defaults, an override or the rule's 'watch'"));
    }
    return indices;
  }
}
