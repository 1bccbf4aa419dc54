package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deploywatches.testing.LocalElasticsearch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clusters that cannot be deployed to: one sentence, exit code 1, no stack trace. */
final class NoClusterIT {
  @TempDir Path folder;

  @BeforeEach
  void bundle() {
    TestBundle.in(folder, "bundle: none\n")
        .file("watches/w.json", "{\"trigger\": {\"schedule\": {\"interval\": \"1h\"}}}");
  }

  @Test
  void nobodyAnswers() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertRefused(
        Cli.run("diff", "--bundle", folder, "--cluster", "127.0.0.1:" + port, "--retries", "0"),
        "127.0.0.1:" + port);
  }

  @Test
  void wrongCredentials() {
    LocalElasticsearch secured = LocalElasticsearch.with(Map.of("xpack.security.enabled", "true"));
    Cli.Result result =
        Cli.withEnvironment(
                Map.of("ELASTICSEARCH_USERNAME", "elastic", "ELASTICSEARCH_PASSWORD", "wrong-one"))
            .with("diff", "--bundle", folder, "--cluster", secured.address());
    assertRefused(result, "elastic");
    assertThat(result.err()).doesNotContain("wrong-one");
    assertRefused(
        Cli.run("diff", "--bundle", folder, "--cluster", secured.address()), "credentials");
  }

  @Test
  void rightCredentialsDeployAsThatUser() {
    LocalElasticsearch secured = LocalElasticsearch.with(Map.of("xpack.security.enabled", "true"));
    secured.deleteAllWatches();
    Cli cli =
        Cli.withEnvironment(
            Map.of(
                "ELASTICSEARCH_USERNAME",
                "elastic",
                "ELASTICSEARCH_PASSWORD",
                LocalElasticsearch.PASSWORD,
                "ELASTICSEARCH_URL",
                secured.address()));
    Cli.Result result = cli.with("--bundle", folder, "--output", "json");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.json().at("/cluster/user").asText()).isEqualTo("elastic");
    assertThat(secured.getWatch("w").json().at("/watch/metadata/deploy_watches/principal").asText())
        .isEqualTo("elastic");
    assertThat(cli.with("diff", "--bundle", folder, "--exit-code").code()).isZero();
  }

  @Test
  void watcherIsSwitchedOff() {
    LocalElasticsearch without = LocalElasticsearch.with(Map.of("xpack.watcher.enabled", "false"));
    assertRefused(Cli.run("diff", "--bundle", folder, "--cluster", without.address()), "Watcher");
  }

  @Test
  void aBasicLicence() {
    LocalElasticsearch basic =
        LocalElasticsearch.with(Map.of("xpack.license.self_generated.type", "basic"));
    assertRefused(Cli.run("--bundle", folder, "--cluster", basic.address()), "basic");
  }

  private static void assertRefused(Cli.Result result, String word) {
    assertThat(result.code()).as(result.toString()).isEqualTo(1);
    assertThat(result.err()).startsWith("error: ").contains(word).doesNotContain("\tat ");
    assertThat(result.err().lines().filter(line -> !line.startsWith(" "))).hasSize(1);
    assertThat(result.out()).isEmpty();
  }
}
