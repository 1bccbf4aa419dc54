package io.deploywatches.cluster;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How long to wait before a request is repeated. */
final class Backoff {
  private static final Duration BASE = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration LONGEST_ASKED_FOR = Duration.ofSeconds(60);

  /** A server compiles 75 new scripts in 5 minutes: one in 4 seconds once these are used up. */
  private static final Duration SCRIPT_TOKEN = Duration.ofSeconds(4);

  private final RandomGenerator random;
  private final Clock clock;

  Backoff(RandomGenerator random, Clock clock) {
    this.random = random;
    this.clock = clock;
  }

  /**
   * Full jitter: anything from nothing to 1, 2, 4, ... seconds, so that many waiting requests do
   * not come back at once. A server that says how long to wait is heeded, within a minute.
   *
   * @param failures how often the request has failed, from 1
   * @param answer the last one; null when the connection was lost
   */
  Duration before(int failures, @Nullable Answer answer) {
    long limit = Math.min(LONGEST.toMillis(), BASE.toMillis() << Math.min(failures - 1, 10));
    Duration jitter = Duration.ofMillis((long) (random.nextDouble() * limit));
    return Optional.ofNullable(answer)
        .flatMap(this::retryAfter)
        .map(asked -> asked.plus(jitter))
        .orElse(jitter);
  }

  /** At least until the next script may be compiled. */
  Duration beforeNextScript() {
    return SCRIPT_TOKEN.plusMillis((long) (random.nextDouble() * SCRIPT_TOKEN.toMillis()));
  }

  /** {@code Retry-After} holds seconds or a date (RFC 9110, 10.2.3); nonsense is ignored. */
  private Optional<Duration> retryAfter(Answer answer) {
    return answer.header("retry-after").flatMap(this::parse).map(Backoff::bounded);
  }

  private Optional<Duration> parse(String text) {
    if (text.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      ZonedDateTime date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      return Optional.of(Duration.between(clock.instant(), date.toInstant()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration asked) {
    if (asked.isNegative()) {
      return Duration.ZERO;
    }
    return asked.compareTo(LONGEST_ASKED_FOR) > 0 ? LONGEST_ASKED_FOR : asked;
  }
}
