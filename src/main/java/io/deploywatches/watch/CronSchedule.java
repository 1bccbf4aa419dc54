package io.deploywatches.watch;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A cron schedule as Watcher reads it: seconds, minutes, hours, day of the month, month, day of the
 * week and perhaps year, in UTC. One of the two days is {@code ?}.
 */
public final class CronSchedule {
  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
  private static final int FIRST_YEAR = 1970;
  private static final int LAST_YEAR = 2099;

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
    if (fields.length < 6 || fields.length > 7) {
      throw new IllegalArgumentException(
          "a Watcher cron has 6 or 7 fields, seconds first; this one has "
              + (text.isBlank() ? 0 : fields.length));
    }
    boolean anyDay = fields[3].equals("?");
    boolean anyWeekday = fields[5].equals("?");
    if (anyDay == anyWeekday) {
      throw new IllegalArgumentException(
          "one of day of the month and day of the week has to be '?', the other not");
    }
    return new CronSchedule(
        values(fields[0], "seconds", 0, 59, List.of()),
        values(fields[1], "minutes", 0, 59, List.of()),
        values(fields[2], "hours", 0, 23, List.of()),
        anyDay ? weekdays(fields[5]) : monthDays(fields[3]),
        values(fields[4], "months", 1, 12, MONTHS),
        fields.length < 7
            ? all(FIRST_YEAR, LAST_YEAR)
            : values(fields[6], "years", FIRST_YEAR, LAST_YEAR, List.of()));
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

  private static BitSet all(int first, int last) {
    BitSet set = new BitSet();
    set.set(first, last + 1);
    return set;
  }

  private static BitSet values(String field, String what, int first, int last, List<String> names) {
    BitSet set = new BitSet();
    for (String part : field.split(",", -1)) {
      String[] steps = part.split("/", -1);
      int step = steps.length == 1 ? 1 : number(steps[1], "steps of " + what, 1, last, List.of());
      if (steps.length > 2) {
        throw wrong(what, part);
      }
      int from = first;
      int to = last;
      if (!steps[0].equals("*")) {
        String[] ends = steps[0].split("-", -1);
        if (ends.length > 2) {
          throw wrong(what, part);
        }
        boolean fromTheFirst = steps.length == 2 && first == FIRST_YEAR && ends[0].equals("0");
        from = fromTheFirst ? first : number(ends[0], what, first, last, names);
        to =
            ends.length == 2
                ? number(ends[1], what, first, last, names)
                : steps.length == 1 ? from : last;
      }
      // FRI-MON goes over the end of the week.
      int count = to >= from ? to - from : to + (last - first + 1) - from;
      for (int i = 0; i <= count; i += step) {
        set.set(first + (from - first + i) % (last - first + 1));
      }
    }
    return set;
  }

  private static int number(String text, String what, int first, int last, List<String> names) {
    int named = names.indexOf(text);
    if (named >= 0) {
      return named + first;
    }
    if (!text.matches("\\d{1,4}")) {
      throw wrong(what, text);
    }
    int value = Integer.parseInt(text);
    if (value < first || value > last) {
      throw new IllegalArgumentException(what + " are " + first + " to " + last + ", not " + value);
    }
    return value;
  }

  private static IllegalArgumentException wrong(String what, String text) {
    return new IllegalArgumentException("'" + text + "' is no value for " + what);
  }

  private static Predicate<LocalDate> monthDays(String field) {
    if (field.equals("L")) {
      return day -> day.getDayOfMonth() == YearMonth.from(day).lengthOfMonth();
    }
    if (field.equals("LW")) {
      return day -> day.equals(weekdayNear(YearMonth.from(day).atEndOfMonth()));
    }
    if (field.matches("\\d{1,2}W")) {
      int wanted =
          number(field.substring(0, field.length() - 1), "days of the month", 1, 31, List.of());
      return day ->
          wanted <= YearMonth.from(day).lengthOfMonth()
              && day.equals(weekdayNear(day.withDayOfMonth(wanted)));
    }
    BitSet set = values(field, "days of the month", 1, 31, List.of());
    return day -> set.get(day.getDayOfMonth());
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

  private static Predicate<LocalDate> weekdays(String field) {
    if (field.equals("L")) {
      return day -> weekday(day) == 7;
    }
    if (field.matches("([1-7]|[A-Z]{3})L")) {
      int wanted = number(field.substring(0, field.length() - 1), "days of the week", 1, 7, DAYS);
      return day ->
          weekday(day) == wanted && day.getDayOfMonth() + 7 > YearMonth.from(day).lengthOfMonth();
    }
    if (field.matches("([1-7]|[A-Z]{3})#[1-5]")) {
      String[] parts = field.split("#", -1);
      int wanted = number(parts[0], "days of the week", 1, 7, DAYS);
      int week = Integer.parseInt(parts[1]);
      return day -> weekday(day) == wanted && (day.getDayOfMonth() - 1) / 7 + 1 == week;
    }
    BitSet set = values(field, "days of the week", 1, 7, DAYS);
    return day -> set.get(weekday(day));
  }

  /** 1 is Sunday. */
  private static int weekday(LocalDate day) {
    return day.getDayOfWeek().getValue() % 7 + 1;
  }
}
