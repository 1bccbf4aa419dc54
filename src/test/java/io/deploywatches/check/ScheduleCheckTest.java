package io.deploywatches.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.deploywatches.problem.Problem;
import io.deploywatches.testing.TestCases;
import io.deploywatches.watch.Activation;
import io.deploywatches.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScheduleCheckTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  @Test
  void aScheduleThatManyWatchesHaveIsExpandedOnce() {
    Origin origin = new Origin(EventTimesTest.rule("{}"));
    List<Watch> watches = new ArrayList<>();
    Map<String, Origin> origins = new HashMap<>();
    for (int i = 0; i < 30_000; i++) {
      watches.add(
          new Watch(
              "w" + i,
              "watches/w.json",
              TestCases.json("{'trigger': {'schedule': {'cron': '0 */5 * * * ?'}}}"),
              Activation.KEEP,
              List.of()));
      origins.put("w" + i, origin);
    }
    List<Problem> problems = new ArrayList<>();
    assertTimeout(
        Duration.ofSeconds(8),
        () -> problems.addAll(ScheduleCheck.problems(watches, origins, NOW, false)));
    assertThat(problems)
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.message()).startsWith("30000 watches are due at "));
  }
}
