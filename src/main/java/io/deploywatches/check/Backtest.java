package io.deploywatches.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.bundle.TimeSpan;
import io.deploywatches.cluster.ClusterException;
import io.deploywatches.cluster.Searches;
import io.deploywatches.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the watches would have found in the last days, and what their searches cost the cluster.
 *
 * @param since how far back was looked
 * @param results sorted as the watches are; those that search over no window are left out
 */
public record Backtest(TimeSpan since, List<Result> results) {
  private static final int MOST_SPANS = 5000;
  private static final int MOST_FIELDS = 3;
  private static final String KEYWORD = "keyword";

  public Backtest {
    results = List.copyOf(results);
  }

  /**
   * One watch.
   *
   * @param events how many the search finds in all that time
   * @param alerts in how many runs there were any; empty when the time has too many runs
   * @param searchMillis how long the search of one run took, in milliseconds
   * @param interval between two runs
   * @param top the most frequent values of the fields that the query compares
   */
  public record Result(
      String watch,
      String source,
      long events,
      Optional<Integer> alerts,
      long searchMillis,
      TimeSpan interval,
      Map<String, Map<String, Long>> top) {}

  /** Which part of the time the searches of all watches take, 1 for one search at every moment. */
  public double load() {
    return results.stream()
        .mapToDouble(result -> result.searchMillis / 1000.0 / result.interval.seconds())
        .sum();
  }

  /**
   * Searches.
   *
   * @param now until when
   */
  public static Backtest of(List<Watch> watches, Searches searches, Instant now, TimeSpan since)
      throws ClusterException {
    List<Result> results = new ArrayList<>();
    for (Watch watch : watches) {
      JsonNode request = watch.body().path("input").path("search").path("request");
      JsonNode interval = watch.body().path("trigger").path("schedule").path("interval");
      Optional<TimeSpan> every =
          interval.isIntegralNumber()
              ? Optional.of(new TimeSpan(interval.longValue()))
              : TimeSpan.parse(interval.asText(""));
      List<String> indices = IndicesOf.request(request);
      JsonNode query = RunQuery.at(request.path("body").path("query"), now);
      if (query != null && every.isPresent() && !indices.isEmpty()) {
        result(watch, indices, query, every.get(), searches, now, since).ifPresent(results::add);
      }
    }
    return new Backtest(since, results);
  }

  private static Optional<Result> result(
      Watch watch,
      List<String> indices,
      JsonNode query,
      TimeSpan every,
      Searches searches,
      Instant now,
      TimeSpan since)
      throws ClusterException {
    Optional<RunQuery.Widened> wide =
        RunQuery.widened(query, now, Duration.ofSeconds(since.seconds()));
    Optional<Map<String, Set<String>>> fields = searches.fields(indices);
    if (wide.isEmpty() || fields.isEmpty() || !fields.get().containsKey(wide.get().timeField())) {
      return Optional.empty();
    }
    List<String> keywords =
        QueryFields.uses(query).stream()
            .map(QueryFields.Use::field)
            .filter(name -> fields.get().getOrDefault(name, Set.of()).contains(KEYWORD))
            .distinct()
            .limit(MOST_FIELDS)
            .toList();
    boolean counts = since.seconds() / every.seconds() <= MOST_SPANS;
    Searches.Found found =
        searches.find(
            indices,
            wide.get().query(),
            counts ? wide.get().timeField() : null,
            every.seconds(),
            keywords);
    Searches.Found run = searches.find(indices, query, null, 0, List.of());
    return Optional.of(
        new Result(
            watch.id(),
            watch.source(),
            found.hits(),
            counts ? Optional.of(found.spans()) : Optional.empty(),
            run.tookMillis(),
            every,
            found.top()));
  }
}
