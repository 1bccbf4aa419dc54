package io.deploywatches.watch;

import io.deploywatches.problem.Severity;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with the body of a watch.
 *
 * @param name what it is, in kebab case; stable, so that it can be looked up and listed
 * @param severity an error where a server refuses the watch or does something else than it says, a
 *     warning where it may, an info where something that has no effect is lost
 * @param pointer JSON pointer into the body: {@code /actions/mail/email/to}
 * @param message what is wrong, one line, no final full stop
 * @param hint what to do about it; null when the message already says so
 */
public record Finding(
    String name, Severity severity, String pointer, String message, @Nullable String hint)
    implements Comparable<Finding> {
  private static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::pointer)
          .thenComparing(Finding::severity)
          .thenComparing(Finding::name)
          .thenComparing(Finding::message)
          .thenComparing(Finding::hint, Comparator.nullsFirst(Comparator.naturalOrder()));

  /** By place, then severity, then name. */
  @Override
  public int compareTo(Finding other) {
    return ORDER.compare(this, other);
  }
}
