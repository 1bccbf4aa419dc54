package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.testing.LocalElasticsearch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
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

  /** Whoever comes second finds what it wanted, or says that it wrote over the other. */
  @RepeatedTest(REPEATS)
  void ofTheSameBundle() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ChangingBundle bundle = new ChangingBundle(folder.resolve("same"), "same");
    for (int round = 0; round < 3; round++) {
      bundle.change(random, WATCHES);
      for (Cli.Result result : atOnce(bundle.folder(), bundle.folder())) {
        for (JsonNode watch : result.json().path("watches")) {
          assertThat(watch.path("result").asText())
              .as("seed %s: %s", seed, watch)
              .isIn("applied", "skipped", "conflict");
        }
      }
      Cli.Result empty = run(bundle.folder(), "--dry-run", "--exit-code");
      assertThat(empty.code()).as("seed %s: %s", seed, empty.out()).isZero();
      assertThat(empty.json().at("/summary/unchanged").asInt()).isEqualTo(WATCHES);
      assertThat(server.storedDocuments()).hasSize(WATCHES);
    }
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
