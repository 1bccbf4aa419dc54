package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.testing.FaultProxy;
import io.deploywatches.testing.LocalElasticsearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets on a cluster that stores them encrypted, each time anew: neither its listing nor
 * Watcher's own GET shows anything that could be compared.
 */
final class EncryptedSecretsIT {
  private static final String HOOK =
      """
      {
        "trigger": {"schedule": {"interval": "500d"}},
        "actions": {"hook": {"throttle_period": "15m", "webhook": {
          "scheme": "https", "host": "hooks.example.org", "port": 443, "method": "post",
          "auth": {"basic": {"username": "u", "password": "${secret:token}"}}, "body": "{}"}}}
      }
      """;

  @TempDir static Path keys;
  private static LocalElasticsearch server;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    byte[] key = new byte[128];
    new Random().nextBytes(key);
    server =
        LocalElasticsearch.with(
            Map.of("xpack.watcher.encrypt_sensitive_data", "true"),
            Map.of("xpack.watcher.encryption_key", Files.write(keys.resolve("key"), key)));
  }

  @BeforeEach
  void deployOnce() {
    server.deleteAllWatches();
    TestBundle.in(folder, "bundle: one\nsecrets:\n  token: {env: HOOK_TOKEN}\n")
        .file("watches/hook.json", HOOK);
    Cli.Result first = run("first-secret", server.address());
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(stored()).startsWith("::es_encrypted::");
  }

  @Test
  void aPlanAfterTheDeployIsEmpty() throws IOException {
    try (FaultProxy proxy = FaultProxy.before(server)) {
      assertThat(plan("first-secret").watch("hook").path("action").asText()).isEqualTo("unchanged");
      String encrypted = stored();
      Cli.Result again = run("first-secret", proxy.address());
      assertThat(again.code()).isZero();
      assertThat(proxy.writes()).isEmpty();
      assertThat(stored()).isEqualTo(encrypted);
    }
  }

  @Test
  void aRotatedSecretIsSeenAndDeployedOnce() throws IOException {
    JsonNode rotated = plan("second-secret").watch("hook");
    assertThat(rotated.path("action").asText()).isEqualTo("update");
    assertThat(rotated.path("why").toString()).isEqualTo("[\"rotated\"]");
    String encrypted = stored();
    try (FaultProxy proxy = FaultProxy.before(server)) {
      Cli.Result deployed = run("second-secret", proxy.address());
      assertThat(deployed.code()).as(deployed.err()).isZero();
      assertThat(proxy.writes()).hasSize(1);
      assertThat(deployed.out() + deployed.err())
          .doesNotContain("second-secret", "::es_encrypted::", encrypted);
    }
    assertThat(stored()).isNotEqualTo(encrypted);
    assertThat(plan("second-secret").code()).isZero();
  }

  @Test
  void whatSomebodyEditsBesideTheSecretIsDriftAndIsPutBack() {
    // As Kibana does it: with a sequence number, so that the password stays.
    JsonNode live = server.getWatch("hook").json();
    String edited =
        live.path("watch").toString().replace("\"hooks.example.org\"", "\"elsewhere.example.org\"");
    assertThat(
            server
                .put(
                    "/_watcher/watch/hook?if_seq_no="
                        + live.path("_seq_no")
                        + "&if_primary_term="
                        + live.path("_primary_term"),
                    edited)
                .status())
        .isEqualTo(200);
    JsonNode drifted = plan("first-secret").watch("hook");
    assertThat(drifted.path("why").toString()).isEqualTo("[\"drifted\"]");
    assertThat(drifted.path("changes").findValuesAsText("path"))
        .containsExactly("/actions/hook/webhook/host");
    Cli.Result deployed = run("first-secret", server.address());
    assertThat(deployed.code()).as(deployed.err()).isZero();
    assertThat(server.getWatch("hook").json().at("/watch/actions/hook/webhook/host").asText())
        .isEqualTo("hooks.example.org");
    assertThat(plan("first-secret").code()).isZero();
  }

  private static String stored() {
    return server
        .storedWatches()
        .get("hook")
        .at("/actions/hook/webhook/auth/basic/password")
        .asText();
  }

  private Cli.Result run(String secret, String cluster) {
    return Cli.withEnvironment(Map.of("HOOK_TOKEN", secret))
        .with("--bundle", folder, "--cluster", cluster);
  }

  private Cli.Result plan(String secret) {
    return Cli.withEnvironment(Map.of("HOOK_TOKEN", secret))
        .with(
            "diff",
            "--bundle",
            folder,
            "--cluster",
            server.address(),
            "--exit-code",
            "--output",
            "json");
  }
}
