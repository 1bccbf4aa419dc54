package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.cli.ChangingBundle.Wanted;
import io.deploywatches.testing.FaultProxy;
import io.deploywatches.testing.FaultProxy.Fault;
import io.deploywatches.testing.LocalElasticsearch;
import io.deploywatches.testing.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Deploys while a proxy, the server or the program itself fails, each kind of fault several times;
 * with {@code -Dsoak=true} more often and with more watches. What a deploy says of each watch has
 * to be true, and a rerun has to complete it without writing anything twice.
 */
final class FaultsIT {
  private static final boolean SOAK = Boolean.getBoolean("soak");
  private static final int RUNS = Integer.getInteger("faults.runs", SOAK ? 50 : 5);
  private static final int WATCHES = SOAK ? 1000 : 200;
  private static final String UNKNOWN = "it is not known whether the watch was";
  private static final String BODY =
      "\"trigger\": {\"schedule\": {\"interval\": \"500d\"}}, \"input\": {\"simple\": {}}";

  /** What fails, how often, and by how much a slow answer comes late. */
  private enum Kind {
    RESET_BEFORE(0.06, Fault.RESET_BEFORE),
    RESET_AFTER(0.06, Fault.RESET_AFTER),
    TOO_MANY_REQUESTS(0.12, Fault.TOO_MANY_REQUESTS),
    UNAVAILABLE(0.12, Fault.UNAVAILABLE_BEFORE, Fault.UNAVAILABLE_AFTER),
    SLOW(0.06, Fault.SLOW),
    TRUNCATED(0.06, Fault.TRUNCATED);

    /** A slow answer comes in time, or after the second that the program waits. */
    private static final List<Duration> SLOWNESS =
        List.of(Duration.ofMillis(1300), Duration.ofMillis(300));

    private final double share;
    private final Fault one;
    private final Fault other;

    Kind(double share, Fault fault) {
      this(share, fault, fault);
    }

    Kind(double share, Fault one, Fault other) {
      this.share = share;
      this.one = one;
      this.other = other;
    }

    /** The same faults for the same requests of the same seed, in whatever order they come. */
    FaultProxy.Faults faults(long seed) {
      return (method, path, number) -> {
        boolean concernsOneWatch = path.contains("watch/") || path.contains("/doc/");
        Random random =
            new Random(seed * 31 + (method + path).hashCode() * 17L + number * 1_000_003L);
        random.nextLong();
        if (random.nextDouble() >= (concernsOneWatch ? share : share / 5)) {
          return Fault.NONE;
        }
        return random.nextBoolean() ? one : other;
      };
    }
  }

  @TempDir Path folder;

  private final LocalElasticsearch server = LocalElasticsearch.shared();
  private final Map<String, JsonNode> foreign = new TreeMap<>();
  private FaultProxy proxy;
  private ChangingBundle bundle;
  private Random random;

  @BeforeEach
  void startClean() throws IOException {
    server.deleteAllWatches();
    bundle = new ChangingBundle(folder.resolve("bundle"), "faults");
    proxy = FaultProxy.before(server);
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
  }

  @ParameterizedTest
  @EnumSource
  void aRerunCompletesWhatAFaultInterrupted(Kind kind) throws Exception {
    runs(
        kind.toString(),
        (run, seed) -> {
          proxy.begin(kind.faults(seed), Kind.SLOWNESS.get(run % Kind.SLOWNESS.size()));
          Before before = before();
          Cli.Result result =
              deploy(proxy.address(), "--timeout", kind == Kind.SLOW ? "1" : "30", "--verbose");
          proxy.awaitCalm();
          checkWhatItSays(before, result);
          return before;
        });
  }

  @Test
  void aRerunCompletesWhatTheEndOfTheServerInterrupted() throws Exception {
    runs(
        "SERVER_KILLED",
        (run, seed) -> {
          Before before = before();
          proxy.calm();
          CompletableFuture<Cli.Result> result =
              CompletableFuture.supplyAsync(() -> deploy(proxy.address()));
          awaitWrites(random.nextInt(before.writes()), result::isDone);
          server.kill();
          server.restart();
          Cli.Result said = result.get();
          proxy.awaitCalm();
          checkWhatItSays(before, said);
          return before;
        });
  }

