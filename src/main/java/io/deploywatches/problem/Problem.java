package io.deploywatches.problem;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with what the user gave, told so that it can be mended.
 *
 * @param severity whether it stops a deploy
 * @param location where it stands; null when it is in no file (an option, an environment variable)
 * @param message what is wrong and what was expected, one line, no final full stop
 * @param hint what to do about it; null when the message already says so
 * @param name what kind of problem it is, in kebab case; {@value #WRONG_INPUT} for what is not told
 *     apart further. Each has its paragraph in {@code docs/findings.md}
 */
public record Problem(
    Severity severity,
    @Nullable Location location,
    String message,
    @Nullable String hint,
    String name)
    implements Comparable<Problem> {
  /** The name of what cannot be read, or not be used as it is. */
  public static final String WRONG_INPUT = "wrong-input";

  private static final Comparator<Problem> ORDER =
      Comparator.comparing(Problem::location, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Problem::severity)
          .thenComparing(Problem::message)
          .thenComparing(Problem::hint, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Problem::name);

  public Problem(
      Severity severity, @Nullable Location location, String message, @Nullable String hint) {
    this(severity, location, message, hint, WRONG_INPUT);
  }

  public static Problem error(@Nullable Location location, String message) {
    return new Problem(Severity.ERROR, location, message, null);
  }

  public static Problem error(@Nullable Location location, String message, @Nullable String hint) {
    return new Problem(Severity.ERROR, location, message, hint);
  }

  public static Problem warning(@Nullable Location location, String message, String hint) {
    return new Problem(Severity.WARNING, location, message, hint);
  }

  /** The same problem under a name. */
  public Problem named(String other) {
    return new Problem(severity, location, message, hint, other);
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /** By file, line, severity, text: the order of every output. */
  @Override
  public int compareTo(Problem other) {
    return ORDER.compare(this, other);
  }
}
