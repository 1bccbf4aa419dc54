package io.deploywatches.watch;

import io.deploywatches.problem.Severity;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The servers of which a finding is true.
 *
 * @param from the first of them; null when there is none that is too old
 * @param before the first that is too new; null when there is none
 * @param unknown how much the finding matters while the server is not known; null when it is not
 *     told then
 */
public record Servers(
    @Nullable ServerVersion from, @Nullable ServerVersion before, @Nullable Severity unknown) {

  static Servers from(ServerVersion version, @Nullable Severity unknown) {
    return new Servers(version, null, unknown);
  }

  static Servers before(ServerVersion version, @Nullable Severity unknown) {
    return new Servers(null, version, unknown);
  }

  /**
   * How much a finding matters on a server; empty when it is not true there.
   *
   * @param severity how much it matters where it is true
   * @param version null for a server that is not known
   */
  Optional<Severity> severity(Severity severity, @Nullable ServerVersion version) {
    if (version == null) {
      return Optional.ofNullable(unknown);
    }
    boolean isTrue =
        (from == null || version.compareTo(from) >= 0)
            && (before == null || version.compareTo(before) < 0);
    return isTrue ? Optional.of(severity) : Optional.empty();
  }
}
