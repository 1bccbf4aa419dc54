package io.deploywatches.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.watch.MarkedText;
import io.deploywatches.watch.Redaction;
import io.deploywatches.watch.SecretValues;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares two canonical trees: objects by key, arrays by position. What the server hides is equal
 * to whatever we hold. The values told are taken from the masked twins of the trees.
 */
final class JsonDiff {
  private final SecretValues secrets;
  private final List<Difference> differences = new ArrayList<>();

  private JsonDiff(SecretValues secrets) {
    this.secrets = secrets;
  }

  /** The differences, in the order of their paths. */
  static List<Difference> between(
      ObjectNode live,
      ObjectNode maskedLive,
      ObjectNode desired,
      ObjectNode maskedDesired,
      SecretValues secrets) {
    JsonDiff diff = new JsonDiff(secrets);
    diff.compare("", new Side(live, maskedLive), new Side(desired, maskedDesired));
    return List.copyOf(diff.differences);
  }

  /** Whether the trees say the same; cheaper than listing how they do not. */
  static boolean isEqual(JsonNode live, JsonNode desired, SecretValues secrets) {
    if (live instanceof ObjectNode a && desired instanceof ObjectNode b) {
      if (a.size() != b.size()) {
        return false;
      }
      for (Map.Entry<String, JsonNode> entry : a.properties()) {
        JsonNode other = b.get(entry.getKey());
        if (other == null || !isEqual(entry.getValue(), other, secrets)) {
          return false;
        }
      }
      return true;
    }
    if (live instanceof ArrayNode a && desired instanceof ArrayNode b) {
      if (a.size() != b.size()) {
        return false;
      }
      Iterator<JsonNode> others = b.iterator();
      for (JsonNode item : a) {
        if (!isEqual(item, others.next(), secrets)) {
          return false;
        }
      }
      return true;
    }
    return isEqualLeaf(live, desired, secrets);
  }

  private static boolean isEqualLeaf(JsonNode live, JsonNode desired, SecretValues secrets) {
    if (Redaction.isRedacted(live)) {
      return true;
    }
    Optional<MarkedText> marked = MarkedText.of(desired);
    if (marked.isPresent()) {
      return live.isTextual() && live.textValue().equals(secrets.reveal(marked.get()));
    }
    if (live.isNumber() && desired.isNumber()) {
      return live.decimalValue().compareTo(desired.decimalValue()) == 0;
    }
    return live.equals(desired);
  }

  private void compare(String path, Side live, Side desired) {
    if (live.node instanceof ObjectNode && desired.node instanceof ObjectNode) {
      TreeSet<String> keys = new TreeSet<>();
      live.node.fieldNames().forEachRemaining(keys::add);
      desired.node.fieldNames().forEachRemaining(keys::add);
      for (String key : keys) {
        compareChild(path + "/" + escaped(key), live.child(key), desired.child(key));
      }
    } else if (live.node instanceof ArrayNode && desired.node instanceof ArrayNode) {
      for (int i = 0; i < Math.max(live.node.size(), desired.node.size()); i++) {
        compareChild(path + "/" + i, live.child(i), desired.child(i));
      }
    } else if (!isEqualLeaf(live.node, desired.node, secrets)) {
      differences.add(new Difference(path, live.masked, desired.masked));
    }
  }

  private void compareChild(String path, @Nullable Side live, @Nullable Side desired) {
    if (live != null && desired != null) {
      compare(path, live, desired);
    } else {
      differences.add(
          new Difference(
              path, live == null ? null : live.masked, desired == null ? null : desired.masked));
    }
  }

  private static String escaped(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  /** A node and what may be shown of it. */
  private record Side(JsonNode node, JsonNode masked) {
    @Nullable Side child(String key) {
      JsonNode child = node.get(key);
      return child == null ? null : new Side(child, masked.path(key));
    }

    @Nullable Side child(int index) {
      JsonNode child = node.get(index);
      return child == null ? null : new Side(child, masked.path(index));
    }
  }
}
