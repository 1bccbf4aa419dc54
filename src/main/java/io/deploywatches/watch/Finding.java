package io.deploywatches.watch;

import io.deploywatches.problem.Severity;
import java.util.Comparator;
import java.util.Optional;
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
 * @param servers those of which it is true; null when it is true of all
 */
public record Finding(
    String name,
    Severity severity,
    String pointer,
    String message,
    @Nullable String hint,
    @Nullable Servers servers)
    implements Comparable<Finding> {
  private static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::pointer)
          .thenComparing(Finding::severity)
          .thenComparing(Finding::name)
          .thenComparing(Finding::message)
          .thenComparing(Finding::hint, Comparator.nullsFirst(Comparator.naturalOrder()));

  Finding(String name, Severity severity, String pointer, String message, @Nullable String hint) {
    this(name, severity, pointer, message, hint, null);
  }

  /**
   * What this finding is on a server of that version; empty when it is not true there.
   *
   * @param version null when it is not known: then what newer servers refuse is a warning, and most
   *     of what only older ones refuse is left out
   */
  public Optional<Finding> on(@Nullable ServerVersion version) {
    return servers == null
        ? Optional.of(this)
        : servers
            .severity(severity, version)
            .map(onServer -> new Finding(name, onServer, pointer, message, hint));
  }

  /** By place, then severity, then name. */
  @Override
  public int compareTo(Finding other) {
    return ORDER.compare(this, other);
  }
}
