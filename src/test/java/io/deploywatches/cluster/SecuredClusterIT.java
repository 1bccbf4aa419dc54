package io.deploywatches.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.cluster.ClusterException.Kind;
import io.deploywatches.testing.Corpus;
import io.deploywatches.testing.LocalElasticsearch;
import io.deploywatches.testing.LocalElasticsearch.Response;
import io.deploywatches.watch.Activation;
import io.deploywatches.watch.MetadataMapping;
import io.deploywatches.watch.MetadataTypes;
import io.deploywatches.watch.SecretValues;
import io.deploywatches.watch.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SecuredClusterIT {
  private static LocalElasticsearch server;

  @BeforeAll
  static void start() {
    server =
        LocalElasticsearch.with(
            Map.of(
                "xpack.security.enabled", "true", "xpack.security.authc.api_key.enabled", "true"));
    server.put(
        "/_xpack/security/role/watcher_only", "{\"cluster\": [\"monitor\", \"manage_watcher\"]}");
    server.put(
        "/_xpack/security/role/deployer",
        """
        {"cluster": ["monitor", "manage_watcher"],
         "indices": [{"names": [".watches"], "privileges": ["read"]}]}
        """);
    server.put(
        "/_xpack/security/role/searcher",
        """
        {"cluster": ["monitor", "manage_watcher"],
         "indices": [{"names": ["logs-*"], "privileges": ["read"]}]}
        """);
    server.put("/_xpack/security/user/searcher", user("searcher"));
    server.put("/_xpack/security/user/nobody", user("nothing"));
    server.put("/_xpack/security/user/unlisted", user("watcher_only"));
    server.put("/_xpack/security/user/deployer", user("deployer"));
  }

  private static String user(String role) {
    return "{\"password\": \"hunter2hunter2\", \"roles\": [\"" + role + "\"]}";
  }

  private static Cluster as(Authentication authentication) {
    return Cluster.open(
        new ConnectionSettings(
            ConnectionSettings.parseNodes(server.address()),
            authentication,
            2,
            Duration.ofSeconds(30),
            2),
        SecretValues.NONE,
        RequestListener.NONE);
  }

  private static Cluster as(String user) {
    return as(new Authentication.Basic(user, "hunter2hunter2"));
  }

  private interface Action {
    void run(Cluster cluster) throws Exception;
  }

  private static ClusterException failure(Cluster cluster, Action action) {
    try (cluster) {
      ClusterException e = catchThrowableOfType(ClusterException.class, () -> action.run(cluster));
      assertThat(e).isNotNull();
      assertThat(e.concernsCluster()).isTrue();
      assertThat(e.getMessage()).doesNotContain("hunter2", "\n");
      return e;
    }
  }

  @Test
  void knowsWhoWeAre() throws Exception {
    try (Cluster cluster = as("deployer")) {
      assertThat(cluster.inspect().identity().user()).isEqualTo("deployer");
      assertThat(cluster.list()).isEmpty();
    }
  }

  @Test
  void saysThatCredentialsAreWrongOrMissing() {
    ClusterException wrong =
        failure(as(new Authentication.Basic("deployer", "wrong")), Cluster::inspect);
    assertThat(wrong.kind()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(wrong).hasMessageContaining("deployer");
    assertThat(failure(as(new Authentication.None()), Cluster::inspect).kind())
        .isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(failure(as(new Authentication.Bearer("bm9uZQ==")), Cluster::inspect).kind())
        .isEqualTo(Kind.UNAUTHENTICATED);
  }

  @Test
  void namesThePrivilegeThatIsMissing() {
    ClusterException monitor = failure(as("nobody"), Cluster::inspect);
    assertThat(monitor.kind()).isEqualTo(Kind.FORBIDDEN);
    assertThat(monitor).hasMessageContaining("the cluster privilege monitor");
    ClusterException listing = failure(as("unlisted"), Cluster::list);
    assertThat(listing).hasMessageContaining("the index privilege read on .watches");
    server.putWatch("a", "{\"trigger\": {\"schedule\": {\"interval\": \"1h\"}}}");
    // Who may search other indices is not told of this one with ignore_unavailable.
    assertThat(failure(as("searcher"), Cluster::list).kind()).isEqualTo(Kind.FORBIDDEN);
    server.deleteAllWatches();
    ClusterException write = failure(as("nobody"), cluster -> cluster.activate("a"));
    assertThat(write).hasMessageContaining("the cluster privilege manage_watcher");
  }

  /** Whoever may not see the mapping deploys without: the server refuses what it does not take. */
  @Test
  void asksForTheMappingOfMetadataAndDoesWithout() throws Exception {
    server.putWatch(
        "a", "{\"trigger\": {\"schedule\": {\"interval\": \"500d\"}}, \"metadata\": {\"n\": 5}}");
    server.deleteAllWatches();
    Watch watch =
        new Watch(
            "b",
            "b.json",
            (ObjectNode) Corpus.JSON.readTree("{\"metadata\": {\"n\": \"x\"}}"),
            Activation.KEEP,
            List.of());
    try (Cluster cluster = as("deployer")) {
      assertThat(cluster.metadata()).isSameAs(MetadataMapping.UNKNOWN);
    }
    try (Cluster cluster = as(new Authentication.Basic("elastic", LocalElasticsearch.PASSWORD))) {
      assertThat(new MetadataTypes(cluster.metadata(), null).add(watch)).hasSize(1);
    }
  }

  @Test
  void acceptsAnApiKeyInBothSpellings() throws Exception {
    Response created =
        server.put("/_security/api_key", "{\"name\": \"ci\", \"role_descriptors\": {}}");
    assertThat(created.status()).isEqualTo(200);
    String key = created.json().path("id").asText() + ":" + created.json().path("api_key").asText();
    String encoded = new Authentication.ApiKey(key).header().orElseThrow().substring(7);
    for (String spelling : List.of(key, encoded)) {
      try (Cluster cluster = as(new Authentication.ApiKey(spelling))) {
        assertThat(cluster.inspect().identity().user()).isEqualTo("elastic");
      }
    }
  }
}
