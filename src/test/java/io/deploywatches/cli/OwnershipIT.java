package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deploywatches.testing.FaultProxy;
import io.deploywatches.testing.LocalElasticsearch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose watches are touched, and how many at most. */
final class OwnershipIT {
  private static final String WATCH = "{\"trigger\": {\"schedule\": {\"interval\": \"1h\"}}}";

  @TempDir Path folder;

  private final LocalElasticsearch server = LocalElasticsearch.shared();
  private TestBundle bundle;

  @BeforeEach
  void startClean() {
    server.deleteAllWatches();
    bundle = TestBundle.in(folder, "bundle: one\n");
  }

  @Test
  void prunesWhatLeftTheBundleAndNothingElse() {
    watches(4);
    deploy();
    server.putWatch("foreign", WATCH);
    server.putWatch("clone", server.getWatch("w0").json().path("watch").toString());
    bundle.delete("watches/w0.json");
    assertThat(deploy().json().at("/summary/orphan").asInt()).isOne();
    Cli.Result pruned = deploy("--prune");
    assertThat(pruned.code()).as(pruned.err()).isZero();
    assertThat(pruned.json().at("/summary/delete").asInt()).isOne();
    assertThat(server.storedWatches()).containsOnlyKeys("w1", "w2", "w3", "foreign", "clone");
  }

  @Test
  void refusesToDeleteMoreThanAnybodyMeant() throws IOException {
    watches(8);
    deploy();
    for (int i = 0; i < 6; i++) {
      bundle.delete("watches/w" + i + ".json");
    }
    try (FaultProxy proxy = FaultProxy.before(server)) {
      Cli.Result refused = Cli.run("--bundle", folder, "--cluster", proxy.address(), "--prune");
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err()).contains("--max-deletes 6");
      assertThat(proxy.writes()).isEmpty();
    }
    assertThat(deploy("--prune", "--max-deletes", "6").code()).isZero();
    assertThat(server.storedWatches()).containsOnlyKeys("w6", "w7");
  }

  @Test
  void prunesNothingWhileARuleIsInvalid() {
    watches(2);
    deploy();
    bundle.delete("watches/w0.json");
    bundle.file("watches/w1.json", "{");
    Cli.Result result = deploy("--prune", "--keep-going");
    assertThat(result.code()).isEqualTo(2);
    assertThat(server.storedWatches()).containsOnlyKeys("w0", "w1");
  }

  @Test
  void refusesAPlanThatChangesTooMuch() {
    watches(3);
    Cli.Result refused = deploy("--max-changes", "2");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("--max-changes");
    assertThat(server.storedWatches()).isEmpty();
    assertThat(deploy("--max-changes", "3").code()).isZero();
  }

  @Test
  void aRenamedWatchTakesItsOldPlaceWithoutPrune() {
    watches(1);
    deploy();
    bundle.delete("watches/w0.json");
    bundle.file(
        "watches/new.json",
        "{\"deploy_watches\": {\"previous_ids\": [\"w0\"]}, " + WATCH.substring(1));
    Cli.Result result = deploy();
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.watch("w0").path("action").asText()).isEqualTo("delete");
    assertThat(server.storedWatches()).containsOnlyKeys("new");
    assertThat(plan().code()).isZero();
  }

  @Test
  void theOldWatchStaysWhileTheNewOneFails() {
    watches(1);
    deploy();
    bundle.delete("watches/w0.json");
    bundle.file(
        "watches/new.json",
        "{\"deploy_watches\": {\"previous_ids\": [\"w0\"]}, \"condition\": {\"script\": \"return nowhere\"}, "
            + WATCH.substring(1));
    assertThat(deploy().code()).isEqualTo(1);
    assertThat(server.storedWatches()).containsOnlyKeys("w0");
  }

  @Test
  void takesOverFromABundleThatIsNamed() {
    watches(1);
    deploy();
    TestBundle.in(folder, "bundle: two\n");
    assertThat(deploy("--adopt-from", "three").code()).isEqualTo(1);
    Cli.Result taken = deploy("--adopt-from", "one");
    assertThat(taken.code()).as(taken.err()).isZero();
    assertThat(taken.watch("w0").path("action").asText()).isEqualTo("adopt");
    assertThat(plan().code()).isZero();
  }

  @Test
  void failsOnWhatIsNamed() {
    watches(2);
    deploy();
    server.put("/_watcher/watch/w0/_deactivate", "");
    bundle.delete("watches/w1.json");
    assertThat(plan().code()).isZero();
    assertThat(plan("--fail-on", "orphan").code()).isEqualTo(3);
    assertThat(plan("--fail-on", "inactive").code()).isEqualTo(3);
    assertThat(plan("--fail-on", "create,update,delete,conflict,identity").code()).isZero();
  }

  @Test
  void bundlesLiveSideBySide() {
    watches(2);
    deploy();
    Path other = folder.resolve("other");
    TestBundle.in(other, "bundle: two\n").file("watches/x.json", WATCH);
    Cli.Result result =
        Cli.run("--bundle", other, "--cluster", server.address(), "--prune", "--output", "json");
    assertThat(result.code()).isZero();
    assertThat(result.json().path("watches")).hasSize(1);
    assertThat(server.storedWatches()).containsOnlyKeys("w0", "w1", "x");
  }

  @Test
  void saysWhoseIdentityAWatchRunsAs() {
    LocalElasticsearch secured = LocalElasticsearch.with(Map.of("xpack.security.enabled", "true"));
    secured.deleteAllWatches();
    secured.put(
        "/_security/user/robot", "{\"password\": \"robot-password\", \"roles\": [\"superuser\"]}");
    watches(1);
    Cli elastic = as("elastic", LocalElasticsearch.PASSWORD);
    Cli robot = as("robot", "robot-password");
    Object[] arguments = {"--bundle", folder, "--cluster", secured.address(), "--output", "json"};
    assertThat(elastic.with(arguments).code()).isZero();
    Cli.Result other = robot.with(arguments);
    assertThat(other.code()).isZero();
    assertThat(other.json().at("/summary/identity").asInt()).isOne();
    assertThat(other.watch("w0").path("action").asText()).isEqualTo("unchanged");
    List<Object> refresh = new ArrayList<>(List.of(arguments));
    refresh.add("--refresh-identity");
    Cli.Result refreshed = robot.with(refresh.toArray());
    assertThat(refreshed.watch("w0").path("why").toString()).isEqualTo("[\"identity\"]");
    assertThat(robot.with(refresh.toArray()).json().at("/summary/unchanged").asInt()).isOne();
  }

  private static Cli as(String user, String password) {
    return Cli.withEnvironment(
        Map.of("ELASTICSEARCH_USERNAME", user, "ELASTICSEARCH_PASSWORD", password));
  }

  private void watches(int count) {
    for (int i = 0; i < count; i++) {
      bundle.file("watches/w" + i + ".json", WATCH);
    }
  }

  private Cli.Result deploy(Object... more) {
    return run(List.of(), more);
  }

  private Cli.Result plan(Object... more) {
    return run(List.of("diff", "--exit-code"), more);
  }

  private Cli.Result run(List<Object> command, Object... more) {
    List<Object> arguments = new ArrayList<>(command);
    arguments.addAll(
        List.of("--bundle", folder, "--cluster", server.address(), "--output", "json"));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray());
  }
}
