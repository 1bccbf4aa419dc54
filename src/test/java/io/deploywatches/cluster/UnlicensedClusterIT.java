package io.deploywatches.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.deploywatches.cluster.ClusterException.Kind;
import io.deploywatches.testing.LocalElasticsearch;
import io.deploywatches.watch.SecretValues;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnlicensedClusterIT {
  private final LocalElasticsearch server =
      LocalElasticsearch.with(Map.of("xpack.license.self_generated.type", "basic"));

  @Test
  void saysThatTheLicenceHasNoWatcher() {
    try (Cluster cluster =
        Cluster.open(
            ConnectionSettings.of(ConnectionSettings.parseNodes(server.address())),
            SecretValues.NONE,
            RequestListener.NONE)) {
      ClusterException inspection = catchThrowableOfType(ClusterException.class, cluster::inspect);
      assertThat(inspection.kind()).isEqualTo(Kind.LICENSE);
      assertThat(inspection)
          .hasMessage(
              "the basic licence of the cluster does not include Watcher; it needs trial, gold or"
                  + " better");
      ClusterException put =
          catchThrowableOfType(
              ClusterException.class,
              () ->
                  cluster.put(
                      "a", JsonNodeFactory.instance.objectNode(), true, RepeatCheck.ALWAYS));
      assertThat(put.kind()).isEqualTo(Kind.LICENSE);
      assertThat(put.concernsCluster()).isTrue();
    }
  }
}
