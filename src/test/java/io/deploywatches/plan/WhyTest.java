package io.deploywatches.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.junit.jupiter.api.Test;

/** Which side moved, where the digest of the last deploy cannot tell. */
class WhyTest {
  private static final ServerVersion VERSION = new ServerVersion(6, 8);

  private final Planner planner =
      new Planner(
          "one",
          VERSION,
          "",
          Policy.NONE,
          SecretValues.NONE,
          new SecretFingerprints(SecretValues.NONE, "uuid", "one"));

  @Test
  void aHeaderEditedOnTheClusterHasDrifted() {
    Change.Replace change = plan("text/plain", "text/plain", "text/html");

    assertThat(change.why()).containsExactly(Why.DRIFTED);
    assertThat(change.comparison().orElseThrow().differences())
        .extracting(Difference::path)
        .containsExactly("/input/http/request/headers/Accept");
  }

  @Test
  void aHeaderChangedInTheBundleIsRotated() {
    assertThat(plan("text/plain", "text/html", "text/plain").why()).containsExactly(Why.ROTATED);
  }

  private Change.Replace plan(String deployed, String wanted, String live) {
    Watch then = watch(deployed);
    ObjectNode shown =
        planner
            .mark(then, WatchDigest.of(CanonicalForm.of(then.body(), VERSION)))
            .addTo(watch(live).body());
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    Plan plan =
        planner.plan(
            List.of(watch(wanted)), List.of(), List.of(new LiveWatch("w", shown, status)), true);
    return (Change.Replace) plan.changes().get(0);
  }

  private static Watch watch(String accept) {
    String body =
        "{\"trigger\": {\"schedule\": {\"interval\": \"1h\"}}, \"input\": {\"http\": {\"request\":"
            + " {\"host\": \"h\", \"port\": 80, \"headers\": {\"Accept\": \""
            + accept
            + "\"}}}}}";
    try {
      return new Watch(
          "w",
          "watches/w.json",
          (ObjectNode) Corpus.JSON.readTree(body),
          Activation.KEEP,
          List.of());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(body, e);
    }
  }
}
