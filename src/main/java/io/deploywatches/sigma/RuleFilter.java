package io.deploywatches.sigma;

import io.deploywatches.bundle.Bundle;
import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A filter rule of Sigma 2: what has to hold of the events of other rules as well. Teams keep their
 * exceptions in filters, apart from rules that others write.
 *
 * @param rules those that it is laid on; empty for all that have its log source
 * @param logSource each part that it says has to be that of the rule
 * @param document a rule whose detection is the filter's
 */
record RuleFilter(List<Reference> rules, LogSource logSource, Mapping document) {
  private static final String RULES = "rules";
  private static final String DETECTION = "detection";

  RuleFilter {
    rules = List.copyOf(rules);
  }

  /** Reads a filter as far as that goes without values for placeholders; empty after an error. */
  static Optional<RuleFilter> parse(Bundle.Filter filter, Problems problems) {
    Mapping document = filter.document();
    Entry entry = document.entries().get("filter");
    if (entry == null || !(entry.value() instanceof Mapping content)) {
      problems.error(filter.location(), "the filter is no mapping");
      return Optional.empty();
    }
    Problems found = new Problems();
    Entry rules = content.entries().get(RULES);
    boolean any =
        rules != null
            && rules.value() instanceof Scalar word
            && word.text().equalsIgnoreCase("any");
    List<Reference> references = any ? List.of() : References.read(rules, entry.location(), found);
    Map<String, Entry> entries = new LinkedHashMap<>(document.entries());
    entries.put(DETECTION, new Entry(entry.location(), DETECTION, content.without(RULES)));
    LogSource logSource = SigmaParser.logSource(document, found);
    problems.addAll(found.list());
    return found.hasErrors()
        ? Optional.empty()
        : Optional.of(
            new RuleFilter(references, logSource, new Mapping(document.location(), entries)));
  }

  Location location() {
    return document.location();
  }

  /** What it asks for; empty when an error was reported. */
  Optional<Detection> detection(Placeholders placeholders, Problems problems) {
    List<Detection> detections = SigmaParser.parse(document, placeholders, problems);
    if (detections.size() > 1 || detections.stream().anyMatch(d -> d.aggregation().isPresent())) {
      problems.error(location(), "a filter has one condition, for single events");
      return Optional.empty();
    }
    return detections.stream().findFirst();
  }

  boolean fits(LogSource source) {
    return fits(logSource.category(), source.category())
        && fits(logSource.product(), source.product())
        && fits(logSource.service(), source.service());
  }

  private static boolean fits(@Nullable String part, @Nullable String ofRule) {
    return part == null || Objects.equals(part, ofRule);
  }
}
