package io.deploywatches.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.watch.LiveWatch;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;

/**
 * What a plan makes the cluster forget: a put starts a watch afresh, so that people are alerted
 * again of what they have acknowledged or what was throttled.
 *
 * @param acknowledgements actions that somebody acknowledged
 * @param throttles actions that are kept quiet by a throttle that has not run out
 * @param schedules watches whose next run comes late because their schedule changes, so that events
 *     may fall between two windows
 */
public record Resets(int acknowledgements, int throttles, int schedules) {
  public static final Resets NOTHING = new Resets(0, 0, 0);

  private static final String MILLIS = "throttle_period_in_millis";

  /** What the plan resets at that moment. */
  public static Resets of(Plan plan, Instant now) {
    int acknowledgements = 0;
    int throttles = 0;
    int schedules = 0;
    for (Change change : plan.changes()) {
      if (change instanceof Change.Replace replace) {
        for (Map.Entry<String, JsonNode> action :
            replace.seen().status().path("actions").properties()) {
          acknowledgements += isAcknowledged(action.getValue()) ? 1 : 0;
          throttles += isThrottled(replace.seen(), action.getKey(), action.getValue(), now) ? 1 : 0;
        }
        schedules += isRescheduled(replace) ? 1 : 0;
      }
    }
    return new Resets(acknowledgements, throttles, schedules);
  }

  private static boolean isAcknowledged(JsonNode status) {
    return status.path("ack").path("state").asText().equals("acked");
  }

  private static boolean isThrottled(LiveWatch live, String action, JsonNode status, Instant now) {
    JsonNode own = live.body().path("actions").path(action).path(MILLIS);
    long period = own.isNumber() ? own.asLong() : live.body().path(MILLIS).asLong();
    return period > 0
        && lastSuccess(status).map(last -> last.plusMillis(period).isAfter(now)).orElse(false);
  }

  private static Optional<Instant> lastSuccess(JsonNode status) {
    String text = status.path("last_successful_execution").path("timestamp").asText();
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static boolean isRescheduled(Change.Replace replace) {
    return replace.compared().differences().stream()
        .anyMatch(difference -> difference.path().startsWith("/trigger"));
  }
}
