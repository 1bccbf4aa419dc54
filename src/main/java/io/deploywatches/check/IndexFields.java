package io.deploywatches.check;

import io.deploywatches.cluster.ClusterException;
import io.deploywatches.cluster.Searches;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The fields of the cluster's indices, each set of indices asked for once. */
public final class IndexFields {
  private final Searches searches;
  private final Map<List<String>, Optional<Map<String, Set<String>>>> known = new HashMap<>();

  public IndexFields(Searches searches) {
    this.searches = searches;
  }

  /** The types of each field; empty when there is no such index. */
  Optional<Map<String, Set<String>>> of(List<String> indices) throws ClusterException {
    Optional<Map<String, Set<String>>> fields = known.get(indices);
    if (fields == null) {
      fields = searches.fields(indices);
      known.put(indices, fields);
    }
    return fields;
  }
}
