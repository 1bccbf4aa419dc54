package io.deploywatches.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.testing.Probes;
import io.deploywatches.testing.Probes.Probe;
import io.deploywatches.watch.Activation;
import io.deploywatches.watch.CanonicalForm;
import io.deploywatches.watch.LiveWatch;
import io.deploywatches.watch.SecretFingerprints;
import io.deploywatches.watch.SecretValues;
import io.deploywatches.watch.ServerVersion;
import io.deploywatches.watch.Watch;
import io.deploywatches.watch.WatchDigest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plan for every body that a real server took, against what that server showed of it. */
class ProbesTest {
  @ParameterizedTest
  @ValueSource(strings = {"6.8.23", "7.17.6", "8.17.0"})
  void whatWasDeployedIsUnchanged(String server) {
    ServerVersion version = ServerVersion.parse(server).orElseThrow();
    Planner planner =
        new Planner(
            "probes",
            version,
            "",
            Policy.NONE,
            SecretValues.NONE,
            new SecretFingerprints(SecretValues.NONE, "uuid", "probes"));
    List<Watch> desired = new ArrayList<>();
    List<LiveWatch> live = new ArrayList<>();
    for (Probe probe : Probes.accepted(server)) {
      if (probe.got() == null) {
        continue;
      }
      ObjectNode put = probe.put();
      Watch watch = new Watch(probe.name(), "watches/p.json", put, Activation.KEEP, List.of());
      ObjectNode shown =
          planner.mark(watch, WatchDigest.of(CanonicalForm.of(put, version))).addTo(probe.got());
      desired.add(watch);
      live.add(new LiveWatch(probe.name(), shown, JsonNodeFactory.instance.objectNode()));
    }

    Plan plan = planner.plan(desired, List.of(), live, true);

    System.out.printf("plan over probes of %s: %d%n", server, plan.changes().size());
    assertThat(plan.changes())
        .hasSize(desired.size())
        .allSatisfy(change -> assertThat(change).isInstanceOf(Change.Unchanged.class));
  }
}
