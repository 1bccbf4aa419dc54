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
 * @param results in the order of the watches
 * @param omitted the watches of which it cannot be said, with the reason
 */
public record Backtest(TimeSpan since, List<Result> results, List<Omitted> omitted) {
  private static final int MOST_SPANS = 5000;
  private static final int MOST_FIELDS = 3;
  private static final Set<String> KEYWORD = Set.of("keyword");

  public Backtest {
    results = List.copyOf(results);
    omitted = List.copyOf(omitted);
  }

  /**
   * One watch.
   *
   * @param events how many the search finds in all that time
   * @param alerts in how many runs there were any; empty when the time has too many runs, or the
   *     watch runs at no fixed interval
   * @param searchMillis how long the search of one run took, in milliseconds
   * @param interval between two runs; empty when it is not fixed
   * @param isPartial whether a part of the data could not be searched
   * @param top the most frequent values of the fields that the query compares
   */
  public record Result(
      String watch,
      String source,
      long events,
      Optional<Integer> alerts,
      long searchMillis,
      Optional<TimeSpan> interval,
      boolean isPartial,
      Map<String, Map<String, Long>> top) {}

  /** A watch that was left out. */
  public record Omitted(String watch, String source, String reason) {}

  /**
   * Which part of the time the searches of all watches with an interval take, 1 for one search at
   * every moment.
   */
  public double load() {
    return results.stream()
        .filter(result -> result.interval.isPresent())
        .mapToDouble(result -> result.searchMillis / 1000.0 / result.interval.get().seconds())
        .sum();
  }

  /** Looks at one watch after the other. */
  public static final class Run {
    private final Searches searches;
    private final IndexFields fields;
    private final Instant now;
    private final TimeSpan since;
    private final List<Result> results = new ArrayList<>();
    private final List<Omitted> omitted = new ArrayList<>();

    /**
     * @param now until when
     */
    public Run(Searches searches, IndexFields fields, Instant now, TimeSpan since) {
      this.searches = searches;
      this.fields = fields;
      this.now = now;
      this.since = since;
    }

    /**
     * Searches.
     *
     * @throws ClusterException when nothing can be asked any more
     */
    public void add(Watch watch) throws ClusterException {
      try {
        search(watch);
      } catch (ClusterException e) {
        if (e.concernsConnection()) {
          throw e;
        }
        omit(watch, String.valueOf(e.getMessage()));
      }
    }

    /** Leaves a watch out. */
    public void omit(Watch watch, String reason) {
      omitted.add(new Omitted(watch.id(), watch.source(), reason));
    }

    /** What came of the watches so far. */
    public Backtest backtest() {
      return new Backtest(since, results, omitted);
    }

    private void search(Watch watch) throws ClusterException {
      JsonNode input = watch.body().path("input");
      JsonNode request = input.path("search").path("request");
      List<String> indices = IndicesOf.request(request);
      if (input.has("chain")) {
        omit(watch, "its input is a chain");
      } else if (indices.isEmpty() || indices.toString().contains("{{")) {
        omit(watch, request.isObject() ? "its indices are not known before it runs" : "no search");
      } else {
        search(watch, indices, request.path("body").path("query"));
      }
    }

    private void search(Watch watch, List<String> indices, JsonNode given) throws ClusterException {
      JsonNode query = RunQuery.at(given, now);
      if (query == null) {
        omit(
            watch,
            given.isMissingNode()
                ? "its search has no query"
                : "its query holds a secret or what is known at run time only");
        return;
      }
      Optional<RunQuery.Widened> wide =
          RunQuery.widened(query, now, Duration.ofSeconds(since.seconds()));
      if (wide.isEmpty()) {
        omit(watch, "its query has no range of time that ends with the run, or several");
        return;
      }
      Optional<Map<String, Set<String>>> known = fields.of(indices);
      if (known.isEmpty()) {
        omit(watch, "no index is called " + String.join(" or ", indices));
        return;
      }
      Set<String> types = known.get().getOrDefault(wide.get().timeField(), Set.of());
      if (types.isEmpty() || !SearchCheck.TIMES.containsAll(types)) {
        omit(
            watch,
            "'"
                + wide.get().timeField()
                + "' is "
                + (types.isEmpty() ? "not mapped" : "mapped as " + String.join(", ", types))
                + ", no date");
        return;
      }
      results.add(result(watch, indices, query, wide.get(), known.get()));
    }

    private Result result(
        Watch watch,
        List<String> indices,
        JsonNode query,
        RunQuery.Widened wide,
        Map<String, Set<String>> known)
        throws ClusterException {
      // Where a field is keyword in some indices alone, others could not be searched.
      List<String> keywords =
          QueryFields.uses(query).stream()
              .map(QueryFields.Use::field)
              .filter(name -> known.getOrDefault(name, Set.of()).equals(KEYWORD))
              .distinct()
              .limit(MOST_FIELDS)
              .toList();
      Optional<TimeSpan> every = interval(watch);
      boolean counts =
          every.map(span -> since.seconds() / span.seconds() <= MOST_SPANS).orElse(false);
      Searches.Found found =
          searches.find(
              indices,
              wide.query(),
              counts ? wide.timeField() : null,
              every.map(TimeSpan::seconds).orElse(0L),
              keywords);
      Searches.Found run = searches.find(indices, query, null, 0, List.of());
      return new Result(
          watch.id(),
          watch.source(),
          found.hits(),
          counts ? Optional.of(found.spans()) : Optional.empty(),
          run.tookMillis(),
          every,
          found.isPartial() || run.isPartial(),
          found.top());
    }

    private static Optional<TimeSpan> interval(Watch watch) {
      JsonNode interval = watch.body().path("trigger").path("schedule").path("interval");
      Optional<TimeSpan> every =
          interval.isIntegralNumber()
              ? Optional.of(new TimeSpan(interval.longValue()))
              : TimeSpan.parse(interval.asText(""));
      return every.filter(span -> span.seconds() > 0);
    }
  }
}
