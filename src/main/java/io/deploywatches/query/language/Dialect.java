package io.deploywatches.query.language;

import io.deploywatches.bundle.Matching;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problems;
import io.deploywatches.query.Aggregations;
import io.deploywatches.query.ElasticsearchQueryString;
import io.deploywatches.sigma.Detection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How queries are to be written.
 *
 * @param quirks the ways of sigmac to keep; none to be right
 * @param matching how fields are queried in Elasticsearch, unless as sigmac does it
 */
public record Dialect(Set<SigmacQuirk> quirks, Matching matching) {
  private static final ElasticsearchQueryString QUERY_STRING = new ElasticsearchQueryString();

  public Dialect {
    quirks = Set.copyOf(quirks);
  }

  /** As the rules mean it. */
  public static Dialect right(Matching matching) {
    return new Dialect(Set.of(), matching);
  }

  /** As sigmac 0.18.1 writes it. */
  public static Dialect sigmac() {
    return new Dialect(EnumSet.allOf(SigmacQuirk.class), new Matching("winlogbeat", "none", "6.8"));
  }

  public boolean asSigmac() {
    return !quirks.isEmpty();
  }

  /** Warns that sigmac's text targets write only a rule's first condition. */
  public void tellOfOtherConditions(Location second, Problems problems) {
    tell(SigmacQuirk.FIRST_CONDITION_ONLY, second, problems);
  }

  /** Warns of what is wrong with a watch of sigmac's, whatever its query. */
  public void tellOfWatch(SigmacAggregation aggregation, Location condition, Problems problems) {
    tell(SigmacQuirk.WATCH_NEVER_FIRES, condition, problems);
    aggregation.quirks().forEach(quirk -> tell(quirk, condition, problems));
  }

  private void tell(SigmacQuirk quirk, Location location, Problems problems) {
    Quirks kept = new Quirks(quirks);
    if (kept.keep(quirk)) {
      kept.tell(location, problems);
    }
  }

  Optional<String> elasticsearch(Detection detection, List<String> fields, Problems problems) {
    return queryString(detection, matching, problems);
  }

  /** Graylog hands queries to Elasticsearch or OpenSearch; its fields have Sigma's names. */
  Optional<String> graylog(Detection detection, List<String> fields, Problems problems) {
    Matching own = new Matching("none", "none", matching.server());
    return queryString(detection, own, problems);
  }

  private static Optional<String> queryString(
      Detection detection, Matching matching, Problems problems) {
    return Aggregations.isRefused(detection, TextLanguage.OTHER_TARGETS, problems)
        ? Optional.empty()
        : QUERY_STRING.convert(detection, matching, problems);
  }
}
