package io.deploywatches.check;

import static io.deploywatches.testing.TestCases.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.deploywatches.bundle.BundleReader;
import io.deploywatches.bundle.Rule;
import io.deploywatches.problem.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventTimesTest {
  private static final Instant RUN = Instant.parse("2026-11-25T12:00:00Z");

  /** A query rule with these settings. */
  static Rule rule(String settings) {
    try {
      Path folder = Files.createTempDirectory("rule");
      Path rule = folder.resolve("watches/a.yml");
      Files.createDirectories(rule.getParent());
      Files.writeString(folder.resolve("deploy-watches.yml"), "bundle: b\n");
      Files.writeString(rule, "query: x\nindices: [i]\nwatch: " + settings + "\n");
      Problems problems = new Problems();
      Rule read =
          BundleReader.read(folder, Optional.empty(), List.of(), problems)
              .orElseThrow()
              .rules()
              .get(0);
      Files.delete(rule);
      Files.delete(rule.getParent());
      Files.delete(folder.resolve("deploy-watches.yml"));
      Files.delete(folder);
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anEventWithoutATimeLiesInTheMiddleOfTheWindow() {
    assertThat(EventTimes.resolve(json("{'a': 1}"), rule("{schedule: {interval: 10m}}"), RUN))
        .isEqualTo(json("{'a': 1, '@timestamp': '2026-11-25T11:54:00Z'}"));
    assertThat(
            EventTimes.resolve(
                json("{}"), rule("{window: 2h, lag: 0s, time_field: event.created}"), RUN))
        .isEqualTo(json("{'event.created': '2026-11-25T11:00:00Z'}"));
  }

  @Test
  void timesAreSeenFromTheRun() {
    assertThat(
            EventTimes.resolve(
                json(
                    "{'@timestamp': 'now-5m', 'a': {'b': ['now+90s', 'now', 'now-5', 'x now-5m']}}"),
                rule("{}"),
                RUN))
        .isEqualTo(
            json(
                "{'@timestamp': '2026-11-25T11:55:00Z',"
                    + " 'a': {'b': ['2026-11-25T12:01:30Z', 'now', 'now-5', 'x now-5m']}}"));
  }

  @Test
  void aTimeFieldMayStandWithDotsOrWithout() {
    Rule rule = rule("{time_field: event.created}");
    assertThat(EventTimes.resolve(json("{'event': {'created': 'x'}}"), rule, RUN))
        .isEqualTo(json("{'event': {'created': 'x'}}"));
    assertThat(EventTimes.resolve(json("{'event.created': 'x'}"), rule, RUN))
        .isEqualTo(json("{'event.created': 'x'}"));
  }
}
