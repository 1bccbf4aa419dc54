package io.deploywatches.problem;

import java.util.Comparator;

/**
 * A place in a file.
 *
 * @param file the path as the user would type it: relative to the bundle, {@code /} as separator
 * @param line counted from 1; 0 when the file as a whole is meant
 */
public record Location(String file, int line) implements Comparable<Location> {
  private static final Comparator<Location> ORDER =
      Comparator.comparing(Location::file).thenComparingInt(Location::line);

  /** The file as a whole. */
  public static Location of(String file) {
    return new Location(file, 0);
  }

  @Override
  public int compareTo(Location other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line;
  }
}
