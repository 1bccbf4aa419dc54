package io.deploywatches.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.cluster.ClusterException.Kind;
import io.deploywatches.testing.LocalElasticsearch;
import io.deploywatches.watch.LiveWatch;
import io.deploywatches.watch.MarkedText;
import io.deploywatches.watch.MarkedText.Segment;
import io.deploywatches.watch.SecretValues;
import io.deploywatches.watch.ServerVersion;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String HOURLY = "\"trigger\": {\"schedule\": {\"interval\": \"1h\"}}";

  private final LocalElasticsearch server = LocalElasticsearch.shared();
  private final List<RequestListener.SentRequest> sent = new CopyOnWriteArrayList<>();
  private final Cluster cluster =
      Cluster.open(
          ConnectionSettings.of(ConnectionSettings.parseNodes(server.address())),
          name -> name.equals("password") ? "s3cret-value" : null,
          sent::add);

  @BeforeEach
  void wipe() {
    server.deleteAllWatches();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private static ObjectNode json(String text) throws Exception {
    return (ObjectNode) MAPPER.readTree(text);
  }

  private static ObjectNode hourly() throws Exception {
    return json("{" + HOURLY + "}");
  }

  private interface Action {
    void run() throws Exception;
  }

  private static ClusterException failure(Action action) {
    ClusterException e = catchThrowableOfType(ClusterException.class, action::run);
    assertThat(e).isNotNull();
    return e;
  }

  @Test
  void knowsWhatItSpeaksTo() throws Exception {
    ClusterFacts facts = cluster.inspect();
    assertThat(facts.identity().name()).isEqualTo("deploy-watches-local");
    assertThat(facts.identity().uuid()).isNotBlank();
    assertThat(facts.identity().version()).isEqualTo("6.8.23");
    assertThat(facts.identity().user()).as("security is off").isEmpty();
    assertThat(facts.version()).isEqualTo(new ServerVersion(6, 8));
    assertThat(facts.license()).isEqualTo("trial");
    assertThat(facts.watcherStopped()).isFalse();
    assertThat(sent).hasSize(4);
  }

  @Test
  void saysThatItSpeaksPlainHttp() {
    try (Cluster https =
        Cluster.open(
            ConnectionSettings.of(ConnectionSettings.parseNodes("https://" + server.address())),
            SecretValues.NONE,
            sent::add)) {
      ClusterException e = failure(https::inspect);
      assertThat(e)
          .hasMessage("https://%s speaks plain HTTP; give %s", server.address(), server.url());
      assertThat(e.kind()).isEqualTo(Kind.TLS);
    }
  }

  @Test
  void seesThatWatcherIsStopped() throws Exception {
    server.post("/_watcher/_stop", null);
    try {
      assertThat(cluster.inspect().watcherStopped()).isTrue();
    } finally {
      server.post("/_watcher/_start", null);
    }
  }

  @Test
  void putsListsAndDeletes() throws Exception {
    cluster.put("a", hourly(), true, RepeatCheck.ALWAYS);
    assertThat(cluster.list())
        .singleElement()
        .satisfies(
            watch -> {
              assertThat(watch.id()).isEqualTo("a");
              assertThat(watch.active()).isTrue();
              assertThat(watch.body().has("status")).isFalse();
              assertThat(watch.body().at("/trigger/schedule/interval").asText()).isEqualTo("1h");
              assertThat(watch.status().at("/state/active").asBoolean()).isTrue();
            });
    cluster.put(
        "a", json("{" + HOURLY + ", \"metadata\": {\"x\": \"y\"}}"), false, RepeatCheck.ALWAYS);
    LiveWatch live = cluster.get("a").orElseThrow();
    assertThat(live.active()).isFalse();
    assertThat(live.body().at("/metadata/x").asText()).isEqualTo("y");
    cluster.activate("a");
    assertThat(cluster.get("a").orElseThrow().active()).isTrue();
    cluster.deactivate("a");
    assertThat(cluster.list()).extracting(LiveWatch::active).containsExactly(false);
    cluster.delete("a");
    cluster.delete("a");
    assertThat(cluster.get("a")).isEmpty();
    assertThat(cluster.list()).isEmpty();
  }

  @Test
  void replacesAWatchAsAWhole() throws Exception {
    cluster.put(
        "a",
        json("{" + HOURLY + ", \"actions\": {\"l\": {\"logging\": {\"text\": \"x\"}}}}"),
        true,
        RepeatCheck.ALWAYS);
    cluster.put("a", hourly(), true, RepeatCheck.ALWAYS);
    assertThat(server.getWatch("a").json().at("/watch/actions")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "a/b",
        "50%2F",
        "a+b",
        "Ünïcode😀",
        "_stats?x#y\\",
        "\"'<>@*",
        ".dot",
        ".",
        "a//b/",
        "_watcher",
        "~(x),:;="
      })
  void reachesEveryId(String id) throws Exception {
    cluster.put(id, hourly(), true, RepeatCheck.ALWAYS);
    assertThat(server.storedWatches()).containsOnlyKeys(id);
    assertThat(cluster.get(id)).map(LiveWatch::id).contains(id);
    cluster.deactivate(id);
    assertThat(cluster.list()).extracting(LiveWatch::active).containsExactly(false);
    cluster.delete(id);
    assertThat(server.storedWatches()).isEmpty();
  }

  @Test
  void seesWatchesThatWatcherCannotRead() throws Exception {
    server.put(
        "/_watcher/watch/broken",
        """
        {"trigger": {"schedule": {"interval": "1h"}},
         "actions": {"mail": {"email": {"to": "a@b.c", "attachments": {
           "r": {"reporting": {"url": "http://x/", "interval": "90s"}}}}}}}
        """);
    assertThat(server.getWatch("broken").status()).isEqualTo(400);
    assertThat(cluster.list()).extracting(LiveWatch::id).containsExactly("broken");
    assertThat(cluster.get("broken")).isPresent();
    cluster.put("broken", hourly(), true, RepeatCheck.ALWAYS);
    assertThat(server.getWatch("broken").status()).isEqualTo(200);
  }

  @Test
  void storesASecret() throws Exception {
    ObjectNode body =
        json(
            "{"
                + HOURLY
                + ", \"input\": {\"http\": {\"request\": {\"host\": \"h\", \"port\": 1,"
                + " \"auth\": {\"basic\": {\"username\": \"u\"}}}}}}");
    ((ObjectNode) body.at("/input/http/request/auth/basic"))
        .set("password", new MarkedText(List.of(new Segment.Secret("password"))).toNode());
    cluster.put("a", body, true, RepeatCheck.ALWAYS);
    assertThat(server.storedWatches())
        .extractingByKey("a")
        .extracting(stored -> stored.at("/input/http/request/auth/basic/password").asText())
        .isEqualTo("s3cret-value");
  }

  @Test
  void tellsWhyAWatchIsRefused() throws Exception {
    ObjectNode wrongKey = json("{" + HOURLY + ", \"foo\": 1}");
    ClusterException grammar = failure(() -> cluster.put("a", wrongKey, true, RepeatCheck.ALWAYS));
    assertThat(grammar).hasMessageContaining("foo").hasMessageEndingWith("(HTTP 400)");
    assertThat(grammar.kind()).isEqualTo(Kind.REJECTED);
    assertThat(grammar.concernsCluster()).isFalse();

    ObjectNode wrongScript =
        json("{" + HOURLY + ", \"condition\": {\"script\": \"return nonsense\"}}");
    ClusterException script =
        failure(() -> cluster.put("a", wrongScript, true, RepeatCheck.ALWAYS));
    assertThat(script).hasMessageContaining("nonsense").hasMessageEndingWith("(HTTP 500)");
    assertThat(sent).as("not tried again").hasSize(2);

    ObjectNode redacted =
        json(
            "{"
                + HOURLY
                + ", \"input\": {\"http\": {\"request\": {\"host\": \"h\", \"port\": 1, \"auth\":"
                + " {\"basic\": {\"username\": \"u\", \"password\": \"::es_redacted::\"}}}}}}");
    assertThat(failure(() -> cluster.put("a", redacted, true, RepeatCheck.ALWAYS)))
        .hasMessageContaining("found redacted password");
    assertThat(failure(() -> cluster.activate("missing")).kind()).isEqualTo(Kind.REJECTED);
  }

  @Test
  void listsThousandsInPages() throws Exception {
    List<String> ids = IntStream.range(0, 2001).mapToObj(i -> "w" + i).toList();
    server.storeWatches(
        ids,
        "{\"trigger\":{\"schedule\":{\"interval\":\"1h\"}},\"input\":{\"none\":{}},"
            + "\"condition\":{\"always\":{}},\"actions\":{}}");
    assertThat(cluster.inspect().version()).isEqualTo(new ServerVersion(6, 8));
    sent.clear();
    List<LiveWatch> watches = cluster.list();
    assertThat(watches)
        .extracting(LiveWatch::id)
        .isSorted()
        .containsExactlyInAnyOrderElementsOf(ids);
    assertThat(sent).hasSize(3);
  }

  @Test
  void serves8ThreadsAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> puts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String id = "w" + i;
      puts.add(
          threads.submit(
              () -> {
                cluster.put(id, hourly(), false, RepeatCheck.ALWAYS);
                return cluster.get(id).orElseThrow();
              }));
    }
    for (Future<?> put : puts) {
      assertThat(put.get()).isNotNull();
    }
    threads.shutdown();
    assertThat(cluster.list()).hasSize(40);
  }

  @Test
  void outlastsTheScriptBreaker() throws Exception {
    server.put(
        "/_cluster/settings", "{\"transient\": {\"script.max_compilations_rate\": \"2/1m\"}}");
    List<Duration> pauses = new CopyOnWriteArrayList<>();
    Cluster impatient =
        Cluster.open(
            ConnectionSettings.of(ConnectionSettings.parseNodes(server.address())),
            SecretValues.NONE,
            sent::add,
            () -> 0L,
            Clock.systemUTC(),
            (duration, cancelled) -> {
              pauses.add(duration);
              server.put(
                  "/_cluster/settings",
                  "{\"transient\": {\"script.max_compilations_rate\": null}}");
            });
    try (impatient) {
      for (int i = 0; i < 4; i++) {
        ObjectNode body =
            json("{" + HOURLY + ", \"condition\": {\"script\": \"return " + i + " == 7\"}}");
        impatient.put("a" + i, body, true, RepeatCheck.ALWAYS);
      }
    } finally {
      server.put("/_cluster/settings", "{\"transient\": {\"script.max_compilations_rate\": null}}");
    }
    assertThat(pauses).containsExactly(Duration.ofSeconds(4));
    assertThat(server.storedWatches()).hasSize(4);
  }
}
