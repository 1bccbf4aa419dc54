package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.testing.RecordedCluster;
import io.deploywatches.testing.RecordedCluster.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole runs against a server of 7.11 or newer that holds a watch which its own GET refuses: with
 * 400 since it wrote what it does not read, or with 404 since a stored script was deleted.
 */
final class UnreadableWatchTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "/_watcher/watch/report";
  private static final String UNREADABLE =
      """
      {"error": {"type": "illegal_argument_exception", "reason": "failed to parse interval [1.5m]"},
       "status": 400}
      """;
  private static final String NO_SCRIPT =
      """
      {"error": {"type": "resource_not_found_exception", "reason": "unable to find script [x]"},
       "status": 404}
      """;

  @TempDir Path folder;

  private final List<JsonNode> live = new ArrayList<>();
  private TestBundle bundle;

  @BeforeEach
  void deployOnce() throws IOException {
    bundle = TestBundle.in(folder, "bundle: one\n").file("watches/report.json", watch("1m"));
    try (RecordedCluster empty = RecordedCluster.holding(List.of())) {
      List<String> bodies = new ArrayList<>();
      empty.when(
          "PUT " + PATH,
          put -> {
            bodies.add(put.body());
            return new Answer(201, "{\"created\": true}");
          });
      assertThat(run(empty).code()).isZero();
      ObjectNode hit = JSON.createObjectNode().put("_id", "report");
      hit.set("watch", JSON.readTree(bodies.get(0).replace("\"1m\"", "\"1.5m\"")));
      hit.putObject("status").putObject("state").put("active", true);
      live.add(hit);
    }
  }

  private static String watch(String interval) {
    return """
        {"trigger": {"schedule": {"interval": "1h"}}, "actions": {"mail": {"email": {
          "to": "a@example.org", "attachments": {"r": {"reporting": {
            "url": "http://h/r", "interval": "%s"}}}}}}}
        """
        .formatted(interval);
  }

  /** A server whose GET says that, until the watch is put. */
  private RecordedCluster server(int status, String error, List<String> bodies) throws IOException {
    return RecordedCluster.holding(live)
        .when("GET " + PATH, get -> bodies.isEmpty() ? new Answer(status, error) : found(bodies))
        .when(
            "PUT " + PATH,
            put -> {
              bodies.add(put.body());
              return new Answer(200, "{\"created\": false}");
            })
        .when("DELETE " + PATH, delete -> new Answer(200, "{\"found\": true}"));
  }

  private static Answer found(List<String> bodies) {
    return new Answer(
        200,
        "{\"found\": true, \"status\": {\"state\": {\"active\": true}}, \"watch\": "
            + bodies.get(0)
            + "}");
  }

  private Cli.Result run(RecordedCluster server, Object... command) {
    List<Object> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--cluster", server.url(), "--bundle", folder, "--output", "json"));
    return Cli.run(arguments.toArray());
  }

  @Test
  void isPlannedAsWhatTheListingShows() throws IOException {
    for (String error : List.of(UNREADABLE, NO_SCRIPT)) {
      int status = JSON.readTree(error).path("status").asInt();
      try (RecordedCluster server = server(status, error, new ArrayList<>())) {
        Cli.Result plan = run(server, "diff", "--exit-code");
        assertThat(plan.code()).as(plan.err()).isEqualTo(3);
        assertThat(plan.watch("report").path("action").asText()).isEqualTo("update");
        assertThat(plan.watch("report").path("why").toString()).isEqualTo("[\"drifted\"]");
        assertThat(plan.watch("report").path("changes").findValuesAsText("path"))
            .containsExactly("/actions/mail/email/attachments/r/reporting/interval");
        assertThat(server.refused()).isEmpty();
      }
    }
  }

  @Test
  void isOverwritten() throws IOException {
    for (String error : List.of(UNREADABLE, NO_SCRIPT)) {
      int status = JSON.readTree(error).path("status").asInt();
      List<String> bodies = new ArrayList<>();
      try (RecordedCluster server = server(status, error, bodies)) {
        Cli.Result deployed = run(server);
        assertThat(deployed.code()).as(deployed.err() + deployed.out()).isZero();
        assertThat(deployed.watch("report").path("result").asText()).isEqualTo("applied");
        assertThat(bodies).hasSize(1);
        assertThat(bodies.get(0)).contains("\"interval\":\"1m\"");
        assertThat(server.refused()).isEmpty();
      }
    }
  }

  @Test
  void isDeleted() throws IOException {
    try (RecordedCluster server = server(400, UNREADABLE, new ArrayList<>())) {
      Cli.Result deleted = run(server, "delete", "report");
      assertThat(deleted.code()).as(deleted.err()).isZero();
      assertThat(server.asked()).contains("DELETE " + PATH);
    }
  }

  /** What the listing no longer shows either is not overwritten blindly. */
  @Test
  void isAFailureOfThatWatchWhenNotEvenListedAnyMore() throws IOException {
    List<String> bodies = new ArrayList<>();
    bundle.file("watches/new.json", watch("2m"));
    try (RecordedCluster server = server(400, UNREADABLE, bodies)) {
      List<String> others = new ArrayList<>();
      server.when(
          "PUT /_watcher/watch/new",
          put -> {
            others.add(put.body());
            return new Answer(201, "{\"created\": true}");
          });
      List<String> searches = new ArrayList<>();
      ObjectNode all = JSON.createObjectNode();
      all.putArray("watches").add(live.get(0));
      server.when(
          "POST /_watcher/_query/watches",
          search -> {
            searches.add(search.body());
            return new Answer(200, searches.size() == 1 ? all.toString() : "{\"watches\": []}");
          });
      Cli.Result deployed = run(server);
      assertThat(deployed.code()).isEqualTo(1);
      assertThat(deployed.watch("report").path("result").asText()).isEqualTo("failed");
      assertThat(deployed.watch("report").path("error").asText())
          .contains("the server can neither read nor list it", "[1.5m]");
      assertThat(bodies).isEmpty();
      assertThat(others).hasSize(1);
    }
  }
}
