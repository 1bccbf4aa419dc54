package io.deploywatches.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FireTimesTest {
  /** The first minutes in which it fires, and how many there are. */
  private static String times(String schedule) throws IOException {
    FireTimes times = FireTimes.of(new ObjectMapper().readTree(schedule));
    List<String> found = new ArrayList<>();
    for (int minute = 0; minute < FireTimes.MINUTES; minute++) {
      if (times.firesIn(minute)) {
        found.add("%02d:%02d".formatted(minute / 60, minute % 60));
      }
    }
    return found.size() + " " + String.join(" ", found.subList(0, Math.min(3, found.size())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'interval': '30m'}                                     | 48 00:00 00:30 01:00",
        "{'interval': '7h'}                                      | 4 00:00 07:00 14:00",
        "{'interval': 10}                                        | 1440 00:00 00:01 00:02",
        "{'interval': '90s'}                                     | 960 00:00 00:01 00:03",
        "{'interval': '2w'}                                      | 1 00:00",
        "{'hourly': {}}                                          | 24 00:00 01:00 02:00",
        "{'hourly': {'minute': [5, 35]}}                         | 48 00:05 00:35 01:05",
        "{'daily': {}}                                           | 1 00:00",
        "{'daily': {'at': ['noon', '7:30']}}                     | 2 07:30 12:00",
        "{'daily': {'at': {'hour': [1, 2], 'minute': [0, 9]}}}   | 4 01:00 01:09 02:00",
        "{'weekly': [{'on': 'monday', 'at': '09:00'}, {'on': 'friday', 'at': '17:00'}] }"
            + "| 2 09:00 17:00",
        "{'weekly': {'day': 'monday', 'time': '09:00'}}          | 1 09:00",
        "{'monthly': {'on': 10, 'at': 'midnight'}}               | 1 00:00",
        "{'yearly': {'in': 'january', 'on': 10, 'at': 'noon'}}   | 1 12:00",
        "{'cron': '0 */20 9-10 ? * MON'}                         | 6 09:00 09:20 09:40",
        "{'cron': ['0 5 0 * * ?', '30 7 0 1 1 ? 2030']}          | 2 00:05 00:07",
        "{'cron': '0 30 8 * * ?', 'timezone': 'Asia/Tokyo'}      | 1 23:30",
        "{'cron': 'every day'}                                   | 0",
        "{'interval': 'soon'}                                    | 0",
        "{}                                                      | 0"
      })
  void aDayOfASchedule(String schedule, String expected) throws IOException {
    assertThat(times(schedule.replace('\'', '"')).strip()).isEqualTo(expected);
  }
}
