package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.testing.FaultProxy;
import io.deploywatches.testing.LocalElasticsearch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a deploy does to a real cluster, seen from outside. */
final class DeployIT {
  private static final String SETTINGS =
      """
      bundle: one
      defaults:
        values: {to: [soc@example.org]}
      """;

  private static final String RULE =
      """
      title: Failed logins
      id: failed-logins
      query: 'event.action:login-failed'
      indices: [logs-*]
      """;

  @TempDir Path folder;

  private final LocalElasticsearch server = LocalElasticsearch.shared();
  private TestBundle bundle;

  @BeforeEach
  void startClean() {
    server.deleteAllWatches();
    bundle = TestBundle.in(folder, SETTINGS);
  }

  @Test
  void aDryRunSendsNoRequestThatWrites() throws IOException {
    bundle.file("watches/failed-logins.yml", RULE);
    try (FaultProxy proxy = FaultProxy.before(server)) {
      Cli.Result result =
          Cli.run("diff", "--bundle", folder, "--cluster", proxy.address(), "--exit-code");
      assertThat(result.code()).isEqualTo(3);
      assertThat(result.out()).contains("+ create failed-logins (watches/failed-logins.yml)");
      assertThat(proxy.requests()).isNotEmpty();
      assertThat(proxy.writes()).isEmpty();
    }
    assertThat(server.storedWatches()).isEmpty();
  }

  @Test
  void theMarkSaysWhoseTheWatchIs() {
    bundle.file("watches/failed-logins.yml", RULE);
    assertThat(deploy().code()).isZero();
    JsonNode mark = server.getWatch("failed-logins").json().at("/watch/metadata/deploy_watches");
    assertThat(mark.path("bundle").asText()).isEqualTo("one");
    assertThat(mark.path("id").asText()).isEqualTo("failed-logins");
    assertThat(mark.path("source").asText()).isEqualTo("watches/failed-logins.yml");
    assertThat(mark.path("applied").asText()).matches("v1-[0-9a-f]{64}");
  }

  @Test
  void aChangeInTheBundleAndAnEditOnTheClusterAreToldApart() {
    bundle.file("watches/failed-logins.yml", RULE);
    deploy();
    bundle.file("watches/failed-logins.yml", RULE.replace("Failed logins", "Many failed logins"));
    JsonNode changed = plan().watch("failed-logins");
    assertThat(changed.path("why").toString()).isEqualTo("[\"changed\"]");
    edit(
        "failed-logins",
        watch -> ((ObjectNode) watch.at("/trigger/schedule")).put("interval", "2h"));
    JsonNode both = plan().watch("failed-logins");
    assertThat(both.path("why").toString()).isEqualTo("[\"changed\",\"drifted\"]");
    assertThat(both.path("changes").findValuesAsText("path"))
        .containsExactly("/metadata/alert/title", "/trigger/schedule/interval");
    assertThat(deploy().code()).isZero();
    assertThat(plan().code()).isZero();
  }

  @Test
  void anActionThatLeavesTheFileLeavesTheWatch() {
    String two =
        """
        {"trigger": {"schedule": {"interval": "1h"}}, "actions": {
          "a": {"logging": {"text": "a"}}, "b": {"logging": {"text": "b"}}}}
        """;
    bundle.file("watches/w.json", two);
    deploy();
    bundle.file("watches/w.json", two.replace(", \"b\": {\"logging\": {\"text\": \"b\"}}", ""));
    assertThat(deploy().code()).isZero();
    assertThat(server.getWatch("w").json().at("/watch/actions").fieldNames())
        .toIterable()
        .containsExactly("a");
  }

