package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * In which minutes of a day (UTC) a schedule fires. Days of the week, of the month and of the year
 * are left out of account: what fires at nine on Mondays counts at nine.
 *
 * <p>An interval has no times of its own: a server counts it from when the watch was put. It is
 * taken as if that had been at midnight, as watches that are put together fire together.
 */
public final class FireTimes {
  /** Minutes of a day. */
  public static final int MINUTES = 24 * 60;

  private static final LocalDate ANY_DAY = LocalDate.of(2026, 1, 1);
  private static final Instant WINTER = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<String> TIMES = List.of("at", "time");

  private final boolean isInterval;
  private final BitSet minutes = new BitSet(MINUTES);

  private FireTimes(boolean isInterval) {
    this.isInterval = isInterval;
  }

  /**
   * The times of a schedule.
   *
   * @param schedule as it stands in a watch, one of {@code interval}, {@code cron}, ...; what
   *     cannot be read fires never
   */
  public static FireTimes of(JsonNode schedule) {
    FireTimes times = new FireTimes(schedule.has("interval"));
    times.interval(schedule.path("interval"));
    each(schedule.path("hourly")).forEach(times::hourly);
    for (String kind : List.of("daily", "weekly", "monthly", "yearly")) {
      each(schedule.path(kind)).forEach(times::daily);
    }
    int shift = shift(schedule.path("timezone").asText("UTC"));
    each(schedule.path("cron")).forEach(cron -> times.cron(cron.asText(), shift));
    return times;
  }

  /** Whether the times are those of an interval, which begins whenever the watch is put. */
  public boolean isInterval() {
    return isInterval;
  }

  /**
   * Whether it fires in that minute.
   *
   * @param minute from midnight on, 0 to {@value #MINUTES} - 1
   */
  public boolean firesIn(int minute) {
    return minutes.get(minute);
  }

  private void interval(JsonNode interval) {
    OptionalLong millis =
        interval.isNumber()
            ? OptionalLong.of(interval.longValue() * 1000)
            : Durations.millis(interval.asText());
    if (interval.isMissingNode() || millis.isEmpty() || millis.getAsLong() <= 0) {
      return;
    }
    long step = millis.getAsLong();
    for (long at = 0; at < MINUTES * 60_000L; at += Math.max(step, 60_000)) {
      minutes.set((int) (at / 60_000));
    }
  }

  private void hourly(JsonNode hourly) {
    JsonNode given = hourly.path("minute");
    for (JsonNode minute :
        given.isMissingNode() ? List.<JsonNode>of(IntNode.valueOf(0)) : each(given)) {
      for (int hour = 0; hour < 24; hour++) {
        add(hour, Numbers.whole(minute).asInt(-1));
      }
    }
  }

  private void daily(JsonNode daily) {
    boolean hasTime = false;
    for (String key : TIMES) {
      for (JsonNode time : each(daily.path(key))) {
        hasTime = true;
        at(Calendar.timeOfDay(time));
      }
    }
    if (!hasTime) {
      add(0, 0);
    }
  }

  /** A time in canonical form. */
  private void at(JsonNode time) {
    if (time.isTextual() && time.textValue().matches("\\d{2}:\\d{2}")) {
      add(
          Integer.parseInt(time.textValue().substring(0, 2)),
          Integer.parseInt(time.textValue().substring(3)));
    }
    for (JsonNode hour : time.path("hour")) {
      for (JsonNode minute : time.path("minute")) {
        add(hour.asInt(-1), minute.asInt(-1));
      }
    }
  }

  private void add(int hour, int minute) {
    if (hour >= 0 && hour < 24 && minute >= 0 && minute < 60) {
      minutes.set(hour * 60 + minute);
    }
  }

  private void cron(String text, int shift) {
    String[] fields = text.strip().split("\\s+", -1);
    if (fields.length < 6) {
      return;
    }
    CronSchedule daily;
    try {
      daily = CronSchedule.parse(fields[0] + " " + fields[1] + " " + fields[2] + " * * ?");
    } catch (IllegalArgumentException e) {
      return; // told by validation
    }
    LocalDateTime midnight = ANY_DAY.atStartOfDay();
    Optional<LocalDateTime> next = daily.next(midnight.minusSeconds(1));
    while (next.isPresent() && next.get().toLocalDate().equals(ANY_DAY)) {
      LocalDateTime time = next.get();
      minutes.set(Math.floorMod(time.getHour() * 60 + time.getMinute() - shift, MINUTES));
      next = daily.next(time.withSecond(59));
    }
  }

  /** Minutes that a zone's clocks are ahead of UTC in winter of the northern half. */
  private static int shift(String zone) {
    return ZoneId.getAvailableZoneIds().contains(zone)
        ? ZoneId.of(zone).getRules().getOffset(WINTER).getTotalSeconds() / 60
        : 0;
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
}
