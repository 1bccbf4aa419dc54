package io.deploywatches.watch;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The strings that a server takes for dates when it maps a new key, measured string by string on
 * 6.8.23 and 8.17.0. Servers before 7.0 also take weeks ({@code 2026-W48}) and days of the year
 * ({@code 2026-330}), newer ones names of time zones. A year alone is no date to any of them.
 */
public final class DynamicDates {
  private static final String TIME_TEXT =
      "(?<hour>\\d{2})(?::(?<minute>\\d{2})(?::(?<second>\\d{2})(?:[.,]\\d{1,9})?)?)?";

  private static final Pattern OLD =
      Pattern.compile(
          "[-+]?(?<year>\\d{4})(?:-W(?<week>\\d{2})(?:-(?<weekday>\\d))?|-(?<dayOfYear>\\d{3})"
              + "|-(?<month>\\d{2})(?:-(?<day>\\d{2}))?)?"
              + "(?<time>T(?:"
              + "(?<hour>\\d{2})(?:[.,]\\d{1,9}|:(?<minute>\\d{2})(?:[.,]\\d{1,9}|:(?<second>\\d{2})"
              + "(?:[.,]\\d{1,9})?)?)?)?(?<zone>Z|[-+]\\d{2}(?::[0-5]\\d(?::[0-5]\\d)?|[0-5]\\d(?:[0-5]\\d)?)?)?)?",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern NEW =
      Pattern.compile(
          "-?(?<year>\\d{4})(?:-(?<month>\\d{2})(?:-(?<day>\\d{2}))?)?"
              + "(?<time>T(?:"
              + TIME_TEXT
              + "(?<zone>Z|[-+]\\d{2}(?::?\\d{2}(?::?\\d{2})?)?|[A-Za-z][A-Za-z0-9/~._+-]+)?)?)?");
  private static final Pattern SLASHES =
      Pattern.compile("(?<year>\\d{4})/(?<month>\\d{2})/(?<day>\\d{2})(?: " + TIME_TEXT + ")?");
  private static final Pattern LENIENT_SLASHES =
      Pattern.compile("\\d{1,9}/\\d{1,2}/\\d{1,2}(?: \\d{1,2}:\\d{1,2}:\\d{1,2})?");
  private static final int SHORTEST = 4;
  private static final int LONGEST = 100;
  private static final int SLASHES_WITH_SECONDS = "yyyy/MM/dd HH:mm:ss".length();

  private DynamicDates() {}

  /** Whether that is a date in one of the forms of ISO 8601, a year alone included. */
  public static boolean isIso(String text, boolean before7) {
    if (text.length() < SHORTEST || text.length() > LONGEST) {
      return false;
    }
    Matcher matcher = (before7 ? OLD : NEW).matcher(text);
    return matcher.matches()
        && isDay(matcher, before7)
        && isTime(matcher)
        && (before7 || isZone(matcher.group("zone")));
  }

  /** Whether that is {@code yyyy/MM/dd} or {@code yyyy/MM/dd HH:mm:ss}. */
  public static boolean isWithSlashes(String text) {
    Matcher matcher = SLASHES.matcher(text);
    return matcher.matches()
        && (matcher.group("hour") == null || text.length() == SLASHES_WITH_SECONDS)
        && isDay(matcher, false)
        && isTime(matcher);
  }

  /** Whether a key that was mapped as {@link #isWithSlashes} takes it: shorter numbers, too. */
  static boolean isTakenWithSlashes(String text) {
    return LENIENT_SLASHES.matcher(text).matches();
  }

  private static boolean isDay(Matcher date, boolean before7) {
    int year = number(date.group("year"), 0);
    try {
      if (before7 && date.group("week") != null) {
        int weeks =
            (int)
                IsoFields.WEEK_OF_WEEK_BASED_YEAR
                    .rangeRefinedBy(LocalDate.of(year, 7, 1))
                    .getMaximum();
        int week = number(date.group("week"), 1);
        int weekday = number(date.group("weekday"), 1);
        return week >= 1 && week <= weeks && weekday >= 1 && weekday <= 7;
      }
      if (before7 && date.group("dayOfYear") != null) {
        int day = number(date.group("dayOfYear"), 1);
        return day >= 1 && day <= Year.of(year).length();
      }
      var unused = LocalDate.of(year, number(date.group("month"), 1), number(date.group("day"), 1));
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isTime(Matcher date) {
    try {
      var unused =
          LocalTime.of(
              number(date.group("hour"), 0),
              number(date.group("minute"), 0),
              number(date.group("second"), 0));
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isZone(@Nullable String zone) {
    try {
      return zone == null || ZoneId.of(zone) != null;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static int number(@Nullable String digits, int otherwise) {
    return digits == null ? otherwise : Integer.parseInt(digits);
  }
}
