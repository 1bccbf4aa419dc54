package io.deploywatches.watch;

import io.deploywatches.watch.CronField.Unit;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.util.BitSet;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A cron schedule as Watcher reads it: seconds, minutes, hours, day of the month, month, day of the
 * week and perhaps year, in UTC. One of the two days is {@code ?}.
 */
public final class CronSchedule {
  static final int FIRST_YEAR = 1970;
  static final int LAST_YEAR = 2099;

  private final BitSet seconds;
  private final BitSet minutes;
  private final BitSet hours;
  private final Predicate<LocalDate> days;
  private final BitSet months;
  private final BitSet years;

  private CronSchedule(
      BitSet seconds,
      BitSet minutes,
      BitSet hours,
      Predicate<LocalDate> days,
      BitSet months,
      BitSet years) {
    this.seconds = seconds;
    this.minutes = minutes;
    this.hours = hours;
    this.days = days;
    this.months = months;
    this.years = years;
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with what is wrong, as one clause
   */
  public static CronSchedule parse(String text) {
    String[] fields = text.strip().toUpperCase(Locale.ROOT).split("\\s+", -1);
    if (fields.length < 6) {
      throw new IllegalArgumentException(
          "a Watcher cron has 6 or 7 fields, seconds first; this one has "
              + (text.isBlank() ? 0 : fields.length));
    }
    CronField seconds = CronField.parse(fields[0], Unit.SECOND);
    CronField minutes = CronField.parse(fields[1], Unit.MINUTE);
    CronField hours = CronField.parse(fields[2], Unit.HOUR);
    CronField days = CronField.parse(fields[3], Unit.DAY);
    CronField months = CronField.parse(fields[4], Unit.MONTH);
    CronField weekdays = CronField.parse(fields[5], Unit.WEEKDAY);
    // A server ignores what stands behind the years.
    CronField years = CronField.parse(fields.length < 7 ? "*" : fields[6], Unit.YEAR);
    if (days.isOpen() == weekdays.isOpen()) {
      throw new IllegalArgumentException(
          "one of day of the month and day of the week has to be '?', the other not");
    }
    return new CronSchedule(
        seconds.values(),
        minutes.values(),
        hours.values(),
        days.isOpen() ? weekdays(weekdays) : monthDays(days),
        months.values(),
        years.values());
  }

  /** The first run after a time; empty when there is none. */
  public Optional<LocalDateTime> next(LocalDateTime after) {
    LocalDateTime from = after.withNano(0).plusSeconds(1);
    LocalDate day = from.toLocalDate();
    LocalTime time = from.toLocalTime();
    while (day.getYear() <= LAST_YEAR) {
      if (!years.get(day.getYear())) {
        day = LocalDate.of(day.getYear() + 1, 1, 1);
        time = LocalTime.MIDNIGHT;
        continue;
      }
      if (months.get(day.getMonthValue()) && days.test(day)) {
        Optional<LocalTime> found = timeFrom(time);
        if (found.isPresent()) {
          return Optional.of(day.atTime(found.get()));
        }
      }
      day = day.plusDays(1);
      time = LocalTime.MIDNIGHT;
    }
    return Optional.empty();
  }

  private Optional<LocalTime> timeFrom(LocalTime from) {
    for (int hour = hours.nextSetBit(from.getHour());
        hour >= 0;
        hour = hours.nextSetBit(hour + 1)) {
      boolean sameHour = hour == from.getHour();
      int minute = minutes.nextSetBit(sameHour ? from.getMinute() : 0);
      for (; minute >= 0; minute = minutes.nextSetBit(minute + 1)) {
        boolean sameMinute = sameHour && minute == from.getMinute();
        int second = seconds.nextSetBit(sameMinute ? from.getSecond() : 0);
        if (second >= 0) {
          return Optional.of(LocalTime.of(hour, minute, second));
        }
      }
    }
    return Optional.empty();
  }

  private static Predicate<LocalDate> monthDays(CronField field) {
    int before = field.daysBeforeTheLast();
    if (before >= 0) {
      return day -> {
        int wanted = YearMonth.from(day).lengthOfMonth() - before;
        return wanted >= 1 && isDay(day, wanted, field.isNearestWorkday());
      };
    }
    if (field.isNearestWorkday()) {
      int wanted = field.lowest();
      return day ->
          wanted >= 1 && wanted <= YearMonth.from(day).lengthOfMonth() && isDay(day, wanted, true);
    }
    return day -> field.values().get(day.getDayOfMonth());
  }

  private static boolean isDay(LocalDate day, int wanted, boolean nearestWorkday) {
    return nearestWorkday
        ? day.equals(weekdayNear(day.withDayOfMonth(wanted)))
        : day.getDayOfMonth() == wanted;
  }

  /** The working day that is nearest, within the same month. */
  private static LocalDate weekdayNear(LocalDate day) {
    int weekday = day.getDayOfWeek().getValue();
    if (weekday == 6) {
      return day.getDayOfMonth() == 1 ? day.plusDays(2) : day.minusDays(1);
    }
    if (weekday == 7) {
      boolean isLast = day.getDayOfMonth() == YearMonth.from(day).lengthOfMonth();
      return isLast ? day.minusDays(2) : day.plusDays(1);
    }
    return day;
  }

  private static Predicate<LocalDate> weekdays(CronField field) {
    int wanted = field.lowest();
    if (field.week() > 0) {
      return day -> weekday(day) == wanted && (day.getDayOfMonth() - 1) / 7 + 1 == field.week();
    }
    if (field.isLastOfMonth()) {
      return day ->
          weekday(day) == wanted && day.getDayOfMonth() + 7 > YearMonth.from(day).lengthOfMonth();
    }
    return day -> field.values().get(weekday(day));
  }

  /** 1 is Sunday. */
  private static int weekday(LocalDate day) {
    return day.getDayOfWeek().getValue() % 7 + 1;
  }
}
