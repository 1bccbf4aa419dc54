package io.deploywatches.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSpanTest {
  @ParameterizedTest
  @CsvSource({
    "0s, 0, 0s",
    "90s, 90, 90s",
    "60s, 60, 1m",
    "90m, 5400, 90m",
    "60m, 3600, 1h",
    "24h, 86400, 1d",
    "36h, 129600, 36h",
    "1w, 604800, 7d",
    "007m, 420, 7m",
    "999999999w, 604799999395200, 6999999993d"
  })
  void isReadAndWritten(String text, long seconds, String written) {
    TimeSpan span = TimeSpan.parse(text).orElseThrow();
    assertThat(span.seconds()).isEqualTo(seconds);
    assertThat(span).hasToString(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "m",
        "-5m",
        "+5m",
        "1.5h",
        "5 m",
        "5M",
        "5ms",
        "5min",
        "5m ",
        " 5m",
        "1000000000s",
        "1h30m",
        "\u0665m"
      })
  void otherTextsAreNone(String text) {
    assertThat(TimeSpan.parse(text)).isEmpty();
  }

  @Property
  void writtenAndReadItIsTheSame(@ForAll @LongRange(min = 0, max = 999_999_999) long seconds) {
    TimeSpan span = new TimeSpan(seconds);
    assertThat(TimeSpan.parse(span.toString())).contains(span);
  }
}
