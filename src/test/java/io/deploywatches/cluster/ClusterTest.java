package io.deploywatches.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.cluster.ClusterException.Kind;
import io.deploywatches.watch.Activation;
import io.deploywatches.watch.ClusterIdentity;
import io.deploywatches.watch.Finding;
import io.deploywatches.watch.LiveWatch;
import io.deploywatches.watch.MarkedText;
import io.deploywatches.watch.MarkedText.Segment;
import io.deploywatches.watch.MetadataMapping;
import io.deploywatches.watch.MetadataTypes;
import io.deploywatches.watch.SecretValues;
import io.deploywatches.watch.ServerVersion;
import io.deploywatches.watch.Watch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-25T12:00:00Z"), ZoneOffset.UTC);

  /** Half of every possible pause. */
  private static final RandomGenerator HALF = () -> Long.MIN_VALUE;

  private static final String BREAKER =
      """
      {"error": {"type": "general_script_exception", "reason": "Failed to compile",
        "caused_by": {"type": "circuit_breaking_exception",
          "reason": "[script] Too many dynamic script compilations within, max: [75/5m]"}}}
      """;

  private final FaultyServer server = new FaultyServer();
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private final List<RequestListener.SentRequest> sent = new CopyOnWriteArrayList<>();
  private final List<Cluster> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(Cluster::close);
    server.close();
  }

  private Cluster cluster(URI... nodes) {
    return cluster(SecretValues.NONE, 3, nodes);
  }

  private Cluster cluster(SecretValues secrets, int retries, URI... nodes) {
    ConnectionSettings settings =
        new ConnectionSettings(
            nodes.length == 0 ? List.of(server.url()) : List.of(nodes),
            new Authentication.Basic("joe", "hunter2"),
            4,
            Duration.ofMillis(500),
            retries);
    Cluster cluster =
        Cluster.open(
            settings,
            secrets,
            sent::add,
            HALF,
            CLOCK,
            (duration, cancelled) -> pauses.add(duration));
    open.add(cluster);
    return cluster;
  }

  private FaultyServer elasticsearch(String version) {
    return server
        .answers(
            200,
            """
            {"name": "n", "cluster_name": "prod", "cluster_uuid": "u1",
             "version": {"number": "%s", "build_flavor": "default"},
             "tagline": "You Know, for Search"}
            """
                .formatted(version))
        .answers(
            200,
            """
            {"license": {"type": "gold", "status": "active"},
             "features": {"watcher": {"available": true, "enabled": true}}}
            """)
        .answers(200, "{\"manually_stopped\": false, \"stats\": []}")
        .answers(200, "{\"username\": \"deployer\"}");
  }

  private static ObjectNode json(String text) throws Exception {
    return (ObjectNode) MAPPER.readTree(text);
  }

  private interface Action {
    void run() throws Exception;
  }

  private static ClusterException failure(Action action) {
    ClusterException e = catchThrowableOfType(ClusterException.class, action::run);
    assertThat(e).isNotNull();
    assertThat(e.getMessage()).isNotBlank().doesNotContain("\n", "Exception", "hunter2");
    return e;
  }

  // --- what goes over the wire --------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      value = {
        "plain-Id_1.~ | plain-Id_1.~",
        "a/b | a%2Fb",
        "50%2F | 50%252F",
        "a+b | a%2Bb",
        "è* | %C3%A8%2A",
        "😀 | %F0%9F%98%80",
        ".. | %2E%2E",
        "_stats?x#y\\ | _stats%3Fx%23y%5C",
      },
      delimiter = '|')
  void encodesAnIdOnce(String id, String encoded) throws Exception {
    server.answers(200, "{\"found\": true}");
    cluster().delete(id);
    assertThat(server.lines()).containsExactly("DELETE /_watcher/watch/" + encoded);
  }

  @Test
  void putsPlainJsonWithCredentialsAndState() throws Exception {
    server.answers(201, "{\"created\": true}").answers(200, "{\"created\": false}");
    Cluster cluster = cluster();
    cluster.put(
        "a",
        json("{\"metadata\": {\"n\": 443.0, \"big\": 12345678901234567890}}"),
        false,
        RepeatCheck.ALWAYS);
    cluster.put("b", json("{}"), true, RepeatCheck.ALWAYS);
    assertThat(server.lines())
        .containsExactly("PUT /_watcher/watch/a?active=false", "PUT /_watcher/watch/b?active=true");
    assertThat(server.requests().get(0))
        .containsIgnoringCase("content-type: application/json\r\n")
        .containsIgnoringCase("accept: application/json\r\n")
        .contains("Authorization: Basic am9lOmh1bnRlcjI=")
        .contains("{\"metadata\":{\"n\":443.0,\"big\":12345678901234567890}}");
  }

  @Test
  void keepsThePrefixOfTheNode() throws Exception {
    server.answers(200, "{}");
    cluster(URI.create(server.url() + "/search/prod")).activate("a/b");
    assertThat(server.lines()).containsExactly("PUT /search/prod/_watcher/watch/a%2Fb/_activate");
  }

  @Test
  void writesSecretsOnlyIntoTheRequest() throws Exception {
    server.answers(
        400,
        """
        {"error": {"type": "parse_exception", "reason": "could not parse [https://t0p/s3cret]"}}
        """);
    ObjectNode body = json("{}");
    body.set(
        "url",
        new MarkedText(
                List.of(
                    new Segment.Own("https://t0p/"),
                    new Segment.Secret("token"),
                    new Segment.RuleText("?x")))
            .toNode());
    Cluster cluster = cluster(name -> name.equals("token") ? "s3cret" : null, 0);
    ClusterException e = failure(() -> cluster.put("a", body, true, RepeatCheck.ALWAYS));
    assertThat(server.requests().get(0)).contains("{\"url\":\"https://t0p/s3cret?x\"}");
    assertThat(e).hasMessageContaining("could not parse [https://t0p/********]");
    assertThat(e.kind()).isEqualTo(Kind.REJECTED);
    assertThat(e.concernsCluster()).isFalse();
    assertThat(body.toString()).doesNotContain("s3cret");
    assertThat(sent.toString()).doesNotContain("s3cret");
  }

  @Test
  void sendsNothingWhenASecretHasNoValue() throws Exception {
    ObjectNode body = json("{}");
    body.set("x", new MarkedText(List.of(new Segment.Secret("token"))).toNode());
    assertThat(failure(() -> cluster().put("a", body, true, RepeatCheck.ALWAYS)))
        .hasMessageContaining("\"token\"");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void isSilentOnTheConsole() throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream console = new ByteArrayOutputStream();
    System.setErr(new PrintStream(console, true, StandardCharsets.UTF_8));
    try {
      server.answers(
          200, "{}", "Warning: 299 Elasticsearch-7.10.2-x \"this request accesses .watches\"");
      cluster().activate("a");
      assertThat(failure(() -> cluster().activate("a")).kind()).isEqualTo(Kind.UNREACHABLE);
    } finally {
      System.setErr(before);
    }
    assertThat(console.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  // --- trying again -------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {429, 502, 503, 504})
  void triesAgainWithGrowingPauses(int status) throws Exception {
    server.answers(status, "{}").answers(status, "{}").answers(status, "{}").answers(200, "{}");
    cluster().activate("a");
    assertThat(pauses)
        .containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(sent).extracting(RequestListener.SentRequest::attempt).containsExactly(1, 2, 3, 4);
    assertThat(sent).extracting(RequestListener.SentRequest::status).endsWith(status, 200);
  }

  @Test
  void givesUpAfterTheLastRetry() {
    for (int i = 0; i < 4; i++) {
      server.answers(503, "{\"error\": {\"reason\": \"no master\"}}");
    }
    ClusterException e = failure(() -> cluster().activate("a"));
    assertThat(e).hasMessage("cannot activate the watch: no master (HTTP 503)");
    assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(e.concernsCluster()).isFalse();
    assertThat(server.requests()).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 3500",
    "600, 60500",
    "'Wed, 25 Nov 2026 12:00:07 GMT', 7500",
    "'Wed, 25 Nov 2026 11:00:00 GMT', 500",
    "soon, 500",
  })
  void heedsRetryAfterWithinBounds(String value, long milliseconds) throws Exception {
    server.answers(429, "{}", "Retry-After: " + value).answers(200, "{}");
    cluster().activate("a");
    assertThat(pauses).containsExactly(Duration.ofMillis(milliseconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        FaultyServer.HANG_UP,
        FaultyServer.RESET,
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n{\"half\":",
        "HTTP/1.1 200 OK\r\n\r\n{\"half\":",
      })
  void triesAgainAfterALostConnection(String loss) throws Exception {
    server.answers(loss).answers(200, "{}");
    cluster().activate("a");
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void waitsForScriptsToBeCompiledAgain() throws Exception {
    for (int i = 0; i < 5; i++) {
      server.answers(500, BREAKER);
    }
    server.answers(201, "{}");
    cluster().put("a", json("{}"), true, RepeatCheck.ALWAYS);
    assertThat(pauses).hasSize(5).containsOnly(Duration.ofSeconds(6));
  }

  @Test
  void doesNotWaitForScriptsForEver() {
    for (int i = 0; i < 100; i++) {
      server.answers(500, BREAKER);
    }
    ClusterException e = failure(() -> cluster().put("a", json("{}"), true, RepeatCheck.ALWAYS));
    assertThat(e).hasMessageContaining("Too many dynamic script compilations");
    assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus))
        .isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void repeatsAPutThatMetMetadataOfAnotherWatch() throws Exception {
    server.answers(
        400,
        """
        {"error": {"type": "illegal_argument_exception", "reason":
          "mapper [metadata.threshold] cannot be changed from type [long] to [float]"}}
        """);
    server.answers(201, "{}");
    cluster().put("a", json("{}"), true, RepeatCheck.ALWAYS);
    assertThat(pauses).hasSize(1);
  }

  @Test
  void takesAnyOther500AsTheAnswer() {
    server.answers(
        500,
        """
        {"error": {"root_cause": [{"type": "script_exception", "reason": "compile error"}],
          "type": "script_exception", "reason": "compile error",
          "caused_by": {"type": "illegal_argument_exception",
            "reason": "Variable [x] is not defined."}}}
        """);
    ClusterException e = failure(() -> cluster().put("a", json("{}"), true, RepeatCheck.ALWAYS));
    assertThat(e)
        .hasMessage("cannot put the watch: compile error: Variable [x] is not defined. (HTTP 500)");
    assertThat(e.kind()).isEqualTo(Kind.REJECTED);
    assertThat(pauses).isEmpty();
  }

  @Test
  void doesNotRepeatWhatTimedOut() {
    server.answers(FaultyServer.SILENCE);
    ClusterException e = failure(() -> cluster().put("a", json("{}"), true, RepeatCheck.ALWAYS));
    assertThat(e.kind()).isEqualTo(Kind.TIMEOUT);
    assertThat(e).hasMessageContaining("within 500 ms; it is not known whether");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void usesTheNextNodeWhenOneIsDown() throws Exception {
    FaultyServer down = new FaultyServer();
    down.close();
    server.answers(200, "{}").answers(200, "{}");
    Cluster cluster = cluster(down.url(), server.url());
    cluster.activate("a");
    cluster.activate("b");
    assertThat(server.lines()).hasSize(2);
    assertThat(sent).hasSize(3);
    assertThat(pauses).containsExactly(Duration.ZERO);
  }

  @Test
  void sendsAPutToOneNodeOnly() throws Exception {
    try (FaultyServer other = new FaultyServer()) {
      server.answers(500, "{\"error\": \"broken\"}");
      ClusterException e =
          failure(
              () ->
                  cluster(server.url(), other.url())
                      .put("a", json("{}"), true, RepeatCheck.ALWAYS));
      assertThat(e).hasMessageContaining("broken");
      assertThat(server.lines()).hasSize(1);
      assertThat(other.lines()).isEmpty();
    }
  }

  @Test
  void looksBeforeItPutsAgain() throws Exception {
    elasticsearch("7.17.6")
        .answers(FaultyServer.HANG_UP)
        .answers(200, "{\"found\": true, \"watch\": {\"x\": 1}, \"status\": {}}");
    Cluster cluster = cluster();
    assertThat(cluster.inspect().version()).isEqualTo(new ServerVersion(7, 17));
    List<Optional<LiveWatch>> seen = new ArrayList<>();
    cluster.put(
        "a",
        json("{\"x\": 1}"),
        true,
        now -> {
          seen.add(now);
          return false;
        });
    assertThat(server.lines().subList(4, 6))
        .containsExactly("PUT /_watcher/watch/a?active=true", "GET /_watcher/watch/a");
    assertThat(server.lines()).hasSize(6);
    assertThat(seen)
        .containsExactly(Optional.of(new LiveWatch("a", json("{\"x\":1}"), json("{}"))));
  }

  @Test
  void putsAgainWithoutLookingWhenThePutWasRefused() throws Exception {
    server.answers(429, "{}").answers(201, "{}");
    cluster()
        .put(
            "a",
            json("{}"),
            true,
            now -> {
              throw new AssertionError("not asked for");
            });
    assertThat(server.lines()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "503, '{\"error\": {\"type\": \"cluster_block_exception\"}}', false",
    "503, '<html>upstream connect error</html>', true",
    "502, '{}', true",
    "504, '{}', true",
    "429, '{}', false",
  })
  void knowsWhetherAPutMayHaveBeenDone(int status, String body, boolean unsure) throws Exception {
    elasticsearch("8.17.0").answers(status, body);
    for (int i = 0; i < 3; i++) {
      server.answers(status, body);
    }
    Cluster cluster = cluster(SecretValues.NONE, 0);
    cluster.inspect();
    ClusterException e = failure(() -> cluster.put("a", json("{}"), true, Optional::isEmpty));
    assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(e.getMessage().endsWith("it is not known whether the watch was written"))
        .isEqualTo(unsure);
    ClusterException deletion = failure(() -> cluster.delete("a"));
    assertThat(deletion.getMessage().endsWith("it is not known whether the watch was deleted"))
        .isEqualTo(unsure);
  }

  @Test
  void saysThatAPutMayHaveBeenDoneWhenItCannotLook() throws Exception {
    elasticsearch("8.17.0").answers(FaultyServer.RESET).answers(403, "{}");
    Cluster cluster = cluster();
    cluster.inspect();
    ClusterException e = failure(() -> cluster.put("a", json("{}"), true, Optional::isEmpty));
    assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN);
    assertThat(e).hasMessageEndingWith("it is not known whether the watch was written");
  }

  @Test
  void remembersALostTryThatNobodyLookedAfter() throws Exception {
    server.answers(FaultyServer.RESET);
    for (int i = 0; i < 3; i++) {
      server.answers(429, "{}");
    }
    assertThat(failure(() -> cluster().delete("a")))
        .hasMessageEndingWith("it is not known whether the watch was deleted");
  }

  @Test
  void aLookEndsTheUncertainty() throws Exception {
    elasticsearch("8.17.0")
        .answers(FaultyServer.RESET)
        .answers(404, "{\"found\": false}")
        .answers(429, "{}")
        .answers(429, "{}")
        .answers(429, "{}");
    Cluster cluster = cluster();
    cluster.inspect();
    ClusterException e = failure(() -> cluster.put("a", json("{}"), true, Optional::isEmpty));
    assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(e.getMessage()).doesNotContain("not known");
  }

  @Test
  void stopsWaitingWhenCancelled() {
    server.answers(429, "{}");
    ConnectionSettings settings = ConnectionSettings.of(List.of(server.url()));
    Cluster cluster =
        Cluster.open(
            settings,
            SecretValues.NONE,
            RequestListener.NONE,
            HALF,
            CLOCK,
            (duration, cancelled) -> {
              open.get(0).cancel();
              Transport.Pause.REAL.await(Duration.ofHours(1), cancelled);
            });
    open.add(cluster);
    ClusterException e = failure(() -> cluster.activate("a"));
    assertThat(e.kind()).isEqualTo(Kind.CANCELLED);
    assertThat(server.lines()).hasSize(1);
  }

  @Test
  void stopsWhenInterrupted() {
    server.answers(429, "{}");
    Cluster cluster =
        Cluster.open(
            ConnectionSettings.of(List.of(server.url())),
            SecretValues.NONE,
            request -> Thread.currentThread().interrupt(),
            HALF,
            CLOCK,
            Transport.Pause.REAL);
    open.add(cluster);
    ClusterException e = failure(() -> cluster.activate("a"));
    assertThat(e.kind()).isEqualTo(Kind.CANCELLED);
    assertThat(Thread.interrupted()).isTrue();
  }

  // --- one sentence for every no ------------------------------------------------------------

  @Test
  void saysThatNobodyIsThere() {
    FaultyServer down = new FaultyServer();
    down.close();
    ClusterException e = failure(() -> cluster(down.url()).inspect());
    assertThat(e)
        .hasMessage(
            "cannot connect to " + down.url() + ": connection refused; does a server run there?");
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e.concernsCluster()).isTrue();
  }

  @Test
  void saysThatTheNameIsUnknown() {
    ClusterException e = failure(() -> cluster(URI.create("http://no.such.invalid:1")).inspect());
    assertThat(e).hasMessageContaining("no host of the name no.such.invalid is known");
    assertThat(sent).hasSize(1);
  }

  @Test
  void saysThatHttpsMeetsHttp() {
    server.answers("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    URI https = URI.create(server.url().toString().replace("http:", "https:"));
    ClusterException e = failure(() -> cluster(https).inspect());
    assertThat(e).hasMessage(https + " speaks plain HTTP; give " + server.url());
    assertThat(e.kind()).isEqualTo(Kind.TLS);
  }

  @Test
  void saysThatHttpMayMeetHttps() {
    ClusterException e = failure(() -> cluster().inspect());
    assertThat(e)
        .hasMessageContaining("closed the connection without an answer")
        .hasMessageContaining("give https://127.0.0.1:");
    assertThat(server.lines()).as("few tries before the first answer").hasSize(3);

    server.answers("\u0015\u0003\u0003\u0000\u0002\u0002F\r\n\r\n");
    assertThat(failure(() -> cluster().inspect()))
        .hasMessageContaining("not in HTTP")
        .hasMessageContaining("give https://127.0.0.1:");
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "401 | {\"error\": {\"reason\": \"unable to authenticate user [joe]\"}} | UNAUTHENTICATED"
            + " | does not accept the credentials: unable to authenticate user [joe]",
        "403 | {\"error\": {\"reason\": \"action [cluster:monitor/main] is unauthorized\"}}"
            + " | FORBIDDEN | the user needs the cluster privilege monitor",
        "404 | {} | REJECTED | no reason given (HTTP 404)",
        "200 | {\"hello\": \"world\"} | NOT_ELASTICSEARCH | is not Elasticsearch",
        "200 | <html> | NOT_ELASTICSEARCH | is not Elasticsearch",
        "200 | {\"version\": {\"number\": \"2.11.0\", \"distribution\": \"opensearch\"}}"
            + " | NOT_ELASTICSEARCH | is OpenSearch 2.11.0, which has no Watcher",
        "200 | {\"version\": {\"number\": \"5.6.16\"}, \"tagline\": \"You Know, for Search\"}"
            + " | NOT_ELASTICSEARCH | is Elasticsearch 5.6.16; 6.8 or newer is needed",
        "200 | {\"version\": {\"number\": \"7.10.2\", \"build_flavor\": \"oss\"},"
            + " \"tagline\": \"You Know, for Search\"}"
            + " | NO_WATCHER | is Elasticsearch 7.10.2 (oss), which has no Watcher",
        "200 | {\"version\": {\"number\": \"8.17.0\"}, \"cluster_uuid\": \"_na_\","
            + " \"tagline\": \"You Know, for Search\"} | UNAVAILABLE | has no master",
      },
      delimiter = '|')
  void saysWhatIsWrongWithTheCluster(int status, String body, Kind kind, String sentence) {
    server.answers(status, body);
    ClusterException e = failure(() -> cluster().inspect());
    assertThat(e).hasMessageContaining(sentence);
    assertThat(e.kind()).isEqualTo(kind);
    assertThat(e.concernsCluster()).isTrue();
  }

  @Test
  void followsNoRedirect() {
    server.answers(302, "", "Location: https://login.example.org/");
    assertThat(failure(() -> cluster().inspect()))
        .hasMessageContaining("sends elsewhere, to https://login.example.org/");
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "400 | {\"error\": \"no handler found for uri [/_xpack]\"} | NO_WATCHER | has no Watcher",
        "200 | {\"license\": {\"type\": \"basic\", \"status\": \"active\"}, \"features\":"
            + " {\"watcher\": {\"available\": false, \"enabled\": true}}}"
            + " | LICENSE | the basic licence of the cluster does not include Watcher",
        "200 | {\"license\": {\"type\": \"trial\", \"status\": \"expired\"}, \"features\":"
            + " {\"watcher\": {\"available\": false, \"enabled\": true}}}"
            + " | LICENSE | the trial licence of the cluster has expired",
        "200 | {\"license\": {\"type\": \"trial\", \"status\": \"active\"}, \"features\":"
            + " {\"watcher\": {\"available\": true, \"enabled\": false}}}"
            + " | NO_WATCHER | Watcher is switched off",
      },
      delimiter = '|')
  void saysWhatIsWrongWithWatcher(int status, String body, Kind kind, String sentence) {
    server.answers(
        200,
        """
        {"version": {"number": "8.17.0"}, "cluster_uuid": "u"}
        """,
        "X-elastic-product: Elasticsearch");
    server.answers(status, body);
    ClusterException e = failure(() -> cluster().inspect());
    assertThat(e).hasMessageContaining(sentence);
    assertThat(e.kind()).isEqualTo(kind);
  }

  @Test
  void inspectsOnceInFourRequests() throws Exception {
    elasticsearch("8.17.0");
    Cluster cluster = cluster();
    ClusterFacts facts = cluster.inspect();
    assertThat(cluster.inspect()).isSameAs(facts);
    assertThat(facts)
        .isEqualTo(
            new ClusterFacts(
                new ClusterIdentity("prod", "u1", "8.17.0", "deployer"),
                new ServerVersion(8, 17),
                "gold",
                false));
    assertThat(server.lines())
        .containsExactly(
            "GET /",
            "GET /_xpack?filter_path=license.type,license.status,features.watcher",
            "GET /_watcher/stats",
            "GET /_security/_authenticate");
  }

  // --- the mapping of metadata --------------------------------------------------------------

  /** What is wrong with metadata whose key {@code a} is a text. */
  private static List<Finding> clashes(MetadataMapping mapping) throws IOException {
    ObjectNode body = (ObjectNode) MAPPER.readTree("{\"metadata\": {\"a\": \"x\"}}");
    return new MetadataTypes(mapping, new ServerVersion(8, 17))
        .add(new Watch("w", "w.json", body, Activation.KEEP, List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\".watches\": {\"mappings\": {\"doc\": {\"properties\": %s}}}}",
        "{\".watches-6\": {\"mappings\": {\"properties\": %s}}}"
      })
  void readsTheMappingWithAndWithoutTypes(String shape) throws Exception {
    String properties = "{\"metadata\": {\"properties\": {\"a\": {\"type\": \"long\"}}}}";
    elasticsearch("8.17.0").answers(200, shape.formatted(properties)).answers(200, "{}");
    Cluster cluster = cluster();
    cluster.inspect();
    assertThat(clashes(cluster.metadata())).hasSize(1);
    assertThat(server.lines().subList(4, 6))
        .containsExactly(
            "GET /.watches/_mapping",
            "GET /.watches/_settings/index.mapping.total_fields.limit?flat_settings=true");
  }

  @Test
  void readsHowManyFieldsAreTaken() throws Exception {
    server
        .answers(200, "{\".watches\": {\"mappings\": {\"properties\": {\"metadata\": {}}}}}")
        .answers(
            200, "{\".watches\": {\"settings\": {\"index.mapping.total_fields.limit\": \"15\"}}}");
    assertThat(clashes(cluster().metadata()))
        .extracting(Finding::name)
        .containsExactly("metadata-fields");
  }

  @Test
  void whatMayNotBeSeenOrDoesNotExistIsNoFault() throws Exception {
    server.answers(404, "{\"error\": {\"type\": \"index_not_found_exception\"}, \"status\": 404}");
    assertThat(cluster().metadata()).isSameAs(MetadataMapping.EMPTY);
    server.answers(403, "{\"error\": {\"type\": \"security_exception\"}, \"status\": 403}");
    assertThat(cluster().metadata()).isSameAs(MetadataMapping.UNKNOWN);
    server.answers(400, "{\"error\": {\"type\": \"other\"}, \"status\": 400}");
    assertThat(failure(() -> cluster().metadata())).hasMessageContaining("how metadata is mapped");
  }

  // --- listings and single watches ----------------------------------------------------------

  @Test
  void pagesThroughTheQueryApiBySequenceNumber() throws Exception {
    elasticsearch("7.17.6")
        .answers(200, page(0, 1000))
        // w5 was written meanwhile, moved to the end, and is met again.
        .answers(
            200,
            """
            {"count": 1001, "watches": [
              {"_id": "w5", "watch": {"x": 2.50, "n": 1E+2}, "status": {"state": {"active": false}},
               "_seq_no": 1000, "_primary_term": 1},
              {"_id": "z", "watch": {}, "status": {}, "_seq_no": 1001, "_primary_term": 1}]}
            """);
    Cluster cluster = cluster();
    List<LiveWatch> watches = cluster.list();
    assertThat(watches).hasSize(1001);
    assertThat(watches).extracting(LiveWatch::id).isSorted();
    LiveWatch w5 =
        watches.stream().filter(watch -> watch.id().equals("w5")).findAny().orElseThrow();
    assertThat(w5.active()).isFalse();
    assertThat(w5.body().get("x").decimalValue()).isEqualTo("2.50");
    assertThat(server.lines()).hasSize(6);
    assertThat(server.lines().get(5)).isEqualTo("POST /_watcher/_query/watches");
    assertThat(server.requests().get(4))
        .endsWith("{\"size\":1000,\"sort\":[{\"_seq_no\":{\"order\":\"asc\"}}]}");
    assertThat(server.requests().get(5))
        .endsWith(
            "{\"size\":1000,\"sort\":[{\"_seq_no\":{\"order\":\"asc\"}}],\"search_after\":[999]}");
  }

  private static String page(int from, int to) {
    StringBuilder watches = new StringBuilder();
    for (int i = from; i < to; i++) {
      watches
          .append(i == from ? "" : ",")
          .append("{\"_id\": \"w")
          .append(i)
          .append("\", \"watch\": {}, \"status\": {}, \"_primary_term\": 1, \"_seq_no\": ")
          .append(i)
          .append('}');
    }
    return "{\"count\": 1001, \"watches\": [" + watches + "]}";
  }

  @Test
  void pagesThroughTheIndexById() throws Exception {
    StringBuilder hits = new StringBuilder();
    for (int i = 1000; i < 2000; i++) {
      hits.append(i == 1000 ? "" : ",")
          .append("{\"_id\": \"w")
          .append(i)
          .append(
              "\", \"_source\": {\"trigger\": {}, \"status\": {\"state\":{\"active\":false}}}}");
    }
    elasticsearch("7.10.2")
        .answers(200, "{\"timed_out\": false, \"hits\": {\"hits\": [" + hits + "]}}")
        .answers(200, "{\"timed_out\": false}");
    assertThat(cluster().list())
        .hasSize(1000)
        .allSatisfy(watch -> assertThat(watch.active()).isFalse())
        .allSatisfy(watch -> assertThat(watch.body().has("status")).isFalse());
    assertThat(server.requests().get(5))
        .startsWith("POST /.watches/_search?")
        .endsWith(
            "{\"size\":1000,\"sort\":[{\"_id\":{\"order\":\"asc\"}}],\"search_after\":[\"w1999\"]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.8.23", "7.10.2"})
  void listsNothingWhereNobodyPutAWatch(String version) throws Exception {
    elasticsearch(version)
        .answers(404, "{\"error\": {\"type\": \"index_not_found_exception\"}, \"status\": 404}");
    assertThat(cluster().list()).isEmpty();
  }

  @Test
  void listsNothingFromAnEmptyCluster() throws Exception {
    elasticsearch("8.17.0").answers(200, "{\"count\": 0, \"watches\": []}");
    assertThat(cluster().list()).isEmpty();
  }

  @Test
  void namesThePrivilegeOfAListing() {
    elasticsearch("7.10.2")
        .answers(403, "{\"error\": {\"reason\": \"action [indices:data/read/search]\"}}");
    assertThat(failure(() -> cluster().list()))
        .hasMessageContaining("not allowed to list the watches")
        .hasMessageContaining("read on .watches");
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "8.17.0 | <html>Sign in</html>",
        "8.17.0 | {}",
        "8.17.0 | {\"watches\": {}}",
        "6.8.23 | {}",
        "6.8.23 | {\"timed_out\": true}",
      },
      delimiter = '|')
  void takesWhatIsNoListingForAFailure(String version, String answer) {
    elasticsearch(version).answers(200, answer);
    assertThat(failure(() -> cluster().list()).kind()).isEqualTo(Kind.NOT_ELASTICSEARCH);
  }

  @Test
  void tellsMissingFromUnreadable() throws Exception {
    String listed =
        """
        {"count": 1, "watches":
          [{"_id": "a", "watch": {"x": 1}, "status": {"y": 2}, "_seq_no": 7, "_primary_term": 1}]}
        """;
    elasticsearch("8.17.0")
        .answers(404, "{\"found\": false, \"_id\": \"a\"}")
        .answers(404, "{\"error\": {\"reason\": \"unable to find script [x]\"}}")
        .answers(200, listed)
        .answers(400, "{\"error\": {\"reason\": \"could not parse [interval]\"}}")
        .answers(200, listed)
        .answers(404, "{\"error\": {\"reason\": \"unable to find script [x]\"}}")
        .answers(200, "{\"count\": 0, \"watches\": []}")
        .answers(404, "<html>no such page</html>");
    Cluster cluster = cluster();
    assertThat(cluster.get("a")).isEmpty();
    LiveWatch there = new LiveWatch("a", json("{\"x\": 1}"), json("{\"y\": 2}"));
    assertThat(cluster.get("a")).contains(there);
    assertThat(cluster.get("a")).contains(there);
    assertThat(server.lines()).last().isEqualTo("POST /_watcher/_query/watches");
    assertThat(server.requests()).last().asString().contains("{\"ids\":{\"values\":[\"a\"]}}");
    ClusterException noScript = failure(() -> cluster.get("a"));
    assertThat(noScript.kind()).isEqualTo(Kind.UNREADABLE);
    assertThat(noScript).hasMessageContaining("exists, but").hasMessageContaining("script [x]");
    assertThat(failure(() -> cluster.get("a")).kind()).isEqualTo(Kind.REJECTED);
  }

  @ParameterizedTest
  @CsvSource({"6.8.23, /.watches/doc/a%2Fb", "7.10.2, /.watches/_doc/a%2Fb"})
  void readsAWatchFromItsDocumentWhereTheApiWouldHideSomeOfIt(String version, String path)
      throws Exception {
    elasticsearch(version)
        .answers(200, "{\"_id\": \"a/b\", \"found\": true, \"_source\": {\"status\": {}}}")
        .answers(404, "{\"_id\": \"a/b\", \"found\": false}")
        .answers(404, "{\"error\": {\"type\": \"index_not_found_exception\"}}")
        .answers(200, "{}")
        .answers(404, "<html>no such page</html>");
    Cluster cluster = cluster();
    assertThat(cluster.get("a/b").orElseThrow().id()).isEqualTo("a/b");
    assertThat(server.requests()).last().asString().startsWith("GET " + path);
    assertThat(cluster.get("a/b")).isEmpty();
    assertThat(cluster.get("a/b")).isEmpty();
    assertThat(failure(() -> cluster.get("a/b")).kind()).isEqualTo(Kind.NOT_ELASTICSEARCH);
    assertThat(failure(() -> cluster.get("a/b"))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"found\": false, \"_id\": \"a\", \"_version\": 1}",
        "{\"error\": {\"type\": \"index_not_found_exception\", \"reason\": \"no such index\"}}",
      })
  void deletingWhatIsMissingIsFine(String body) throws Exception {
    server.answers(404, body);
    cluster().delete("a");
  }

  @Test
  void understandsAnErrorThatIsAString() {
    server.answers(405, "{\"error\": \"Incorrect HTTP method\", \"status\": 405}");
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> cluster().activate("a"))
        .withMessage("cannot activate the watch: Incorrect HTTP method (HTTP 405)");
  }

  @Test
  void shortensALongReason() {
    JsonNode error = MAPPER.createObjectNode().put("error", "x".repeat(5000) + "\n\tat Foo.bar");
    server.answers(400, error.toString());
    assertThat(failure(() -> cluster().activate("a")).getMessage()).hasSizeLessThan(500);
  }
}
