package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.testing.FaultProxy;
import io.deploywatches.testing.LocalElasticsearch;
import io.deploywatches.testing.Pages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watches of all public rule pages, as whole watches on a real server. */
final class PagesIT {
  private static final int REQUESTS_FOR_A_PLAN = 10;

  @TempDir Path folder;

  @Test
  void deploysOnceAndNeverAgainAndSeesOneInterval() throws IOException {
    Map<String, String> watches = Pages.watches();
    assertThat(watches).hasSize(471);
    TestBundle bundle = TestBundle.in(folder, "bundle: pages\n");
    watches.forEach((id, body) -> bundle.file("watches/" + id + ".json", body));
    LocalElasticsearch server = LocalElasticsearch.shared();
    server.deleteAllWatches();

    try (FaultProxy proxy = FaultProxy.before(server)) {
      String cluster = proxy.address();
      Cli.Result deploy = Cli.run("--bundle", folder, "--cluster", cluster, "--output", "json");
      assertThat(deploy.code()).as(deploy.err()).isZero();
      assertThat(deploy.json().path("summary").path("create").asInt()).isEqualTo(471);
      assertThat(server.storedWatches()).hasSize(471);

      proxy.calm();
      Cli.Result empty = plan(cluster);
      assertThat(empty.code()).as(empty.out()).isZero();
      assertThat(empty.json().path("summary").path("unchanged").asInt()).isEqualTo(471);
      assertThat(proxy.writes()).isEmpty();
      assertThat(proxy.requests()).hasSizeLessThanOrEqualTo(REQUESTS_FOR_A_PLAN);

      Cli.Result again = Cli.run("--bundle", folder, "--cluster", cluster, "--output", "json");
      assertThat(again.code()).isZero();
      assertThat(proxy.writes()).as("a deploy with nothing to do").isEmpty();

      String id = watches.keySet().iterator().next();
      ObjectNode edited = (ObjectNode) server.getWatch(id).json().path("watch");
      ((ObjectNode) edited.path("trigger").path("schedule")).put("interval", "7m");
      server.putWatch(id, edited.toString());

      Cli.Result drift = plan(cluster);
      assertThat(drift.code()).isEqualTo(3);
      assertThat(drift.json().path("summary").path("update").asInt()).isOne();
      JsonNode change = drift.watch(id);
      assertThat(change.path("why").toString()).isEqualTo("[\"drifted\"]");
      assertThat(change.path("changes").toString())
          .isEqualTo("[{\"path\":\"/trigger/schedule/interval\",\"from\":\"7m\",\"to\":\"30m\"}]");

      Cli.Result reconcile = Cli.run("--bundle", folder, "--cluster", cluster);
      assertThat(reconcile.code()).as(reconcile.err()).isZero();
      assertThat(proxy.writes()).hasSize(1);
      assertThat(server.getWatch(id).json().at("/watch/trigger/schedule/interval").asText())
          .isEqualTo("30m");
      assertThat(plan(cluster).code()).isZero();
    }
  }

  private Cli.Result plan(String cluster) {
    return Cli.run(
        "--bundle", folder, "--cluster", cluster, "--dry-run", "--exit-code", "--output", "json");
  }
}
