package io.deploywatches.sigma;

import io.deploywatches.bundle.Bundle;
import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A filter rule of Sigma 2: what has to hold of the events of other rules as well. Teams keep their
 * exceptions in filters, apart from rules that others write.
 *
 * @param any whether it is laid on all rules of its log source
 * @param rules those that it is laid on otherwise
 * @param logSource each part that it says has to be that of the rule
 * @param document a rule whose detection is the filter's
 * @param wrong what is wrong with it so far: it can be laid on no rule
 */
record RuleFilter(
    boolean any,
    List<Reference> rules,
    LogSource logSource,
    Mapping document,
    List<Problem> wrong) {
  private static final String RULES = "rules";
  private static final String DETECTION = "detection";

  RuleFilter {
    rules = List.copyOf(rules);
    wrong = List.copyOf(wrong);
  }

  /** Reads a filter as far as that goes without values for placeholders. */
  static RuleFilter parse(Bundle.Filter filter) {
    Mapping document = filter.document();
    Entry entry = document.entries().get("filter");
    Problems found = new Problems();
    if (entry == null || !(entry.value() instanceof Mapping content)) {
      found.error(filter.location(), "the filter is no mapping");
      return new RuleFilter(false, List.of(), LogSource.UNKNOWN, document, found.list());
    }
    Entry rules = content.entries().get(RULES);
    boolean any =
        rules != null
            && rules.value() instanceof Scalar word
            && word.text().equalsIgnoreCase("any");
    List<Reference> references = any ? List.of() : References.read(rules, entry.location(), found);
    Map<String, Entry> entries = new LinkedHashMap<>(document.entries());
    entries.put(DETECTION, new Entry(entry.location(), DETECTION, content.without(RULES)));
    LogSource logSource = SigmaParser.logSource(document, found);
    return new RuleFilter(
        any, references, logSource, new Mapping(document.location(), entries), found.list());
  }

  /** Whether it is laid on a rule that has these names, if their log sources fit. */
  boolean names(Set<String> names) {
    return rules.stream().anyMatch(each -> names.contains(each.name()));
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
