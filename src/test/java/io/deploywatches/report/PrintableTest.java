package io.deploywatches.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.deploywatches.bundle.TimeSpan;
import io.deploywatches.check.Backtest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void aTerminalIsToldNothing() {
    assertThat(Printable.text("a\u001b[2J\u009b1m\u202e\nb\u00fc"))
        .isEqualTo("a\\u001b[2J\\u009b1m\\u202e\\u000ab\u00fc");
    assertThat(Printable.lines("a\n\tb\r")).isEqualTo("a\n\tb\\u000d");
  }

  @Test
  void valuesOfEventsStandOnOneLine() {
    Backtest.Result result =
        new Backtest.Result(
            "w",
            "watches/w.yml",
            1,
            Optional.empty(),
            1,
            Optional.empty(),
            true,
            Map.of("f", Map.of("\u001b[2J\n", 1L)));
    Backtest backtest =
        new Backtest(
            new TimeSpan(60),
            List.of(result),
            List.of(new Backtest.Omitted("v", "watches/v.yml", "its input is a chain")));
    assertThat(
            new ValidationReport(Optional.empty(), List.of(), List.of(), Optional.of(backtest))
                .text(Colours.OFF))
        .contains("    f: \\u001b[2J\\u000a (1)\n")
        .contains("some of the data could not be searched")
        .contains("  watches/v.yml: v: left out: its input is a chain\n");
  }
}
