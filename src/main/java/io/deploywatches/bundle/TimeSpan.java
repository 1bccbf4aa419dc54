package io.deploywatches.bundle;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time in Watcher's spelling: a whole number and one of {@code s m h d w}. */
public record TimeSpan(long seconds) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9})([smhdw])");
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  public static Optional<TimeSpan> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long unit =
        switch (matcher.group(2)) {
          case "s" -> 1;
          case "m" -> MINUTE;
          case "h" -> HOUR;
          case "d" -> DAY;
          default -> 7 * DAY;
        };
    return Optional.of(new TimeSpan(Long.parseLong(matcher.group(1)) * unit));
  }

  public TimeSpan plus(TimeSpan other) {
    return new TimeSpan(seconds + other.seconds);
  }

  /** In the largest unit up to days that is exact: {@code 90m}, {@code 1d}, {@code 0s}. */
  @Override
  public String toString() {
    if (seconds == 0) {
      return "0s";
    }
    if (seconds % DAY == 0) {
      return seconds / DAY + "d";
    }
    if (seconds % HOUR == 0) {
      return seconds / HOUR + "h";
    }
    return seconds % MINUTE == 0 ? seconds / MINUTE + "m" : seconds + "s";
  }
}
