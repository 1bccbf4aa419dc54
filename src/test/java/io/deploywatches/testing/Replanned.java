package io.deploywatches.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.plan.Plan;
import io.deploywatches.plan.Planner;
import io.deploywatches.plan.Policy;
import io.deploywatches.watch.Activation;
import io.deploywatches.watch.CanonicalForm;
import io.deploywatches.watch.LiveWatch;
import io.deploywatches.watch.SecretFingerprints;
import io.deploywatches.watch.SecretValues;
import io.deploywatches.watch.ServerVersion;
import io.deploywatches.watch.Watch;
import io.deploywatches.watch.WatchDigest;
import java.util.List;

/**
 * Plans, without a server, for a watch that was deployed before the bundle or the cluster moved.
 */
public final class Replanned {
  private static final ServerVersion VERSION = new ServerVersion(6, 8);

  private Replanned() {}

  /**
   * Plans for the watch {@code w}, whose input is an HTTP request.
   *
   * @param deployed what the request had, beside host and port, when it was deployed: a key of JSON
   *     and its value
   * @param wanted what the bundle wants it to have now
   * @param shown what the server shows of it now
   */
  public static Plan plan(String deployed, String wanted, String shown) {
    Planner planner =
        new Planner(
            "one",
            VERSION,
            "",
            Policy.NONE,
            SecretValues.NONE,
            new SecretFingerprints(SecretValues.NONE, "uuid", "one"));
    Watch then = watch(deployed);
    ObjectNode live =
        planner
            .mark(then, WatchDigest.of(CanonicalForm.of(then.body(), VERSION)))
            .addTo(watch(shown).body());
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    return planner.plan(
        List.of(watch(wanted)), List.of(), List.of(new LiveWatch("w", live, status)), true);
  }

  private static Watch watch(String ofRequest) {
    String body =
        "{\"trigger\": {\"schedule\": {\"interval\": \"1h\"}}, \"input\": {\"http\": {\"request\":"
            + " {\"host\": \"h\", \"port\": 80, "
            + ofRequest
            + "}}}}";
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
