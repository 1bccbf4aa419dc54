package io.deploywatches.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.bundle.Matching;
import io.deploywatches.bundle.TimeSpan;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Correlated;
import io.deploywatches.sigma.Correlated.Measured;
import io.deploywatches.sigma.Correlated.Occurring;
import io.deploywatches.sigma.Detection;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A search whose aggregation {@code groups} has a bucket for each group of events for which
 * something holds, and no other bucket: a watch fires when there is one.
 *
 * <p>Each bucket has {@code doc_count}, {@code first} and {@code last} (the times of the first and
 * last event), {@code measure} unless events are counted, and {@code key} unless all events are one
 * group. When the rule's timeframe is shorter than the window of a run, {@code stretches} stand
 * within a group, or in its place: parts of the window as long as the timeframe that follow each
 * other. When it is longer, runs overlap; what only more events can bring about is then told by a
 * run only if the group has an event that no earlier run has seen.
 *
 * <p>Different values are counted by {@code cardinality}: nearly exact up to ten times the rule's
 * threshold, at least up to 1,000; beyond that some percent off. At most {@link #MAX_GROUPS} groups
 * are looked at, those first that are likeliest to be found; an event that lacks a group's field
 * belongs to no group.
 *
 * @param query finds all events that take part
 * @param aggregations with {@code groups}
 * @param window how far back the search has to look, without lag
 * @param holdsForNothing whether the watch has to fire when there is not even an index to search
 * @param grouped whether events are told apart by a field
 */
public record CorrelatedSearch(
    ObjectNode query,
    ObjectNode aggregations,
    TimeSpan window,
    boolean holdsForNothing,
    boolean grouped) {
  /** Groups that a search returns at most before those that do not hold are dropped. */
  static final int MAX_GROUPS = 1_000;

  /**
   * What a search has to know of the runs of its watch.
   *
   * @param timeField the field with the time of an event
   * @param window how far back a run has to look, so that it sees what no earlier run has seen
   * @param start the time at which that window begins, as the search is to say it
   */
  public record Run(String timeField, TimeSpan window, JsonNode start) {}

  /** Empty when an error was reported. */
  public static Optional<CorrelatedSearch> of(
      Correlated correlated, Matching matching, Run run, Problems problems) {
    Problems found = new Problems();
    checkWindow(correlated, run, found);
    checkZero(correlated, found);
    checkFields(correlated, found);
    checkOrder(correlated, found);
    List<ObjectNode> members = new ArrayList<>();
    for (Correlated.Member member : correlated.members()) {
      members.add(query(member, matching, found));
    }
    Optional<IndexFields> fields =
        IndexFields.of(matching, correlated.members().get(0).detections().get(0), found);
    problems.addAll(found.list());
    if (found.hasErrors() || fields.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode aggregations = new AggregationWriter(correlated, fields.get(), run, members).write();
    TimeSpan timeframe = correlated.timespan().orElse(run.window());
    return Optional.of(
        new CorrelatedSearch(
            any(members),
            aggregations,
            timeframe.seconds() < run.window().seconds() ? timeframe.plus(run.window()) : timeframe,
            correlated.groups().isEmpty()
                && correlated.requirement() instanceof Measured measured
                && measured.holdsForNothing(),
            !correlated.groups().isEmpty()));
  }

  /** Stretches at the ends of a run's window are cut, so that too little is counted in them. */
  private static void checkWindow(Correlated correlated, Run run, Problems problems) {
    TimeSpan timeframe = correlated.timespan().orElse(run.window());
    if (timeframe.seconds() < run.window().seconds()
        && !correlated.requirement().growsWithEvents()) {
      problems.error(
          correlated.location(),
          "whether this holds can only be told at the end of each "
              + timeframe
              + ", but a run looks at "
              + run.window()
              + " at once",
          "run it every " + timeframe + ": 'schedule: {interval: " + timeframe + "}'");
    }
  }

  /** A bucket is made by one field for all events. */
  private static void checkFields(Correlated correlated, Problems problems) {
    List<String> names = new ArrayList<>(correlated.groups());
    if (correlated.requirement() instanceof Measured measured && measured.field() != null) {
      names.add(measured.field());
    }
    for (String name : names) {
      List<String> different =
          correlated.members().stream().map(member -> member.field(name)).distinct().toList();
      if (different.size() > 1) {
        problems.error(
            correlated.location(),
            "'"
                + name
                + "' means different fields ("
                + String.join(", ", different)
                + "), which one search cannot bring together",
            "give the events one field for it when they are indexed, such as related.ip");
      }
    }
  }

  /** The first and the last event of each rule do not tell all about three. */
  private static void checkOrder(Correlated correlated, Problems problems) {
    if (correlated.requirement() instanceof Occurring occurring
        && occurring.ordered()
        && correlated.members().size() > 2) {
      problems.add(
          Problem.warning(
              correlated.location(),
              "an order of more than two rules is looked at pair by pair, so the watch can find"
                  + " more than the rule",
              "look at the events when it fires"));
    }
  }

  /** A group is known by its events alone. */
  private static void checkZero(Correlated correlated, Problems problems) {
    if (correlated.groups().isEmpty()
        || !(correlated.requirement() instanceof Measured measured)
        || measured.function() != Correlated.Function.EVENTS) {
      return;
    }
    boolean some =
        measured.thresholds().stream()
            .map(threshold -> threshold.number().max(BigDecimal.ONE))
            .flatMap(
                number ->
                    Stream.of(
                        number.setScale(0, RoundingMode.FLOOR),
                        number.setScale(0, RoundingMode.CEILING),
                        number.setScale(0, RoundingMode.CEILING).add(BigDecimal.ONE)))
            .anyMatch(measured::holds);
    if (!some && !measured.holds(BigDecimal.ONE)) {
      problems.error(
          correlated.location(),
          "the rule asks for groups without events, which no search can name",
          "leave out the group's field, or look for the events that are missing in another way");
    }
  }

  private static ObjectNode query(Correlated.Member member, Matching matching, Problems problems) {
    List<ObjectNode> queries = new ArrayList<>();
    for (Detection detection : member.detections()) {
      new ElasticsearchDsl().convert(detection, matching, problems).ifPresent(queries::add);
    }
    return any(queries);
  }

  private static ObjectNode any(List<ObjectNode> queries) {
    if (queries.size() == 1) {
      return queries.get(0);
    }
    ObjectNode any = JsonNodeFactory.instance.objectNode();
    ObjectNode bool = any.putObject("bool");
    bool.putArray("should").addAll(queries);
    bool.put("minimum_should_match", 1);
    return any;
  }
}