  @Test
  void aRerunCompletesWhatTheEndOfTheProgramInterrupted() throws Exception {
    runs(
        "PROGRAM_KILLED",
        (run, seed) -> {
          Before before = before();
          proxy.calm();
          Tool tool =
              Tool.start(
                  folder,
                  "--bundle",
                  bundle.folder(),
                  "--cluster",
                  proxy.address(),
                  "--prune",
                  "--max-deletes",
                  WATCHES);
          awaitWrites(random.nextInt(before.writes()), () -> !tool.isRunning());
          Thread.sleep(random.nextInt(20));
          assertThat(tool.kill()).as("killed while it ran: " + tool.err()).isTrue();
          proxy.awaitCalm();
          return before;
        });
  }

  /** One deploy of a changed bundle, disturbed; gives what was there before it. */
  private interface Disturbed {
    Before deploy(int run, long seed) throws Exception;
  }

  private void runs(String kind, Disturbed disturbed) throws Exception {
    long seed = Long.getLong("faults.seed", System.nanoTime());
    random = new Random(seed);
    putForeignWatches();
    for (int run = 0; run < RUNS; run++) {
      try {
        bundle.change(random, WATCHES);
        Before before = disturbed.deploy(run, random.nextLong());
        proxy.calm();
        completes(before);
      } catch (AssertionError | Exception e) {
        throw new AssertionError(
            kind + ", run " + run + ": -Dfaults.seed=" + seed + " makes the same choices", e);
      }
    }
  }

  /** A deploy without faults finishes the work, and nothing is left to be done after it. */
  private void completes(Before before) throws IOException {
    Map<String, JsonNode> halfway = server.storedDocuments();
    Map<String, String> due = due(halfway);
    Cli.Result rerun = deploy(proxy.address());
    assertThat(rerun.code()).as("the rerun: " + rerun.err()).isZero();
    Map<String, String> done = new TreeMap<>();
    rerun
        .json()
        .path("watches")
        .forEach(
            watch -> {
              if (!watch.path("action").asText().equals("unchanged")) {
                done.put(watch.path("id").asText(), watch.path("action").asText());
                assertThat(watch.path("result").asText()).isEqualTo("applied");
              }
            });
    assertThat(done).as("what the rerun did").isEqualTo(due);
    assertThat(proxy.writes()).as("the writes of the rerun").hasSize(due.size());

    proxy.calm();
    Cli.Result empty = plan();
    assertThat(empty.code()).as("the plan after the rerun: " + empty.out()).isZero();
    assertThat(empty.json().at("/summary/unchanged").asInt()).isEqualTo(WATCHES);
    assertThat(proxy.writes()).isEmpty();

    Map<String, JsonNode> after = server.storedDocuments();
    assertThat(due(after)).isEmpty();
    checkThatNothingWasWrittenTwice(before, after);
    foreign.forEach((id, document) -> assertThat(after.get(id)).as(id).isEqualTo(document));
  }

  /** What there was before a deploy. */
  private record Before(Map<String, JsonNode> documents, Map<String, String> due) {
    int writes() {
      return due.size();
    }

    long versionOf(String id) {
      return documents.containsKey(id) ? documents.get(id).path("_version").asLong() : 0;
    }
  }

  private Before before() {
    Map<String, JsonNode> documents = server.storedDocuments();
    return new Before(documents, due(documents));
  }

  /** What has to be done so that the cluster holds what the bundle wants, by id. */
  private Map<String, String> due(Map<String, JsonNode> documents) {
    Map<String, String> due = new TreeMap<>();
    bundle
        .watches()
        .forEach(
            (id, wanted) -> {
              JsonNode source = documents.containsKey(id) ? documents.get(id).get("_source") : null;
              if (source == null) {
                due.put(id, "create");
              } else if (!revision(source).equals(wanted.revision())) {
                due.put(id, "update");
              } else if (isActive(source) != wanted.active()) {
                due.put(id, wanted.active() ? "activate" : "deactivate");
              }
            });
    documents.forEach(
        (id, document) -> {
          if (!bundle.watches().containsKey(id) && !foreign.containsKey(id)) {
            due.put(id, "delete");
          }
        });
    return due;
  }

  private static String revision(JsonNode source) {
    return source.at("/metadata/revision").asText();
  }

  private static boolean isActive(JsonNode source) {
    return source.at("/status/state/active").asBoolean();
  }

