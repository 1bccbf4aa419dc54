package io.deploywatches.watch;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server's version, as far as its behaviour depends on it; {@code 8.17.0-SNAPSHOT} is 8.17. */
public record ServerVersion(int major, int minor) implements Comparable<ServerVersion> {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:[.\\-+].*)?");
  private static final Comparator<ServerVersion> ORDER =
      Comparator.comparingInt(ServerVersion::major).thenComparingInt(ServerVersion::minor);

  /** Reads {@code 6.8}, {@code 7.17.6} or {@code 9.0.0-beta1}; empty for anything else. */
  public static Optional<ServerVersion> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new ServerVersion(
                Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  public boolean isAtLeast(int major, int minor) {
    return compareTo(new ServerVersion(major, minor)) >= 0;
  }

  @Override
  public int compareTo(ServerVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
