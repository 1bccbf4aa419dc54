package io.deploywatches.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Severity;
import io.deploywatches.watch.CronSchedule;
import io.deploywatches.watch.Watch;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Looks at when the watches of a bundle run: which never do, and how many do at once. */
public final class ScheduleCheck {
  /** What the queue of a node holds; what is beyond it is dropped (elasticsearch#83369). */
  private static final int MOST_AT_ONCE = 1000;

  private static final int DAYS = 7;
  private static final int MOST_RUNS = 2000;
  private static final int SHOWN_RUNS = 3;

  private final LocalDateTime now;
  private final boolean tellsRuns;

  /** How many watches have each cron: each is looked at once, however many have it. */
  private final Map<String, Integer> watchesOf = new TreeMap<>();

  private final Map<String, List<LocalDateTime>> firstRuns = new HashMap<>();
  private final Map<String, Integer> intervals = new TreeMap<>();
  private final List<Problem> problems = new ArrayList<>();

  private ScheduleCheck(Instant now, boolean tellsRuns) {
    this.tellsRuns = tellsRuns;
    this.now = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
  }

  /**
   * What is to be said of the schedules.
   *
   * @param origins where each watch comes from, by its id
   * @param tellsRuns whether to tell when crons come next
   */
  public static List<Problem> problems(
      List<Watch> watches, Map<String, Origin> origins, Instant now, boolean tellsRuns) {
    ScheduleCheck check = new ScheduleCheck(now, tellsRuns);
    for (Watch watch : watches) {
      Origin origin = origins.get(watch.id());
      if (origin != null) {
        check.add(watch, origin);
      }
    }
    check.crowds();
    return check.problems;
  }

  private void add(Watch watch, Origin origin) {
    JsonNode schedule = watch.body().path("trigger").path("schedule");
    if (schedule.has("interval")) {
      intervals.merge(schedule.path("interval").asText(), 1, Integer::sum);
      return;
    }
    List<String> crons = crons(schedule);
    try {
      for (String cron : crons) {
        var unused = CronSchedule.parse(cron);
      }
    } catch (IllegalArgumentException e) {
      return; // told already
    }
    crons.forEach(cron -> watchesOf.merge(cron, 1, Integer::sum));
    if (!schedule.has("cron")) {
      return;
    }
    List<LocalDateTime> next = next(crons);
    if (next.isEmpty()) {
      tell(
          origin,
          Severity.ERROR,
          "schedule-never-runs",
          "the schedule never comes: " + String.join(", ", crons) + " has no run any more",
          "correct the day, the month or the year");
    } else if (tellsRuns) {
      String times = String.join(", ", next.stream().map(run -> run + "Z").toList());
      tell(origin, Severity.INFO, "next-runs", "next runs (UTC): " + times, null);
    }
  }

  private void tell(
      Origin origin, Severity severity, String name, String message, @Nullable String hint) {
    if (!origin.allowed().contains(name)) {
      problems.add(new Problem(severity, origin.location(), message, hint, name));
    }
  }

  private List<LocalDateTime> runs(CronSchedule cron) {
    List<LocalDateTime> runs = new ArrayList<>();
    Optional<LocalDateTime> run = cron.next(now);
    while (run.isPresent() && run.get().isBefore(now.plusDays(DAYS)) && runs.size() < MOST_RUNS) {
      runs.add(run.get());
      run = cron.next(run.get());
    }
    return runs;
  }

  private List<LocalDateTime> next(List<String> crons) {
    return crons.stream()
        .flatMap(cron -> firstRuns.computeIfAbsent(cron, this::firstRuns).stream())
        .sorted()
        .distinct()
        .limit(SHOWN_RUNS)
        .toList();
  }

  private List<LocalDateTime> firstRuns(String text) {
    List<LocalDateTime> runs = new ArrayList<>();
    CronSchedule cron = CronSchedule.parse(text);
    Optional<LocalDateTime> run = cron.next(now);
    for (int i = 0; i < SHOWN_RUNS && run.isPresent(); i++) {
      runs.add(run.get());
      run = cron.next(run.get());
    }
    return runs;
  }

  /** A schedule as cron expressions; none for what is not understood. */
  private static List<String> crons(JsonNode schedule) {
    List<String> crons = new ArrayList<>();
    each(schedule.path("cron")).forEach(cron -> crons.add(cron.asText()));
    if (schedule.has("hourly")) {
      JsonNode minutes = schedule.path("hourly").path("minute");
      for (JsonNode minute : minutes.isMissingNode() ? zero() : each(minutes)) {
        crons.add("0 " + minute.asText() + " * * * ?");
      }
    }
    if (schedule.has("daily")) {
      for (String time : times(schedule.path("daily").path("at"))) {
        crons.add("0 " + time + " * * ?");
      }
    }
    return crons;
  }

  private static List<JsonNode> zero() {
    return List.of(JsonNodeFactory.instance.numberNode(0));
  }

  /** Times of day as minute and hour of a cron. */
  private static List<String> times(JsonNode at) {
    List<String> times = new ArrayList<>();
    for (JsonNode time : at.isMissingNode() ? zero() : each(at)) {
      String text = time.asText("");
      if (time.isObject()) {
        for (JsonNode hour : each(time.path("hour"))) {
          JsonNode minutes = time.path("minute");
          for (JsonNode minute : minutes.isMissingNode() ? zero() : each(minutes)) {
            times.add(Integer.valueOf(minute.asInt()) + " " + hour.asText());
          }
        }
      } else if (text.equals("noon")) {
        times.add("0 12");
      } else if (text.matches("\\d{1,2}:\\d{2}")) {
        String[] parts = text.split(":", -1);
        times.add(Integer.parseInt(parts[1]) + " " + Integer.parseInt(parts[0]));
      } else {
        times.add("0 0");
      }
    }
    return times;
  }

  private static List<JsonNode> each(JsonNode value) {
    List<JsonNode> values = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(values::add);
    } else if (!value.isMissingNode()) {
      values.add(value);
    }
    return values;
  }

  private void crowds() {
    Map<LocalDateTime, Integer> due = new TreeMap<>();
    watchesOf.forEach(
        (cron, watches) ->
            runs(CronSchedule.parse(cron)).forEach(run -> due.merge(run, watches, Integer::sum)));
    due.entrySet().stream()
        .filter(entry -> entry.getValue() > MOST_AT_ONCE)
        .max(Map.Entry.comparingByValue())
        .ifPresent(
            entry ->
                crowd(
                    entry.getValue()
                        + " watches are due at "
                        + entry.getKey().toLocalTime()
                        + " UTC of one day"));
    intervals.forEach(
        (interval, count) -> {
          if (count > MOST_AT_ONCE) {
            crowd(
                count
                    + " watches run every "
                    + interval
                    + " and begin when they are deployed, which is within seconds");
          }
        });
  }

  private void crowd(String what) {
    problems.add(
        new Problem(
            Severity.WARNING,
            null,
            what + "; beyond " + MOST_AT_ONCE + " a node drops runs without a word",
            "give them different schedules, or more nodes that carry watches out",
            "too-many-at-once"));
  }
}
