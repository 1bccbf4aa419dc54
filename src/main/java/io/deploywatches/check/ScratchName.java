package io.deploywatches.check;

import io.deploywatches.cluster.ScratchIndices;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a scratch index, which says whose it is: {@code
 * deploy-watches-test-1795600000-1f3c9a70-4711-2}.
 *
 * @param made when the index was made, in whole seconds
 * @param machine a hash of the machine on which it runs, eight hexadecimal digits
 * @param process the id of its process
 * @param number counted from 1
 */
public record ScratchName(Instant made, String machine, long process, int number) {
  /** Longer than the cases of one index take; runs on other machines cannot be looked at. */
  private static final Duration LONGEST_USE = Duration.ofDays(1);

  private static final Pattern NAME =
      Pattern.compile(
          Pattern.quote(ScratchIndices.PREFIX)
              + "(\\d{1,12})-([0-9a-f]{8})-(\\d{1,12})-(\\d{1,9})");

  static Optional<ScratchName> parse(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? Optional.of(
            new ScratchName(
                Instant.ofEpochSecond(Long.parseLong(matcher.group(1))),
                matcher.group(2),
                Long.parseLong(matcher.group(3)),
                Integer.parseInt(matcher.group(4))))
        : Optional.empty();
  }

  ScratchName of(int other, Instant time) {
    return new ScratchName(time, machine, process, other);
  }

  /** The name under which one case sees its own events. */
  String view(int caseNumber) {
    return this + "-case-" + caseNumber;
  }

  /**
   * Whether the run that made it is over.
   *
   * @param own the name of an index of the run that asks
   * @param startOf when a process of this machine began; empty when there is none of that id
   */
  boolean isLeftOver(ScratchName own, LongFunction<Optional<Instant>> startOf) {
    if (!machine.equals(own.machine)) {
      return made.plus(LONGEST_USE).isBefore(own.made);
    }
    // A process that began after that has got its number later; the name has whole seconds.
    return startOf.apply(process).map(start -> start.isAfter(made.plusSeconds(2))).orElse(true);
  }

  @Override
  public String toString() {
    return ScratchIndices.PREFIX
        + made.getEpochSecond()
        + "-"
        + machine
        + "-"
        + process
        + "-"
        + number;
  }
}
