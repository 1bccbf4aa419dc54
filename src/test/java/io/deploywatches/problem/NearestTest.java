package io.deploywatches.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> KNOWN =
      List.of("--cluster", "diff", "render", "validate", "schedule", "schedules", "id");

  @ParameterizedTest
  @CsvSource({
    "--clutser, --cluster", "--clustr, --cluster", "dif, diff", "DIFF, diff", "fidf, ''",
    "valdiate, validate", "schedul, schedule", "schedulesx, schedules", "di, id", "i, id",
    "x, ''", "'', ''", "deploy, ''", "rneder, render", "di ff, diff"
  })
  void isWhatSomebodyMeant(String misspelt, String meant) {
    assertThat(Nearest.to(misspelt, KNOWN).orElse("")).isEqualTo(meant);
  }

  @Test
  void ofTwoEquallyNearTheFirstInTheAlphabetIsTaken() {
    assertThat(Nearest.to("bat", List.of("hat", "cat", "rat"))).contains("cat");
    assertThat(Nearest.to("bat", List.of("rat", "cat", "hat"))).contains("cat");
  }

  @Test
  void aNameIsNoSuggestionForItself() {
    assertThat(Nearest.to("title", List.of("title"))).isEmpty();
    assertThat(Nearest.suggestion("title", List.of("title"))).isEmpty();
    assertThat(Nearest.suggestion("titel", List.of("title"))).isEqualTo("; did you mean 'title'?");
    assertThat(Nearest.to("a", List.of())).isEmpty();
  }
}