  /** Compares a report, watch by watch and number by number, with what the cluster holds. */
  private void checkWhatItSays(Before before, Cli.Result result) {
    Map<String, JsonNode> after = server.storedDocuments();
    JsonNode report = result.json();
    Map<String, Integer> counts = new TreeMap<>();
    boolean failed = false;
    for (JsonNode watch : report.path("watches")) {
      String id = watch.path("id").asText();
      String action = watch.path("action").asText();
      String outcome = watch.path("result").asText();
      String error = watch.path("error").asText("");
      assertThat(action).as(id).isEqualTo(before.due.getOrDefault(id, "unchanged"));
      boolean isDone = isDone(id, action, after);
      switch (outcome) {
        case "applied" -> {
          assertThat(isDone).as(id + " is said to be applied: " + action).isTrue();
          counts.merge(action, 1, Integer::sum);
        }
        case "skipped" -> {
          assertThat(action).as(id).isEqualTo("unchanged");
          counts.merge(action, 1, Integer::sum);
        }
        case "failed" -> {
          assertThat(error).as(id).isNotEmpty();
          if (!error.contains(UNKNOWN) && !error.contains("it was written")) {
            assertThat(isDone).as(id + " is said to have failed: " + error).isFalse();
          }
          counts.merge("failed", 1, Integer::sum);
          failed = true;
        }
        default -> throw new AssertionError(id + ": " + outcome + ": " + error);
      }
    }
    JsonNode summary = report.path("summary");
    for (Map.Entry<String, JsonNode> count : summary.properties()) {
      if (!count.getKey().equals("inactive")) {
        assertThat(count.getValue().asInt())
            .as(count.getKey())
            .isEqualTo(counts.getOrDefault(count.getKey(), 0));
      }
    }
    if (report.path("watches").isEmpty()) {
      assertThat(report.path("problems")).as("why nothing was done").isNotEmpty();
      assertThat(due(after)).isEqualTo(before.due);
      failed = true;
    }
    assertThat(result.code()).as(result.err()).isEqualTo(failed ? 1 : 0);
  }

  private boolean isDone(String id, String action, Map<String, JsonNode> documents) {
    if (action.equals("delete")) {
      return !documents.containsKey(id);
    }
    Wanted wanted = bundle.watches().get(id);
    return documents.containsKey(id)
        && revision(documents.get(id).get("_source")).equals(wanted.revision())
        && isActive(documents.get(id).get("_source")) == wanted.active();
  }

  /** Every write of a watch raises its version. */
  private void checkThatNothingWasWrittenTwice(Before before, Map<String, JsonNode> after) {
    for (String id : bundle.watches().keySet()) {
      long writes = after.get(id).path("_version").asLong() - before.versionOf(id);
      switch (before.due.getOrDefault(id, "unchanged")) {
        case "unchanged" -> assertThat(writes).as("writes of " + id).isZero();
        case "create", "update" -> assertThat(writes).as("writes of " + id).isOne();
        // Switching on what is on forgets nothing, so it is repeated without a look.
        default -> assertThat(writes).as("writes of " + id).isPositive();
      }
    }
  }

  private void putForeignWatches() {
    foreign.clear();
    for (int i = 0; i < 5; i++) {
      server.putWatch("nobodys-" + i, "{" + BODY + "}");
      String id = "another-bundles-" + i;
      server.putWatch(
          id,
          "{"
              + BODY
              + ", \"metadata\": {\"deploy_watches\": {\"bundle\": \"another\", \"id\": \""
              + id
              + "\", \"source\": \"watches/a.json\", \"applied\": \"v1-0\","
              + " \"principal\": \"\", \"secrets\": \"\"}}}");
    }
    foreign.putAll(server.storedDocuments());
  }

  private void awaitWrites(int count, BooleanSupplier over) throws InterruptedException {
    while (proxy.writes().size() < count && !over.getAsBoolean()) {
      Thread.sleep(1);
    }
  }

  private Cli.Result deploy(String address, Object... more) {
    return run(List.of(), address, more);
  }

  private Cli.Result plan() {
    return run(List.of("diff", "--exit-code"), proxy.address());
  }

  private Cli.Result run(List<Object> command, String address, Object... more) {
    List<Object> arguments = new ArrayList<>(command);
    arguments.addAll(List.of("--bundle", bundle.folder(), "--cluster", address));
    arguments.addAll(List.of("--output", "json", "--prune", "--max-deletes", WATCHES));
    // Few tries, so that some requests fail for good; many at once, as most of the time is pauses.
    arguments.addAll(List.of("--retries", SOAK ? 2 : 1, "--parallel", 200));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray());
  }
}
