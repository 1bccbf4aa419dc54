package io.deploywatches.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What the cluster holds beside what is wanted, both in canonical form with secrets masked.
 *
 * @param live an empty object for a watch that does not exist
 * @param desired what the bundle wants
 * @param differences in the order of their paths
 */
public record Comparison(ObjectNode live, ObjectNode desired, List<Difference> differences) {
  public Comparison {
    differences = List.copyOf(differences);
  }
}
