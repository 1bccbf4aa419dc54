package io.deploywatches.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.deploy.Outcome;
import io.deploywatches.plan.Planner;
import io.deploywatches.plan.Policy;
import io.deploywatches.testing.Corpus;
import io.deploywatches.watch.Activation;
import io.deploywatches.watch.CanonicalForm;
import io.deploywatches.watch.LiveWatch;
import io.deploywatches.watch.SecretFingerprints;
import io.deploywatches.watch.SecretValues;
import io.deploywatches.watch.ServerVersion;
import io.deploywatches.watch.Watch;
import io.deploywatches.watch.WatchDigest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A change of a secret alone, of which a diff shows nothing. */
class RotatedSecretTest {
  private static final ServerVersion VERSION = new ServerVersion(6, 8);
  private static final String PATH = "/input/http/request/auth/basic/password";

  private final Planner planner =
      new Planner(
          "one",
          VERSION,
          "",
          Policy.NONE,
          SecretValues.NONE,
          new SecretFingerprints(SecretValues.NONE, "uuid", "one"));

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

  private String text(String shown) {
    Watch then = watch("old-password");
    ObjectNode live =
        planner
            .mark(then, WatchDigest.of(CanonicalForm.of(then.body(), VERSION)))
            .addTo(watch(shown).body());
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    List<Outcome> outcomes =
        planner
            .plan(
                List.of(watch("new-password")),
                List.of(),
                List.of(new LiveWatch("w", live, status)),
                true)
            .changes()
            .stream()
            .map(Outcome::planned)
            .toList();
    Report report = new Report(Optional.empty(), Optional.of("one"), true, outcomes, List.of());
    return new TextReport(Colours.OFF).changes(report);
  }

  private static Watch watch(String password) {
    String body =
        "{\"trigger\": {\"schedule\": {\"interval\": \"1h\"}}, \"input\": {\"http\": {\"request\":"
            + " {\"host\": \"h\", \"port\": 80, \"auth\": {\"basic\": {\"username\": \"u\","
            + " \"password\": \""
            + password
            + "\"}}}}}}";
    try {
      return new Watch(
          "w",
          "watches/w.json",
          (ObjectNode) Corpus.JSON.readTree(body),
          Activation.KEEP,
          List.of());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
