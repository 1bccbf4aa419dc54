package io.deploywatches.watch;

import java.util.BitSet;
import java.util.Objects;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One field of a cron schedule, read as Watcher reads it. That is lenient: behind a value that is
 * complete it ignores the rest, a step that is too long or 0 leaves the first value alone, and only
 * a step behind {@code *} or a bare {@code /} is bounded. What it takes is not refused here, as a
 * watch with it may be running; a value in a field where it means nothing ({@code L} in the
 * minutes) is.
 */
final class CronField {
  private static final Pattern LAST = Pattern.compile("L(-\\d*)?W?");
  private static final Pattern STEP_OF_ALL = Pattern.compile("\\*?/([+-]?\\d{1,9})");
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,9})(\\D.*)?");
  private static final Pattern RANGE = Pattern.compile("-(\\d{1,9})(?:/(\\d{1,9}).*|[^/\\d].*)?");
  private static final Pattern STEP = Pattern.compile("/(\\d|\\d{2,9}(?:\\D.*)?)");
  private static final Pattern WEEK = Pattern.compile("#([1-5])");
  private static final int MOST_DAYS_BEFORE_THE_LAST = 30;
  private static final int LENGTH_OF_A_NAME = 3;

  /** What a field counts. */
  enum Unit {
    SECOND("seconds", 0, 59, ""),
    MINUTE("minutes", 0, 59, ""),
    HOUR("hours", 0, 23, ""),
    DAY("days of the month", 1, 31, ""),
    MONTH("months", 1, 12, "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"),
    /** 1 is Sunday. */
    WEEKDAY("days of the week", 1, 7, "SUNMONTUEWEDTHUFRISAT"),
    YEAR("years", CronSchedule.FIRST_YEAR, CronSchedule.LAST_YEAR, "");

    private final String words;
    private final int first;
    private final int last;

    /** Of three letters each. */
    private final String names;

    Unit(String words, int first, int last, String names) {
      this.words = words;
      this.first = first;
      this.last = last;
      this.names = names;
    }
  }

  private final Unit unit;
  private final BitSet values = new BitSet();
  private boolean open;
  private boolean nearestWorkday;
  private int daysBeforeTheLast = -1;
  private boolean lastOfMonth;
  private int week;

  private CronField(Unit unit) {
    this.unit = unit;
  }

  /**
   * Reads one.
   *
   * @param text in upper case
   * @throws IllegalArgumentException with what is wrong, as one clause
   */
  static CronField parse(String text, Unit unit) {
    CronField field = new CronField(unit);
    boolean isDay = unit == Unit.DAY || unit == Unit.WEEKDAY;
    if (isDay && text.contains("L") && text.contains(",")) {
      throw new IllegalArgumentException("L takes no other " + unit.words + " beside it");
    }
    StringTokenizer parts = new StringTokenizer(text, ",");
    while (parts.hasMoreTokens()) {
      field.read(parts.nextToken());
    }
    return field;
  }

  private void read(String part) {
    char first = part.charAt(0);
    if (first == '?') {
      readOpen(part);
    } else if (LAST.matcher(part).matches()) {
      readLast(part);
    } else if (first >= 'A' && first <= 'Z') {
      readName(part);
    } else if (first == '*' || first == '/') {
      readAll(part);
    } else {
      readNumber(part);
    }
  }

  private void readOpen(String part) {
    if ((unit != Unit.DAY && unit != Unit.WEEKDAY) || part.length() > 2) {
      throw wrong(part);
    }
    open = true;
  }

  private void readLast(String part) {
    if (unit == Unit.WEEKDAY) {
      set(unit.last);
      return;
    }
    String days = part.replaceAll("[LW-]", "");
    if (unit != Unit.DAY || (part.contains("-") && days.isEmpty())) {
      throw wrong(part);
    }
    daysBeforeTheLast = days.isEmpty() ? 0 : number(days, part);
    if (daysBeforeTheLast > MOST_DAYS_BEFORE_THE_LAST) {
      throw new IllegalArgumentException(
          "L goes back by at most " + MOST_DAYS_BEFORE_THE_LAST + " days, not " + days);
    }
    nearestWorkday = part.endsWith("W");
  }

  private void readName(String part) {
    int value = named(part, 0);
    char next = part.length() > LENGTH_OF_A_NAME ? part.charAt(LENGTH_OF_A_NAME) : ' ';
    if (next == '-') {
      add(value, named(part, LENGTH_OF_A_NAME + 1), 1);
      return;
    }
    if (unit == Unit.WEEKDAY && next == '#') {
      readWeek(part, part.substring(LENGTH_OF_A_NAME));
    } else if (unit == Unit.WEEKDAY && next == 'L') {
      lastOfMonth = true;
    }
    set(value);
  }

  private int named(String part, int from) {
    int to = from + LENGTH_OF_A_NAME;
    int index = part.length() < to ? -1 : unit.names.indexOf(part.substring(from, to));
    if (index < 0 || index % LENGTH_OF_A_NAME != 0) {
      throw wrong(part);
    }
    return index / LENGTH_OF_A_NAME + unit.first;
  }

  private void readAll(String part) {
    int step = 1;
    if (part.startsWith("/") || part.startsWith("*/")) {
      Matcher matcher = STEP_OF_ALL.matcher(part);
      if (!matcher.matches()) {
        throw wrong(part);
      }
      step = Math.max(1, Integer.parseInt(matcher.group(1)));
      if (unit != Unit.YEAR && step > unit.last) {
        throw new IllegalArgumentException(
            "steps of " + unit.words + " are 1 to " + unit.last + ", not " + step);
      }
    }
    add(unit.first, unit.last, step);
  }

  private void readNumber(String part) {
    Matcher matcher = NUMBER.matcher(part);
    if (!matcher.matches()) {
      throw wrong(part);
    }
    int value = Integer.parseInt(matcher.group(1));
    String rest = Objects.requireNonNullElse(matcher.group(2), "");
    switch (rest.isEmpty() ? ' ' : rest.charAt(0)) {
      case 'L' -> {
        if (unit != Unit.WEEKDAY) {
          throw wrong(part);
        }
        lastOfMonth = true;
        set(inRange(value));
      }
      case 'W' -> {
        if (unit != Unit.DAY) {
          throw wrong(part);
        }
        nearestWorkday = true;
        set(value == 0 ? 0 : inRange(value));
      }
      case '#' -> {
        readWeek(part, rest);
        set(value);
      }
      case '-' -> {
        Matcher range = RANGE.matcher(rest);
        if (!range.matches()) {
          throw wrong(part);
        }
        int step = number(Objects.requireNonNullElse(range.group(2), "1"), part);
        add(inRange(value), endInRange(number(range.group(1), part)), step);
      }
      case '/' -> {
        Matcher step = STEP.matcher(rest);
        if (!step.matches()) {
          throw wrong(part);
        }
        String digits = step.group(1).replaceAll("\\D.*", "");
        add(inRange(value), unit.last, number(digits, part));
      }
      default -> set(inRange(value));
    }
  }

  private void readWeek(String part, String rest) {
    Matcher matcher = WEEK.matcher(rest);
    if (unit != Unit.WEEKDAY || !matcher.matches()) {
      throw wrong(part);
    }
    week = Integer.parseInt(matcher.group(1));
  }

  private int inRange(int value) {
    if (value < unit.first && unit != Unit.YEAR) {
      throw outside(value);
    }
    return endInRange(value);
  }

  /** The end of a range may be 0 where the values begin with 1: it goes over the end then. */
  private int endInRange(int value) {
    if (value > unit.last && unit != Unit.YEAR) {
      throw outside(value);
    }
    return value;
  }

  private IllegalArgumentException outside(int value) {
    return new IllegalArgumentException(
        unit.words + " are " + unit.first + " to " + unit.last + ", not " + value);
  }

  private void add(int from, int to, int step) {
    if (step <= 0) {
      set(from);
      return;
    }
    if (to < from && unit == Unit.YEAR) {
      // Beyond the last year there is nothing to be found; else the range is upside down.
      if (from > unit.last) {
        return;
      }
      throw new IllegalArgumentException("the years " + from + "-" + to + " go backwards");
    }
    // FRI-MON goes over the end of the week.
    int size = unit.last - unit.first + 1;
    int count = to >= from ? to - from : to + size - from;
    for (int i = 0; i <= count && (unit != Unit.YEAR || from + i <= unit.last); i += step) {
      set(unit == Unit.YEAR ? from + i : unit.first + (from - unit.first + i) % size);
    }
  }

  /** Beyond the last value nothing comes, and a set of bits is as long as its last one. */
  private void set(int value) {
    if (value <= unit.last) {
      values.set(value);
    }
  }

  private int number(String digits, String part) {
    if (digits.length() > 9) {
      throw wrong(part);
    }
    return Integer.parseInt(digits);
  }

  private IllegalArgumentException wrong(String part) {
    return new IllegalArgumentException("'" + part + "' is no value for " + unit.words);
  }

  /** Whether it says nothing: {@code ?}. */
  boolean isOpen() {
    return open;
  }

  /** The values that it names. */
  BitSet values() {
    return values;
  }

  /** The lowest value; 0 when there is none. Of several with a W or a # only this one counts. */
  int lowest() {
    return Math.max(0, values.nextSetBit(0));
  }

  /** Whether the working day nearest to the day is meant. */
  boolean isNearestWorkday() {
    return nearestWorkday;
  }

  /** How many days before the last of the month; -1 when it does not count from there. */
  int daysBeforeTheLast() {
    return daysBeforeTheLast;
  }

  /** Whether the last such weekday of the month is meant. */
  boolean isLastOfMonth() {
    return lastOfMonth;
  }

  /** The how manieth such weekday of the month, from 1; 0 for each. */
  int week() {
    return week;
  }
}
