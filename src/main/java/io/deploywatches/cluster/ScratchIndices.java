package io.deploywatches.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.watch.ServerVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Indices of our own in which test cases are tried, all under names with the same beginning. What
 * writes here refuses every other name, so that no test can write to an index of somebody else.
 */
public final class ScratchIndices {
  /** How the name of every such index begins. */
  public static final String PREFIX = "deploy-watches-test-";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MOST_FOUND = 10_000;

  private final Transport transport;
  private final boolean hasTypes;

  ScratchIndices(Transport transport, ServerVersion version) {
    this.transport = transport;
    this.hasTypes = !version.isAtLeast(7, 0);
  }

  /** A document with its id. */
  public record Document(String id, ObjectNode source) {}

  /**
   * Makes an index; it is fine when it is there already, as an answer may have got lost.
   *
   * @param views aliases, each with the ids of the documents that it shows
   */
  public void create(String name, ObjectNode mappings, Map<String, List<String>> views)
      throws ClusterException {
    ObjectNode body = NODES.objectNode();
    body.putObject("settings")
        .putObject("index")
        .put("number_of_shards", 1)
        .put("number_of_replicas", 0)
        .put("refresh_interval", -1)
        .put("mapping.total_fields.limit", MOST_FOUND);
    body.set("mappings", mappings);
    ObjectNode aliases = body.putObject("aliases");
    views.forEach(
        (alias, ids) -> {
          ObjectNode filter = aliases.putObject(checked(alias)).putObject("filter");
          ids.forEach(filter.putObject("ids").putArray("values")::add);
        });
    String path = "/" + checked(name) + (hasTypes ? "?include_type_name=false" : "");
    Call call = Call.scratch("PUT", path, "make a scratch index").withBody(Json.write(body));
    Answer answer = transport.send(call);
    if (!answer.isSuccess() && !isThere(answer)) {
      throw Failures.of(call, answer);
    }
  }

  private static boolean isThere(Answer answer) {
    return answer.status() == 400
        && answer
            .json()
            .path("error")
            .path("type")
            .asText()
            .equals("resource_already_exists_exception");
  }

  /**
   * Writes documents and makes them visible.
   *
   * @return why documents were refused, by id; empty when none was
   */
  public Map<String, String> write(String name, Collection<Document> documents)
      throws ClusterException {
    if (documents.isEmpty()) {
      return Map.of();
    }
    List<JsonNode> lines = new ArrayList<>();
    for (Document document : documents) {
      ObjectNode action = NODES.objectNode();
      action.putObject("index").put("_id", document.id());
      lines.add(action);
      lines.add(document.source());
    }
    String path = "/" + checked(name) + (hasTypes ? "/_doc" : "") + "/_bulk?refresh=true";
    Call call = Call.scratch("POST", path, "write events").withBody(Json.lines(lines));
    Answer answer = transport.send(call);
    if (!answer.isSuccess()) {
      throw Failures.of(call, answer);
    }
    Map<String, String> refused = new HashMap<>();
    for (JsonNode item : answer.json().path("items")) {
      JsonNode result = item.path("index");
      if (result.has("error")) {
        String reason = Failures.reason(result.path("error"), answer.confidential());
        refused.put(result.path("_id").asText(), reason);
      }
    }
    return refused;
  }

  /** The ids of the documents that each query finds; empty sets for queries that fail. */
  public List<Set<String>> find(String view, List<? extends JsonNode> queries)
      throws ClusterException {
    List<JsonNode> lines = new ArrayList<>();
    for (JsonNode query : queries) {
      lines.add(NODES.objectNode());
      ObjectNode search = NODES.objectNode().put("size", MOST_FOUND).put("_source", false);
      search.set("query", query);
      lines.add(search);
    }
    String path = "/" + checked(view) + "/_msearch";
    Call call = Call.scratch("POST", path, "search the events").withBody(Json.lines(lines));
    Answer answer = transport.send(call);
    if (!answer.isSuccess()) {
      throw Failures.of(call, answer);
    }
    List<Set<String>> found = new ArrayList<>();
    for (JsonNode response : answer.json().path("responses")) {
      Set<String> ids = new TreeSet<>();
      response.path("hits").path("hits").forEach(hit -> ids.add(hit.path("_id").asText()));
      found.add(ids);
    }
    return found;
  }

  /** The names of all scratch indices, of other runs too. */
  public List<String> list() throws ClusterException {
    Call call =
        Call.scratch(
            "GET",
            "/" + PREFIX + "*/_settings?filter_path=*.settings.index.creation_date",
            "list the scratch indices");
    Answer answer = transport.send(call);
    if (answer.isIndexMissing()) {
      return List.of();
    }
    if (!answer.isSuccess()) {
      throw Failures.of(call, answer);
    }
    List<String> names = new ArrayList<>();
    answer.json().fieldNames().forEachRemaining(names::add);
    return names.stream().sorted().toList();
  }

  /** Deletes an index; it is fine when it is gone already. */
  public void delete(String name) throws ClusterException {
    Call call = Call.scratch("DELETE", "/" + checked(name), "delete a scratch index");
    Answer answer = transport.send(call);
    if (!answer.isSuccess() && !answer.isIndexMissing()) {
      throw Failures.of(call, answer);
    }
  }

  /**
   * The mappings of the newest of some indices, by name; empty when there is none.
   *
   * @param indices names or patterns, as a watch has them
   */
  public Optional<ObjectNode> mappingsOf(List<String> indices) throws ClusterException {
    String path =
        "/"
            + Call.encoded(String.join(",", indices))
            + "/_mapping?ignore_unavailable=true"
            + (hasTypes ? "&include_type_name=false" : "");
    Call call =
        Call.read(path, "read the mapping", "the index privilege view_index_metadata on it");
    Answer answer = transport.send(call);
    if (answer.isIndexMissing()) {
      return Optional.empty();
    }
    if (!answer.isSuccess()) {
      throw Failures.of(call, answer);
    }
    Set<String> names = new TreeSet<>();
    answer.json().fieldNames().forEachRemaining(names::add);
    return names.stream()
        .reduce((first, second) -> second)
        .map(newest -> answer.json().path(newest).path("mappings"))
        .filter(ObjectNode.class::isInstance)
        .map(ObjectNode.class::cast);
  }

  private static String checked(String name) {
    if (!name.startsWith(PREFIX) || !name.matches("[a-z0-9.-]+")) {
      throw new IllegalArgumentException("not the name of a scratch index: " + name);
    }
    return name;
  }
}
