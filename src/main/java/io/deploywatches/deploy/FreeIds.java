package io.deploywatches.deploy;

import io.deploywatches.cluster.Cluster;
import io.deploywatches.cluster.ClusterException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether ids are still free when their watches are about to be created. Neighbours are asked for
 * together, when the first of them is written: a question for each would take a third of a first
 * deploy.
 */
final class FreeIds {
  private final Cluster cluster;
  private final Map<String, Group> groups = new HashMap<>();

  /**
   * @param ids in the order in which they will be written
   * @param together how many are asked for at once
   */
  FreeIds(Cluster cluster, List<String> ids, int together) {
    this.cluster = cluster;
    for (int from = 0; from < ids.size(); from += together) {
      Group group = new Group(ids.subList(from, Math.min(from + together, ids.size())));
      group.ids.forEach(id -> groups.put(id, group));
    }
  }

  /** Whether there was no watch of that id shortly before; for ids given at construction. */
  boolean contains(String id) throws ClusterException {
    Group group = groups.get(id);
    if (group == null) {
      throw new IllegalArgumentException(id);
    }
    return !group.taken().contains(id);
  }

  private final class Group {
    private final List<String> ids;
    private final AtomicReference<@Nullable Set<String>> taken = new AtomicReference<>();

    Group(List<String> ids) {
      this.ids = List.copyOf(ids);
    }

    synchronized Set<String> taken() throws ClusterException {
      Set<String> found = taken.get();
      if (found == null) {
        found = cluster.present(ids);
        taken.set(found);
      }
      return found;
    }
  }
}
