package io.deploywatches.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.cluster.ClusterException.Kind;
import io.deploywatches.watch.LiveWatch;
import io.deploywatches.watch.ServerVersion;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads watches as they are stored, by search.
 *
 * <p>Since 7.11 Watcher has a search of its own, which blanks secrets; before, its index is
 * searched, which shows them, and also shows the watches that Watcher can no longer read.
 */
final class Listing {
  private static final int PAGE = 1000;

  /** A million watches; more can only be a server that gives the same page again and again. */
  private static final int MAX_PAGES = 1000;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String PURPOSE = "list the watches";
  private static final String PRIVILEGE = "the index privilege read on .watches";

  private final Transport transport;
  private final boolean hasQueryApi;
  private final boolean hasTypes;

  Listing(Transport transport, ServerVersion version) {
    this.transport = transport;
    this.hasQueryApi = version.isAtLeast(7, 11);
    this.hasTypes = !version.isAtLeast(7, 0);
  }

  /**
   * All watches, sorted by id.
   *
   * <p>Pages are told apart by {@code search_after}, because {@code from} loses watches when
   * somebody writes in between. A watch that is written meanwhile moves to the end of the order of
   * {@code _seq_no} and is met again: the later one counts.
   */
  List<LiveWatch> all() throws ClusterException {
    TreeMap<String, LiveWatch> watches = new TreeMap<>();
    JsonNode after = null;
    int size = PAGE;
    for (int page = 0; page < MAX_PAGES; page++) {
      Call call = call(page(size, after));
      JsonNode hits;
      try {
        hits = hits(call);
      } catch (ClusterException e) {
        if (size == 1 || !isTooLong(e)) {
          throw e;
        }
        size = Math.max(1, size / 10);
        continue;
      }
      for (JsonNode hit : hits) {
        LiveWatch watch = watch(hit);
        watches.put(watch.id(), watch);
      }
      if (hits.size() < size) {
        return List.copyOf(watches.values());
      }
      after = hits.get(hits.size() - 1).path(sortField());
    }
    throw new ClusterException(
        Kind.UNAVAILABLE, false, "cannot " + PURPOSE + ": the listing does not end");
  }

  /**
   * One watch as it is stored, for servers whose listing shows more than their GET. By its document
   * and not by a search, as a deploy reads every watch before it writes it.
   */
  Optional<LiveWatch> one(String id) throws ClusterException {
    Call call = Call.document(hasTypes ? "doc" : "_doc", id, "read the watch", PRIVILEGE);
    Answer answer = transport.send(call);
    JsonNode json = answer.json();
    boolean isAbsent = answer.status() == 404 && json.path("found").isBoolean();
    if (isAbsent || answer.isIndexMissing()) {
      return Optional.empty();
    }
    if (!answer.isSuccess()) {
      throw Failures.of(call, answer);
    }
    if (!json.path("_source").isObject()) {
      throw Failures.notElasticsearch(call, answer);
    }
    return Optional.of(watch(json));
  }

  /** One watch as the listing shows it, with what the server itself cannot read. */
  Optional<LiveWatch> search(String id) throws ClusterException {
    for (JsonNode hit : hits(List.of(id))) {
      LiveWatch watch = watch(hit);
      if (watch.id().equals(id)) {
        return Optional.of(watch);
      }
    }
    return Optional.empty();
  }

  /**
   * Which of these ids are taken, in one request.
   *
   * @param ids at most {@value #PAGE}
   */
  Set<String> present(Collection<String> ids) throws ClusterException {
    Set<String> present = new HashSet<>();
    for (JsonNode hit : hits(ids)) {
      present.add(hit.path("_id").asText());
    }
    return present;
  }

  private JsonNode hits(Collection<String> ids) throws ClusterException {
    ObjectNode body = page(ids.size(), null);
    ArrayNode values = body.putObject("query").putObject("ids").putArray("values");
    ids.forEach(values::add);
    return hits(call(body));
  }

  private String sortField() {
    return hasQueryApi ? "_seq_no" : "_id";
  }

  private ObjectNode page(int size, @Nullable JsonNode after) {
    ObjectNode body = NODES.objectNode();
    body.put("size", size);
    body.putArray("sort").addObject().putObject(sortField()).put("order", "asc");
    if (after != null) {
      body.putArray("search_after").add(after);
    }
    return body;
  }

  private Call call(ObjectNode body) {
    Json.Written written = Json.write(body);
    // A listing with holes would be taken for deleted watches: no partial results, and no
    // ignore_unavailable, with which a user who may not read the index sees an empty one.
    return hasQueryApi
        ? Call.search(
            "/_watcher/_query/watches",
            written,
            PURPOSE,
            "the cluster privilege manage_watcher (or monitor_watcher, to plan only)")
        : Call.search(
            "/.watches/_search?allow_partial_search_results=false"
                + "&filter_path=timed_out,hits.hits._id,hits.hits._source",
            written,
            PURPOSE,
            PRIVILEGE);
  }

  private JsonNode hits(Call call) throws ClusterException {
    Answer answer = transport.send(call);
    if (answer.isIndexMissing()) {
      return NODES.arrayNode(); // nobody ever put a watch
    }
    if (!answer.isSuccess()) {
      throw Failures.of(call, answer);
    }
    JsonNode json = answer.json();
    JsonNode hits = hasQueryApi ? json.path("watches") : json.path("hits").path("hits");
    // filter_path leaves out what is empty, but never this flag.
    boolean complete = hasQueryApi ? hits.isArray() : json.path("timed_out").isBoolean();
    if (!complete || json.path("timed_out").asBoolean(false)) {
      throw Failures.notElasticsearch(call, answer);
    }
    return hits;
  }

  private LiveWatch watch(JsonNode hit) {
    ObjectNode body = object(hit.path(hasQueryApi ? "watch" : "_source"));
    ObjectNode status = object(hasQueryApi ? hit.path("status") : body.path("status"));
    body.remove("status");
    return new LiveWatch(hit.path("_id").asText(), body, status);
  }

  private static ObjectNode object(JsonNode node) {
    return node instanceof ObjectNode object ? object : NODES.objectNode();
  }

  private static boolean isTooLong(ClusterException e) {
    Throwable cause = e.getCause();
    return cause != null && Failures.lossOf(cause) == Failures.Loss.ANSWER_TOO_LONG;
  }
}