  @Test
  void whatNobodyOwnsIsLeftUntilItIsAdopted() {
    server.putWatch("failed-logins", "{\"trigger\": {\"schedule\": {\"interval\": \"1h\"}}}");
    bundle.file("watches/failed-logins.yml", RULE);
    Cli.Result refused = deploy();
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.watch("failed-logins").path("action").asText()).isEqualTo("conflict");
    assertThat(
            server.getWatch("failed-logins").json().at("/watch/trigger/schedule/interval").asText())
        .isEqualTo("1h");
    Cli.Result adopted = deploy("--adopt");
    assertThat(adopted.code()).as(adopted.err()).isZero();
    assertThat(adopted.watch("failed-logins").path("action").asText()).isEqualTo("adopt");
    assertThat(plan().code()).isZero();
  }

  @Test
  void anotherBundlesWatchIsNeverTaken() {
    bundle.file("watches/failed-logins.yml", RULE);
    deploy();
    TestBundle.in(folder, SETTINGS.replace("bundle: one", "bundle: two"));
    Cli.Result other = deploy("--adopt");
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.watch("failed-logins").path("action").asText()).isEqualTo("conflict");
    assertThat(
            server
                .getWatch("failed-logins")
                .json()
                .at("/watch/metadata/deploy_watches/bundle")
                .asText())
        .isEqualTo("one");
  }

  @Test
  void aCopiedMarkIsNotOurs() {
    bundle.file("watches/failed-logins.yml", RULE);
    deploy();
    server.putWatch("a-clone", server.getWatch("failed-logins").json().path("watch").toString());
    Cli.Result result = plan();
    assertThat(result.code()).isZero();
    assertThat(result.json().path("watches")).hasSize(1);
  }

  @Test
  void aWatchThatLeftTheBundleIsReportedAndLeft() {
    bundle.file("watches/failed-logins.yml", RULE);
    deploy();
    bundle.delete("watches/failed-logins.yml");
    Cli.Result result = deploy();
    assertThat(result.code()).isZero();
    assertThat(result.watch("failed-logins").path("action").asText()).isEqualTo("orphan");
    assertThat(server.storedWatches()).containsKey("failed-logins");
  }

  @Test
  void aWatchWhoseRuleIsInvalidOrNotSelectedIsNoOrphan() {
    bundle
        .file("watches/failed-logins.yml", RULE)
        .file("watches/other.yml", RULE.replace("id: failed-logins", "id: other"));
    deploy();
    bundle.file("watches/failed-logins.yml", "title: [");
    Cli.Result broken =
        Cli.run("diff", "--bundle", folder, "--cluster", server.address(), "--output", "json");
    assertThat(broken.code()).isEqualTo(2);
    assertThat(broken.json().at("/summary/orphan").asInt()).isZero();
    assertThat(broken.json().at("/summary/invalid").asInt()).isOne();
    bundle.file("watches/failed-logins.yml", RULE);
    Cli.Result selected =
        Cli.run(
            "diff",
            "--bundle",
            folder,
            "--cluster",
            server.address(),
            "--output",
            "json",
            folder.resolve("watches/other.yml"));
    assertThat(selected.code()).as(selected.err()).isZero();
    assertThat(selected.json().path("watches")).hasSize(1);
  }

  @Test
  void nothingIsSentWhileSomethingIsWrongUnlessToldTo() throws IOException {
    bundle.file("watches/failed-logins.yml", RULE).file("watches/broken.yml", "title: no query\n");
    try (FaultProxy proxy = FaultProxy.before(server)) {
      Cli.Result refused = Cli.run("--bundle", folder, "--cluster", proxy.address());
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err()).contains("watches/broken.yml:1: error: not a rule");
      assertThat(proxy.requests()).isEmpty();
    }
    Cli.Result forced = deploy("--keep-going");
    assertThat(forced.code()).isEqualTo(2);
    assertThat(server.storedWatches()).containsOnlyKeys("failed-logins");
  }

  @Test
  void aFailureOfOneWatchStopsNoOther() {
    bundle
        .file("watches/good.yml", RULE.replace("failed-logins", "good"))
        .file(
            "watches/bad.json",
            "{\"trigger\": {\"schedule\": {\"interval\": \"1h\"}}, \"condition\": {\"script\": \"return nowhere\"}}");
    Cli.Result result = deploy();
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.json().at("/summary/create").asInt()).isOne();
    assertThat(result.json().at("/summary/failed").asInt()).isOne();
    assertThat(result.watch("bad").path("error").asText()).contains("compile error");
    assertThat(server.storedWatches()).containsOnlyKeys("good");
  }

  @Test
  void theActiveStateIsKeptOrSetWithoutAnotherPut() throws IOException {
    bundle.file("watches/failed-logins.yml", RULE);
    deploy();
    server.put("/_watcher/watch/failed-logins/_deactivate", "");
    Cli.Result kept = plan();
    assertThat(kept.code()).isZero();
    assertThat(kept.watch("failed-logins").path("action").asText()).isEqualTo("unchanged");
    assertThat(kept.json().at("/summary/inactive").asInt()).isOne();

    bundle.file("watches/failed-logins.yml", RULE + "watch: {schedule: {interval: 10m}}\n");
    assertThat(deploy().code()).isZero();
    assertThat(isActive("failed-logins")).as("a put keeps the state").isFalse();

    bundle.file(
        "watches/failed-logins.yml", RULE + "watch: {schedule: {interval: 10m}, active: true}\n");
    assertThat(plan().watch("failed-logins").path("action").asText()).isEqualTo("activate");
    try (FaultProxy proxy = FaultProxy.before(server)) {
      assertThat(Cli.run("--bundle", folder, "--cluster", proxy.address()).code()).isZero();
      assertThat(proxy.writes()).hasSize(1);
      assertThat(proxy.writes().get(0).path()).contains("_activate");
    }
    assertThat(isActive("failed-logins")).isTrue();

    bundle.file(
        "watches/failed-logins.yml", RULE + "watch: {schedule: {interval: 10m}, active: false}\n");
    assertThat(deploy().watch("failed-logins").path("action").asText()).isEqualTo("deactivate");
    assertThat(isActive("failed-logins")).isFalse();
    assertThat(plan().code()).isZero();
  }

  @Test
  void aSecretReachesTheServerAndNothingElse() {
    TestBundle.in(folder, SETTINGS + "secrets:\n  token: {env: HOOK_TOKEN}\n")
        .file(
            "watches/hook.json",
            """
            {"trigger": {"schedule": {"interval": "1h"}}, "actions": {"hook": {"webhook": {
              "host": "hooks.example.org", "port": 443, "scheme": "https",
              "headers": {"Authorization": "Bearer ${secret:token}"},
              "auth": {"basic": {"username": "u", "password": "${secret:token}"}}}}}}
            """);
    Cli cli = Cli.withEnvironment(Map.of("HOOK_TOKEN", "s3cr3t-t0ken"));
    Cli.Result result = cli.with("--bundle", folder, "--cluster", server.address());
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out() + result.err()).contains("********").doesNotContain("s3cr3t-t0ken");
    assertThat(server.storedWatches().get("hook").toString())
        .contains("Bearer s3cr3t-t0ken")
        .contains("\"password\":\"s3cr3t-t0ken\"");
    Cli.Result again =
        cli.with("diff", "--bundle", folder, "--cluster", server.address(), "--exit-code");
    assertThat(again.code()).as(again.out()).isZero();

    Cli.Result without = Cli.run("--bundle", folder, "--cluster", server.address());
    assertThat(without.code()).isEqualTo(2);
    assertThat(without.err()).contains("deploy-watches.yml:5: error: the secret 'token'");
    assertThat(Cli.run("render", "--bundle", folder).code()).isZero();
  }

  @Test
  void aQueryThatTheServerIsTooOldForIsNotDeployed() {
    String rule =
        """
        title: t
        id: too-new
        logsource: {product: windows, category: process_creation}
        detection: {a: {Image|endswith: x.exe}, condition: a}
        """;
    bundle.file("watches/too-new.yml", rule);
    Cli.Result refused = deploy();
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("matching: {server: \"6.8\"}");
    assertThat(server.storedWatches()).isEmpty();
    bundle.file("watches/too-new.yml", rule + "watch: {matching: {server: '6.8'}}\n");
    assertThat(deploy().code()).isZero();
    assertThat(server.storedWatches()).containsOnlyKeys("too-new");
  }

  @Test
  void theSameInputPrintsTheSameBytes() {
    for (int i = 0; i < 30; i++) {
      bundle.file("watches/w" + i + ".yml", RULE.replace("failed-logins", "w" + i));
    }
    String first = Cli.run("diff", "--bundle", folder, "--cluster", server.address()).out();
    assertThat(Cli.run("diff", "--bundle", folder, "--cluster", server.address()).out())
        .isEqualTo(first);
  }

  private boolean isActive(String id) {
    return server.getWatch(id).json().at("/status/state/active").asBoolean();
  }

  private void edit(String id, java.util.function.Consumer<JsonNode> edit) {
    JsonNode watch = server.getWatch(id).json().path("watch");
    edit.accept(watch);
    server.putWatch(id, watch.toString());
  }

  private Cli.Result deploy(String... more) {
    Object[] arguments = new Object[more.length + 6];
    System.arraycopy(
        new Object[] {"--bundle", folder, "--cluster", server.address(), "--output", "json"},
        0,
        arguments,
        0,
        6);
    System.arraycopy(more, 0, arguments, 6, more.length);
    return Cli.run(arguments);
  }

  private Cli.Result plan() {
    return Cli.run(
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
