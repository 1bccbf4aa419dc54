package io.deploywatches.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronScheduleTest {
  /** A Wednesday. */
  private static final LocalDateTime NOW = LocalDateTime.parse("2026-11-25T10:30:00");

  private static List<String> runs(String cron, int count) {
    List<String> runs = new ArrayList<>();
    Optional<LocalDateTime> run = CronSchedule.parse(cron).next(NOW);
    while (run.isPresent() && runs.size() < count) {
      runs.add(run.get().toString());
      run = CronSchedule.parse(cron).next(run.get());
    }
    return runs;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 0 12 * * ?|2026-11-25T12:00|2026-11-26T12:00",
        "0 30 10 * * ?|2026-11-26T10:30|2026-11-27T10:30",
        "15 0/20 * * * ?|2026-11-25T10:40:15|2026-11-25T11:00:15",
        "0 0 9-17/4 ? * MON-FRI|2026-11-25T13:00|2026-11-25T17:00",
        "0 0 0 ? * FRI-MON|2026-11-27T00:00|2026-11-28T00:00",
        "0 0 0 ? * 1,7|2026-11-28T00:00|2026-11-29T00:00",
        "0 0 0 L * ?|2026-11-30T00:00|2026-12-31T00:00",
        "0 0 0 LW * ?|2026-11-30T00:00|2026-12-31T00:00",
        "0 0 0 15W * ?|2026-12-15T00:00|2027-01-15T00:00",
        "0 0 0 1W 8 ?|2027-08-02T00:00|2028-08-01T00:00",
        "0 0 0 ? * 6#3|2026-12-18T00:00|2027-01-15T00:00",
        "0 0 0 ? * FRIL|2026-11-27T00:00|2026-12-25T00:00",
        "0 0 0 29 feb ?|2028-02-29T00:00|2032-02-29T00:00",
        "0 0 0 1 1 ? 2030,2040|2030-01-01T00:00|2040-01-01T00:00",
        "0 0/60 * * * ?|2026-11-25T11:00|2026-11-25T12:00",
        "0 0 0/24 * * ?|2026-11-26T00:00|2026-11-27T00:00",
        "0 0/0 12 * * ?|2026-11-25T12:00|2026-11-26T12:00",
        "0 0 0 L-3 * ?|2026-11-27T00:00|2026-12-28T00:00",
        "0 0 0 L-3W 1 ?|2027-01-28T00:00|2028-01-28T00:00",
        "0 /20 * * * ?|2026-11-25T10:40|2026-11-25T11:00",
        "0 0 0 15W,1W * ?|2026-12-01T00:00|2027-01-01T00:00",
        "0 */0 * * * ?|2026-11-25T10:31|2026-11-25T10:32",
        "0 0 0 ? * L|2026-11-28T00:00|2026-12-05T00:00",
        "0 0 0 ? * MONDAY|2026-11-30T00:00|2026-12-07T00:00",
        "0 0 0 ? * MON/2|2026-11-30T00:00|2026-12-07T00:00",
        "0 0 0 25-0 * ?|2026-11-26T00:00|2026-11-27T00:00",
        "0 0 0 1,,2 * ?|2026-12-01T00:00|2026-12-02T00:00",
        "0 5X 0 1 * ?|2026-12-01T00:05|2027-01-01T00:05",
        "0 0 0 1 1 ? 0/5|2030-01-01T00:00|2035-01-01T00:00",
        "0 0 0 1 1 ? 2027/3 never|2027-01-01T00:00|2030-01-01T00:00"
      })
  void itComesWhenWatcherSaysSo(String cron, String first, String second) {
    assertThat(runs(cron, 2)).containsExactly(first, second);
  }

  @ParameterizedTest
  @CsvSource({"0 0 0 30 2 ?", "0 0 0 31 4 ?", "0 0 0 1 1 ? 2020"})
  void someNeverCome(String cron) {
    assertThat(CronSchedule.parse(cron).next(NOW)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "0 */60 12 * * ?|steps of minutes are 1 to 59, not 60",
        "0 0 12 L-31 * ?|L goes back by at most 30 days, not 31",
        "0 0 12 L,15 * ?|L takes no other days of the month beside it",
        "0 0 12 ? * 2#6|'2#6' is no value for days of the week",
        "0 0 12 ? * 5-|'5-' is no value for days of the week",
        "0 L 12 ? * 5|'L' is no value for minutes",
        "0 0 12 1 1 ? 2030-2020|the years 2030-2020 go backwards",
        "0 0 12 * *|a Watcher cron has 6 or 7 fields, seconds first; this one has 5",
        "0 0 12 * * *|one of day of the month and day of the week has to be '?', the other not",
        "0 0 12 ? * ?|one of day of the month and day of the week has to be '?', the other not",
        "0 60 12 * * ?|minutes are 0 to 59, not 60",
        "0 0 12 * * FRI|one of day of the month and day of the week has to be '?', the other not",
        "0 0 12 ? FOO MON|'FOO' is no value for months",
        "0 0 12 ? * 8|days of the week are 1 to 7, not 8"
      })
  void whatIsWrongIsSaid(String cron, String why) {
    assertThatThrownBy(() -> CronSchedule.parse(cron)).hasMessage(why);
  }

  @Property(tries = 200)
  void aRunIsNeverBeforeTheTimeAndTheNextOneNeverTheSame(
      @ForAll @IntRange(min = 0, max = 59) int minute,
      @ForAll @IntRange(min = 0, max = 23) int hour,
      @ForAll @IntRange(min = 1, max = 31) int day) {
    CronSchedule cron = CronSchedule.parse("0 " + minute + " " + hour + " " + day + " * ?");
    LocalDateTime first = cron.next(NOW).orElseThrow();
    LocalDateTime second = cron.next(first).orElseThrow();
    assertThat(first).isAfter(NOW);
    assertThat(second).isAfter(first);
    assertThat(List.of(first.getMinute(), first.getHour(), first.getDayOfMonth()))
        .containsExactly(minute, hour, day);
  }

  @Test
  void blanksAndCaseDoNotMatter() {
    assertThat(runs("  0 0   12 ? jan mon ", 1)).containsExactly("2027-01-04T12:00");
  }
}
