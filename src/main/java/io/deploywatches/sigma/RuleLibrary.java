package io.deploywatches.sigma;

import io.deploywatches.bundle.Bundle;
import io.deploywatches.bundle.Rule;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All Sigma rules of a bundle, as correlations and filters name them. */
public final class RuleLibrary {
  private final Map<String, List<Rule.Sigma>> byName = new LinkedHashMap<>();
  private final List<RuleFilter> filters = new ArrayList<>();
  private final Problems wrong = new Problems();

  public RuleLibrary(Bundle.Library library) {
    for (Rule rule : library.rules()) {
      if (rule instanceof Rule.Sigma sigma) {
        names(sigma)
            .forEach(name -> byName.computeIfAbsent(name, k -> new ArrayList<>()).add(sigma));
      }
    }
    for (Bundle.Filter filter : library.filters()) {
      RuleFilter parsed = RuleFilter.parse(filter);
      filters.add(parsed);
      if (filter.selected()) {
        wrong.addAll(parsed.wrong());
        parsed.rules().forEach(reference -> find(reference, wrong));
      }
    }
  }

  /** The id and the name that a rule gives itself. */
  private static Set<String> names(Rule.Sigma rule) {
    Set<String> names = new LinkedHashSet<>();
    for (String key : List.of("id", "name")) {
      if (rule.document().get(key) instanceof Scalar scalar && !scalar.isNull()) {
        names.add(scalar.text());
      }
    }
    return names;
  }

  /** What is wrong with the selected filters as such. */
  public void check(Problems problems) {
    problems.addAll(wrong.list());
  }

  /** The rule of that id or name; empty when there is not exactly one, which is reported. */
  public Optional<Rule.Sigma> find(Reference reference, Problems problems) {
    List<Rule.Sigma> found = byName.getOrDefault(reference.name(), List.of());
    if (found.size() == 1) {
      return Optional.of(found.get(0));
    }
    String name = Texts.shortened(reference.name());
    if (found.isEmpty()) {
      boolean isLong = reference.name().length() > Texts.MAX_SHOWN;
      problems.error(
          reference.location(),
          "no Sigma rule that could be read has the id or the name '"
              + name
              + "'"
              + (isLong ? "" : Nearest.suggestion(name, byName.keySet())));
    } else {
      problems.error(
          reference.location(),
          "'"
              + name
              + "' is the id or name of "
              + found.get(0).location()
              + " and of "
              + found.get(1).location(),
          "give one of them another name");
    }
    return Optional.empty();
  }

  /** What a rule looks for, filters included; empty when an error was reported. */
  public List<Detection> detections(Rule.Sigma rule, Problems problems) {
    Placeholders placeholders = Placeholders.of(rule.settings().values().path("placeholders"));
    Problems found = new Problems();
    List<Detection> detections = SigmaParser.parse(rule.document(), placeholders, found);
    Set<String> names = names(rule);
    for (RuleFilter filter : filters) {
      boolean named = filter.names(names);
      if (detections.isEmpty() || !(named || filter.any())) {
        continue;
      }
      found.addAll(filter.wrong());
      if (filter.fits(detections.get(0).logSource())) {
        Optional<Detection> asked = filter.detection(placeholders, found);
        if (asked.isPresent()) {
          detections =
              detections.stream().map(detection -> detection.narrowedBy(asked.get())).toList();
        }
      } else if (named) {
        found.add(
            Problem.warning(
                filter.location(),
                "the filter is not laid on "
                    + rule.location()
                    + ", which it names: their log sources differ",
                "leave out what differs, or do not name the rule"));
      }
    }
    problems.addAll(found.list());
    return found.hasErrors() ? List.of() : detections;
  }
}
