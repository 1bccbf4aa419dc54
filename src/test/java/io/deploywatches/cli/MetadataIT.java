package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.testing.FaultProxy;
import io.deploywatches.testing.LocalElasticsearch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Metadata that a real cluster refuses, since it maps each key once for all watches. It never
 * forgets one, so each test has keys of its own.
 */
final class MetadataIT {
  @TempDir Path folder;

  private final LocalElasticsearch server = LocalElasticsearch.shared();
  private final String key = "key_" + System.nanoTime() + "_";
  private TestBundle bundle;

  @BeforeEach
  void startClean() {
    server.deleteAllWatches();
    bundle = TestBundle.in(folder, "bundle: one\n");
  }

  private static String watch(String metadata) {
    return """
        {
          "trigger": {"schedule": {"interval": "500d"}},
          "metadata": {
            %s
          }
        }
        """
        .formatted(metadata);
  }

  /** What the server refuses of a watch that is put by hand. */
  private int statusOf(String metadata) {
    int status = server.put("/_watcher/watch/by-hand", watch(metadata)).status();
    server.delete("/_watcher/watch/by-hand");
    return status;
  }

  @Test
  void aClashWithTheClusterIsToldBeforeAnythingIsSent() throws IOException {
    String priority = "\"" + key + "priority\": ";
    String review = "\"" + key + "review\": ";
    assertThat(statusOf(priority + "5, " + review + "\"2026-W48\"")).isEqualTo(201);
    assertThat(statusOf(priority + "\"high\"")).isEqualTo(400);
    assertThat(statusOf(review + "\"none yet\"")).isEqualTo(400);
    bundle
        .file("watches/good.json", watch(priority + "6,\n    " + review + "\"2026-11\""))
        .file("watches/bad.json", watch(priority + "\"high\",\n    " + review + "\"none yet\""))
        .file(
            "watches/worse.yml",
            """
            title: a rule
            indices: [logs-*]
            query: 'a:b'
            watch: {template: own, values: {priority: urgent}}
            """)
        .file(
            "templates/own.json.mustache",
            watch(priority + "\"<% values.priority %>\"")
                .replace("}\n}", "}, \"actions\": {}}")
                .strip());
    try (FaultProxy proxy = FaultProxy.before(server)) {
      Cli.Result refused = Cli.run("--bundle", folder, "--cluster", proxy.address());
      assertThat(refused.code()).as(refused.err()).isEqualTo(2);
      assertThat(refused.err())
          .contains("watches/bad.json:4: error: /metadata/" + key + "priority: a text here")
          .contains("watches/bad.json:5: error: /metadata/" + key + "review: a text here")
          .contains("watches/worse.yml:1: error: /metadata/" + key + "priority: a text here")
          .contains("as a whole number from an earlier watch", "as a date from an earlier watch")
          .doesNotContain("good.json");
      assertThat(proxy.writes()).isEmpty();
      assertThat(proxy.requests()).hasSizeLessThanOrEqualTo(10);
      Cli.Result forced = Cli.run("--bundle", folder, "--cluster", proxy.address(), "--keep-going");
      assertThat(forced.code()).isEqualTo(2);
      assertThat(proxy.writes()).hasSize(1);
    }
    assertThat(server.storedWatches()).containsOnlyKeys("good");
  }

  @Test
  void whatTheClusterTakesIsDeployed() {
    String name = "\"" + key + "name\": ";
    // In a bundle of its own the two would clash; here the key is a text already.
    assertThat(statusOf(name + "\"high\"")).isEqualTo(201);
    bundle
        .file("watches/a.json", watch(name + "5"))
        .file("watches/b.json", watch(name + "\"low\""));
    assertThat(Cli.run("validate", "--bundle", folder).code()).isEqualTo(2);
    Cli.Result deployed = Cli.run("--bundle", folder, "--cluster", server.address());
    assertThat(deployed.code()).as(deployed.err()).isZero();
    assertThat(server.storedWatches()).containsOnlyKeys("a", "b");
    assertThat(
            Cli.run("diff", "--bundle", folder, "--cluster", server.address(), "--exit-code")
                .code())
        .isZero();
  }

  @Test
  void keysBeyondTheLimitAreToldBeforeAnythingIsSent() throws IOException {
    bundle.file("watches/few.json", watch("\"" + key + "few\": \"x\""));
    assertThat(Cli.run("--bundle", folder, "--cluster", server.address()).code()).isZero();
    int fields = fields(server.get("/.watches/_mapping").json().at("/.watches/mappings/doc"));
    limit(String.valueOf(fields + 50));
    try (FaultProxy proxy = FaultProxy.before(server)) {
      bundle.file("watches/many.json", watch(texts(25)));
      assertThat(Cli.run("--bundle", folder, "--cluster", proxy.address()).code()).isZero();
      limit(String.valueOf(fields + 100));
      bundle.file("watches/too-many.json", watch(texts(51)));
      proxy.calm();
      Cli.Result refused = Cli.run("--bundle", folder, "--cluster", proxy.address());
      assertThat(refused.code()).as(refused.err()).isEqualTo(2);
      assertThat(refused.err())
          .contains("watches/too-many.json:3: error: /metadata: new keys need 52 more fields")
          .contains("leave 50 of the " + (fields + 100));
      assertThat(proxy.writes()).isEmpty();
      assertThat(server.put("/_watcher/watch/too-many", watch(texts(51))).status()).isEqualTo(400);
    } finally {
      limit("null");
    }
  }

  private String texts(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"" + key + i + "\": \"x\"")
        .collect(Collectors.joining(", "));
  }

  private static int fields(JsonNode mapping) {
    int fields = 0;
    for (JsonNode field : mapping.path("properties")) {
      fields += 1 + field.path("fields").size() + fields(field);
    }
    return fields;
  }

  private void limit(String fields) {
    assertThat(
            server
                .put(
                    "/.watches/_settings", "{\"index.mapping.total_fields.limit\": " + fields + "}")
                .status())
        .isEqualTo(200);
  }
}
