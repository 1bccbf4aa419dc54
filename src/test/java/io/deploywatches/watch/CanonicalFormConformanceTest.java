package io.deploywatches.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.deploywatches.testing.Corpus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The canonical form against what real servers made of real bodies. */
class CanonicalFormConformanceTest {
  private static final String REDACTED = "::es_redacted::";
  private static final String DEFAULT_OPTIONS =
      "{\"expand_wildcards\":\"open\",\"ignore_unavailable\":true,\"allow_no_indices\":true}";

  @ParameterizedTest
  @ValueSource(strings = {"6.8.23", "7.17.6", "8.17.0"})
  void whatWasSentEqualsWhatTheServerShows(String server) {
    ServerVersion version = ServerVersion.parse(server).orElseThrow();
    List<String> failures = new ArrayList<>();
    List<Probe> probes = probes(server);

    for (Probe probe : probes) {
      ObjectNode put = CanonicalForm.of(probe.put(), version);
      ObjectNode got = CanonicalForm.of(probe.got(), version);
      JsonNode comparable = redactedLike(put, got);
      if (!comparable.equals(got)) {
        failures.add(probe.name() + "\n  put " + comparable + "\n  got " + got);
      } else if (!CanonicalForm.of(put, version).equals(put)) {
        failures.add(probe.name() + " is not idempotent: " + put);
      }
    }

    System.out.printf(
        "canonical form on %s: %d/%d%n", server, probes.size() - failures.size(), probes.size());
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.8.23", "7.17.6", "8.17.0"})
  void whatTheServerShowsDifferentlyIsDifferent(String server) {
    ServerVersion version = ServerVersion.parse(server).orElseThrow();
    Map<ObjectNode, Probe> first = new HashMap<>();
    List<String> merged = new ArrayList<>();

    for (Probe probe : probes(server)) {
      ObjectNode canonical = CanonicalForm.of(probe.got(), version);
      Probe same = first.putIfAbsent(canonical, probe);
      if (same != null && !same.got().equals(probe.got()) && !saySame(same.got(), probe.got())) {
        merged.add(same.name() + " = " + probe.name() + "\n  " + same.got() + "\n  " + probe.got());
      }
    }

    assertThat(merged).isEmpty();
  }

  @Test
  void publicWatchesAreCanonicalInOneStep() {
    for (JsonNode line : Corpus.lines("public-watches.jsonl")) {
      for (String server : List.of("6.8", "7.17", "8.17", "9.1")) {
        ServerVersion version = ServerVersion.parse(server).orElseThrow();
        ObjectNode body = (ObjectNode) line.get("watch");
        ObjectNode before = body.deepCopy();
        ObjectNode canonical = CanonicalForm.of(body, version);

        assertThat(CanonicalForm.of(canonical, version))
            .as("%s on %s", line.get("path"), server)
            .isEqualTo(canonical);
        assertThat(body).isEqualTo(before);
      }
    }
  }

  @Test
  void everyLeafOfPublicWatchesCounts() {
    ServerVersion version = new ServerVersion(8, 17);
    int leaves = 0;
    for (JsonNode line : Corpus.lines("public-watches.jsonl")) {
      ObjectNode canonical = CanonicalForm.of((ObjectNode) line.get("watch"), version);
      Map<String, Consumer<ObjectNode>> mutations = new LinkedHashMap<>();
      mutations(canonical, "", root -> root, mutations);
      for (Map.Entry<String, Consumer<ObjectNode>> mutation : mutations.entrySet()) {
        ObjectNode changed = canonical.deepCopy();
        mutation.getValue().accept(changed);

        assertThat(CanonicalForm.of(changed, version))
            .as("%s %s", line.get("path"), mutation.getKey())
            .isNotEqualTo(canonical);
        leaves++;
      }
    }
    System.out.println("leaves of public watches changed: " + leaves);
  }

  /** What finds a container in a copy of the tree. */
  private interface Way {
    JsonNode from(JsonNode root);
  }

  private static void mutations(
      JsonNode node, String path, Way way, Map<String, Consumer<ObjectNode>> mutations) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        String key = entry.getKey();
        if (entry.getValue().isContainerNode()) {
          mutations(entry.getValue(), path + "/" + key, root -> way.from(root).get(key), mutations);
        } else {
          JsonNode other = other(entry.getValue());
          mutations.put(path + "/" + key, root -> ((ObjectNode) way.from(root)).set(key, other));
        }
      }
    } else {
      for (int i = 0; i < node.size(); i++) {
        int index = i;
        if (node.get(i).isContainerNode()) {
          mutations(node.get(i), path + "/" + i, root -> way.from(root).get(index), mutations);
        } else {
          JsonNode other = other(node.get(i));
          mutations.put(path + "/" + i, root -> ((ArrayNode) way.from(root)).set(index, other));
        }
      }
    }
  }

  private static JsonNode other(JsonNode leaf) {
    if (leaf.isTextual()) {
      return TextNode.valueOf(leaf.textValue() + "x");
    }
    if (leaf.isBoolean()) {
      return BooleanNode.valueOf(!leaf.booleanValue());
    }
    return leaf.isInt() ? IntNode.valueOf(leaf.intValue() + 1) : TextNode.valueOf("x");
  }

  /**
   * Whether two bodies that servers show differently say the same: no metadata says the same as
   * empty metadata, and indices_options that are the defaults say the same as none.
   */
  private static boolean saySame(ObjectNode one, ObjectNode two) {
    return withoutNothings(one).equals(withoutNothings(two));
  }

  private static ObjectNode withoutNothings(ObjectNode body) {
    ObjectNode copy = body.deepCopy();
    if (copy.path("metadata").isEmpty()) {
      copy.remove("metadata");
    }
    if (copy.at("/input/search/request/indices_options").toString().equals(DEFAULT_OPTIONS)) {
      ((ObjectNode) copy.at("/input/search/request")).remove("indices_options");
    }
    return copy;
  }

  /** The first tree with each leaf redacted that the second has redacted. */
  private static JsonNode redactedLike(JsonNode tree, JsonNode other) {
    if (REDACTED.equals(other.textValue())) {
      return other;
    }
    if (tree.isObject() && other.isObject()) {
      ObjectNode copy = Form.newObject();
      for (Map.Entry<String, JsonNode> entry : tree.properties()) {
        copy.set(entry.getKey(), redactedLike(entry.getValue(), other.path(entry.getKey())));
      }
      return copy;
    }
    if (tree.isArray() && other.isArray()) {
      ArrayNode copy = Form.newArray();
      for (int i = 0; i < tree.size(); i++) {
        copy.add(redactedLike(tree.get(i), other.path(i)));
      }
      return copy;
    }
    return tree;
  }

  private record Probe(String name, ObjectNode put, ObjectNode got) {}

  /** The probes that a server accepted and could show again. */
  private static List<Probe> probes(String server) {
    List<Probe> probes = new ArrayList<>();
    for (JsonNode line : Corpus.lines("roundtrip-" + server + ".jsonl")) {
      if (line.has("got")) {
        probes.add(
            new Probe(
                line.get("name").textValue(),
                (ObjectNode) parsed(line.get("put")),
                (ObjectNode) line.get("got")));
      }
    }
    return probes;
  }

  private static JsonNode parsed(JsonNode put) {
    try {
      return put.isTextual() ? Corpus.JSON.readTree(put.textValue()) : put;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
