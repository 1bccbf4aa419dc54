package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.deploywatches.testing.LocalElasticsearch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** Two deploys at once: what one of them does is never lost without the other saying so. */
final class SimultaneousIT {
  private static final int REPEATS = 5;
  private static final int WATCHES = 60;
  private static final int SHARED = 20;

  @TempDir Path folder;

  private final LocalElasticsearch server = LocalElasticsearch.shared();

  @BeforeEach
  void startClean() {
    server.deleteAllWatches();
  }

  /** Each id that both want goes to one of them, and the other, or both, say so. */
  @RepeatedTest(REPEATS)
  void ofTwoBundles() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ChangingBundle one = new ChangingBundle(folder.resolve("one"), "one");
    ChangingBundle two = new ChangingBundle(folder.resolve("two"), "two");
    one.change(random, WATCHES);
    two.change(random, WATCHES);
    for (int i = 0; i < SHARED; i++) {
      String id = "shared-" + seed + "-" + i;
      one.set(id, new ChangingBundle.Wanted("of-one", true));
      two.set(id, new ChangingBundle.Wanted("of-two", true));
    }
    List<Cli.Result> results = atOnce(one.folder(), two.folder());
    Map<String, JsonNode> stored = server.storedDocuments();
    assertThat(stored).as("seed %s", seed).hasSize(2 * WATCHES + SHARED);
    Map<String, Integer> told = new TreeMap<>();
    List<ChangingBundle> bundles = List.of(one, two);
    for (int i = 0; i < bundles.size(); i++) {
      ChangingBundle bundle = bundles.get(i);
      Cli.Result result = results.get(i);
      for (String id : bundle.watches().keySet()) {
        JsonNode metadata = stored.get(id).at("/_source/metadata");
        String owner = metadata.at("/deploy_watches/bundle").asText();
        boolean conflict = result.watch(id).path("result").asText().equals("conflict");
        if (!id.startsWith("shared")) {
          assertThat(owner).as(id).isEqualTo(bundle.name());
          assertThat(conflict).as(id).isFalse();
        } else {
          told.merge(id, conflict ? 1 : 0, Integer::sum);
          assertThat(metadata.path("revision").asText()).as(id).isEqualTo("of-" + owner);
        }
      }
    }
    assertThat(told).hasSize(SHARED);
    told.forEach((id, count) -> assertThat(count).as(id + " is told of").isPositive());
    assertThat(results).extracting(Cli.Result::code).as("seed %s", seed).contains(1);
  }

  /**
   * Both want the same, so nothing can be lost. Each watch is written by one of them, or by both
   * when they look at the same moment; who overwrites what the other has just created says so.
   */
  @RepeatedTest(REPEATS)
  void ofTheSameBundle() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ChangingBundle bundle = new ChangingBundle(folder.resolve("same"), "same");
    server.putWatch("foreign", "{\"trigger\": {\"schedule\": {\"interval\": \"500d\"}}}");
    for (int round = 0; round < 3; round++) {
      bundle.change(random, WATCHES);
      Map<String, JsonNode> before = server.storedDocuments();
      List<Cli.Result> results = atOnce(bundle.folder(), bundle.folder());
      Map<String, JsonNode> after = server.storedDocuments();
      String as = "seed " + seed + ", round " + round;
      Set<String> ids = new TreeSet<>(before.keySet());
      ids.addAll(bundle.watches().keySet());
      ids.remove("foreign");
      for (String id : ids) {
        checkBothSay(as + ": " + id, id, bundle.watches().get(id), before, after, results);
      }
      assertThat(after.get("foreign")).as(as).isEqualTo(before.get("foreign"));
      for (Cli.Result result : results) {
        boolean conflict = result.json().at("/summary/conflict").asInt() > 0;
        assertThat(result.code()).as(as + result.err()).isEqualTo(conflict ? 1 : 0);
      }
      Cli.Result empty = run(bundle.folder(), "--dry-run", "--exit-code");
      assertThat(empty.code()).as("%s: %s", as, empty.out()).isZero();
      assertThat(empty.json().at("/summary/unchanged").asInt()).isEqualTo(WATCHES);
      assertThat(after).as(as).hasSize(WATCHES + 1);
    }
  }

  private static void checkBothSay(
      String as,
      String id,
      ChangingBundle.Wanted wanted,
      Map<String, JsonNode> before,
      Map<String, JsonNode> after,
      List<Cli.Result> results) {
    int wouldWrite = 0;
    int applied = 0;
    int conflicts = 0;
    for (Cli.Result result : results) {
      JsonNode said = said(result, id);
      String action = said.path("action").asText("unchanged");
      wouldWrite += action.equals("unchanged") ? 0 : 1;
      switch (said.path("result").asText("skipped")) {
        case "applied" -> applied++;
        case "conflict" -> {
          conflicts++;
          assertThat(action).as(as).isEqualTo("create");
          assertThat(said.path("error").asText()).as(as).contains("at the same moment");
        }
        case "skipped" -> assertThat(action).as(as).isEqualTo("unchanged");
        default -> throw new AssertionError(as + ": " + said);
      }
    }
    if (wanted == null) {
      assertThat(after).as(as).doesNotContainKey(id);
      assertThat(applied).as(as + " is deleted").isPositive();
      assertThat(conflicts).as(as).isZero();
      return;
    }
    JsonNode source = after.get(id).path("_source");
    assertThat(source.at("/metadata/revision").asText()).as(as).isEqualTo(wanted.revision());
    assertThat(source.at("/status/state/active").asBoolean()).as(as).isEqualTo(wanted.active());
    long writes = version(after, id) - version(before, id);
    assertThat(writes).as(as + ": writes").isBetween(wouldWrite > 0 ? 1L : 0L, (long) wouldWrite);
    assertThat(applied + conflicts).as(as).isEqualTo(wouldWrite);
    if (!before.containsKey(id)) {
      assertThat(applied).as(as + " is created").isPositive();
      assertThat(conflicts).as(as + ": conflicts").isEqualTo((int) writes - 1);
    } else {
      assertThat(conflicts).as(as + ": conflicts").isZero();
    }
  }

  /** What a report says of a watch; nothing of one that its deploy no longer met. */
  private static JsonNode said(Cli.Result result, String id) {
    for (JsonNode watch : result.json().path("watches")) {
      if (watch.path("id").asText().equals(id)) {
        return watch;
      }
    }
    return MissingNode.getInstance();
  }

  private static long version(Map<String, JsonNode> documents, String id) {
    return documents.containsKey(id) ? documents.get(id).path("_version").asLong() : 0;
  }

  private List<Cli.Result> atOnce(Path one, Path other) {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      CompletableFuture<Cli.Result> first = CompletableFuture.supplyAsync(() -> run(one), pool);
      CompletableFuture<Cli.Result> second = CompletableFuture.supplyAsync(() -> run(other), pool);
      return List.of(first.join(), second.join());
    } finally {
      pool.shutdown();
    }
  }

  private Cli.Result run(Path bundle, Object... more) {
    Object[] arguments = {
      "--bundle", bundle, "--cluster", server.address(), "--output", "json", "--prune"
    };
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--max-deletes", WATCHES));
    all.addAll(List.of(more));
    return Cli.run(all.toArray());
  }
}
