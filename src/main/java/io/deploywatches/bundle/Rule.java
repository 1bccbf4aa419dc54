package io.deploywatches.bundle;

import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.problem.Location;

/** One rule of a bundle, read and checked as far as that goes without rendering it. */
public sealed interface Rule {
  /** The watch's id, prefix included. A rule that makes several watches numbers the others. */
  String id();

  /** The file, relative to the bundle: {@code watches/dns.yml}. */
  String source();

  Location location();

  Settings settings();

  /** The same rule with other settings. */
  default Rule with(Settings other) {
    if (this instanceof Sigma rule) {
      return new Sigma(rule.id(), rule.source(), rule.location(), other, rule.document());
    } else if (this instanceof Query rule) {
      return new Query(rule.id(), rule.source(), rule.location(), other, rule.document());
    }
    WholeWatch rule = (WholeWatch) this;
    return new WholeWatch(rule.id(), rule.source(), rule.location(), other, rule.body());
  }

  /**
   * A Sigma rule.
   *
   * @param document the whole rule as it stands in its file
   */
  record Sigma(String id, String source, Location location, Settings settings, Mapping document)
      implements Rule {}

  /**
   * A query rule: Sigma's metadata with a Lucene query string in {@code query} or a query DSL
   * object in {@code dsl}; exactly one of them is there.
   *
   * @param document the whole rule as it stands in its file
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
