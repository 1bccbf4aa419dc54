package io.deploywatches.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.bundle.JsonReader;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.TestFile.EventMapping;
import io.deploywatches.cluster.ClusterException;
import io.deploywatches.cluster.ScratchIndices;
import io.deploywatches.problem.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The mappings of scratch indices. */
final class EventMappings {
  private EventMappings() {}

  /** The mappings for a group; empty when the cluster has no index to take them from. */
  static Optional<ObjectNode> of(Grouping.Key key, ScratchIndices scratch) throws ClusterException {
    if (key.mapping() instanceof EventMapping.Own own) {
      return Optional.of(own.mappings());
    }
    String name = ((EventMapping.Named) key.mapping()).name();
    if (!name.equals(EventMapping.CLUSTER)) {
      return Optional.of(shipped(name));
    }
    if (key.indices().isEmpty()) {
      return Optional.empty();
    }
    Optional<ObjectNode> found = scratch.mappingsOf(key.indices());
    // A setting of data streams, which a plain index cannot have.
    found.ifPresent(mappings -> mappings.remove("_data_stream_timestamp"));
    return found;
  }

  private static ObjectNode shipped(String name) {
    String file = "mapping-" + name + ".json";
    try (InputStream stream = EventMappings.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException("no resource " + file);
      }
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return ((Mapping) JsonReader.read(file, text, new Problems()).orElseThrow()).toJson();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
