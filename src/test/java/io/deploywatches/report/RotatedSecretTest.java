package io.deploywatches.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.deploywatches.deploy.Outcome;
import io.deploywatches.testing.Replanned;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A change of a secret alone, of which a diff shows nothing. */
class RotatedSecretTest {
  private static final String PATH = "/input/http/request/auth/basic/password";

  @Test
  void aSecretThatTheServerShowsIsNamedByItsPath() {
    assertThat(text("old-password")).isEqualTo(expected());
  }

  @Test
  void aSecretThatTheServerHidesIsNamedByItsPath() {
    assertThat(text("::es_redacted::")).isEqualTo(expected());
  }

  private static String expected() {
    return "~ update w (watches/w.json): rotated\n~" + PATH + ": ********, another secret\n\n";
  }

  private static String text(String shown) {
    List<Outcome> outcomes =
        Replanned.plan(password("old-password"), password("new-password"), password(shown))
            .changes()
            .stream()
            .map(Outcome::planned)
            .toList();
    Report report = new Report(Optional.empty(), Optional.of("one"), true, outcomes, List.of());
    return new TextReport(Colours.OFF).changes(report);
  }

  private static String password(String password) {
    return "\"auth\": {\"basic\": {\"username\": \"u\", \"password\": \"" + password + "\"}}";
  }
}
