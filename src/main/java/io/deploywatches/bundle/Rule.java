package io.deploywatches.bundle;

import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Sequence;
import io.deploywatches.problem.Location;
import java.util.List;

/** One rule of a bundle, read and checked as far as that goes without rendering it. */
public sealed interface Rule {
  /** The watch's id, prefix included; that of the first when the rule makes several. */
  String id();

  /** The ids of all watches that the rule makes. */
  default List<String> ids() {
    return List.of(id());
  }

  /** The file, relative to the bundle: {@code watches/dns.yml}. */
  String source();

  Location location();

  Settings settings();

  /** The same rule with other settings. */
  default Rule with(Settings other) {
    if (this instanceof Sigma rule) {
      return new Sigma(rule.ids(), rule.source(), rule.location(), other, rule.document());
    } else if (this instanceof Correlation rule) {
      return new Correlation(rule.id(), rule.source(), rule.location(), other, rule.document());
    } else if (this instanceof Query rule) {
      return new Query(rule.id(), rule.source(), rule.location(), other, rule.document());
    }
    WholeWatch rule = (WholeWatch) this;
    return new WholeWatch(rule.id(), rule.source(), rule.location(), other, rule.body());
  }

  /**
   * A Sigma rule.
   *
   * @param ids one for each condition, at least one
   * @param document the whole rule: what its document says and what other documents of its file say
   *     for it
   */
  record Sigma(
      List<String> ids, String source, Location location, Settings settings, Mapping document)
      implements Rule {
    public Sigma {
      ids = List.copyOf(ids);
    }

    @Override
    public String id() {
      return ids.get(0);
    }

    /** How many conditions a rule has, each for a detection of its own: at least one. */
    public static int conditions(Mapping document) {
      return document.get("detection") instanceof Mapping detection
              && detection.get("condition") instanceof Sequence conditions
          ? Math.max(1, conditions.items().size())
          : 1;
    }
  }

  /**
   * A correlation rule of Sigma 2, which is about the events of other rules.
   *
   * @param document the whole rule, as for a Sigma rule
   */
  record Correlation(
      String id, String source, Location location, Settings settings, Mapping document)
      implements Rule {}

  /**
   * A query rule: Sigma's metadata with a Lucene query string in {@code query} or a query DSL
   * object in {@code dsl}; exactly one of them is there.
   *
   * @param document the whole rule, as for a Sigma rule
   */
  record Query(String id, String source, Location location, Settings settings, Mapping document)
      implements Rule {}

  /**
   * A whole watch.
   *
   * @param body the watch without our key; {@code ${secret:NAME}} still as written
   */
  record WholeWatch(String id, String source, Location location, Settings settings, Mapping body)
      implements Rule {}
}
