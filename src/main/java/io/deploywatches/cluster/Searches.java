package io.deploywatches.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.watch.ServerVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What can be asked about the indices in which watches search; nothing here writes. */
public final class Searches {
  private static final String SPANS = "spans";
  private static final int TOP = 3;
  private static final String OPTIONS =
      "ignore_unavailable=true&allow_no_indices=true&expand_wildcards=open";

  private final Transport transport;
  private final boolean hasFixedIntervals;

  Searches(Transport transport, ServerVersion version) {
    this.transport = transport;
    this.hasFixedIntervals = version.isAtLeast(7, 2);
  }

  /**
   * What a search over a while finds.
   *
   * @param hits how many documents
   * @param spans in how many spans of time there were any; 0 when that was not asked for
   * @param tookMillis how long the cluster searched, in milliseconds
   * @param isPartial whether some of the data could not be searched, so that there may be more
   * @param top the most frequent values of each field that was asked for, with their numbers
   */
  public record Found(
      long hits,
      int spans,
      long tookMillis,
      boolean isPartial,
      Map<String, Map<String, Long>> top) {}

  /**
   * Searches without reading any document.
   *
   * @param timeField by which hits are put into spans; null for no spans
   * @param spanSeconds how long a span is
   * @param topOf keyword fields whose values are counted
   */
  public Found find(
      List<String> indices,
      JsonNode query,
      @Nullable String timeField,
      long spanSeconds,
      List<String> topOf)
      throws ClusterException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("size", 0).put("track_total_hits", true);
    if (!query.isMissingNode()) {
      body.set("query", query);
    }
    ObjectNode aggregations = JsonNodeFactory.instance.objectNode();
    if (timeField != null) {
      aggregations
          .putObject(SPANS)
          .putObject("date_histogram")
          .put("field", timeField)
          .put(hasFixedIntervals ? "fixed_interval" : "interval", spanSeconds + "s")
          .put("min_doc_count", 1);
    }
    for (String field : topOf) {
      aggregations
          .putObject("top:" + field)
          .putObject("terms")
          .put("field", field)
          .put("size", TOP);
    }
    if (!aggregations.isEmpty()) {
      body.set("aggs", aggregations);
    }
    Call call =
        Call.search(
            "/" + names(indices) + "/_search?" + OPTIONS,
            Json.write(body),
            "search for what the watch would have found",
            "the index privilege read on " + String.join(", ", indices));
    Answer answer = transport.send(call);
    if (!answer.isSuccess()) {
      throw Failures.of(call, answer);
    }
    JsonNode json = answer.json();
    JsonNode total = json.path("hits").path("total");
    Map<String, Map<String, Long>> top = new LinkedHashMap<>();
    for (String field : topOf) {
      Map<String, Long> values = new LinkedHashMap<>();
      for (JsonNode bucket : json.path("aggregations").path("top:" + field).path("buckets")) {
        values.put(bucket.path("key").asText(), bucket.path("doc_count").asLong());
      }
      top.put(field, values);
    }
    return new Found(
        total.isObject() ? total.path("value").asLong() : total.asLong(),
        json.path("aggregations").path(SPANS).path("buckets").size(),
        json.path("took").asLong(),
        json.path("timed_out").asBoolean() || json.path("_shards").path("failed").asInt() > 0,
        top);
  }

  /**
   * The fields of some indices, each with its types, of which there are several when the indices
   * differ; empty when there is no such index.
   *
   * @param indices names or patterns, as a watch has them
   */
  public Optional<Map<String, Set<String>>> fields(List<String> indices) throws ClusterException {
    Call call =
        Call.read(
            "/" + names(indices) + "/_field_caps?fields=*&" + OPTIONS,
            "read the fields",
            "the index privilege read on " + String.join(", ", indices));
    Answer answer = transport.send(call);
    if (answer.isIndexMissing()) {
      return Optional.empty();
    }
    if (!answer.isSuccess()) {
      throw Failures.of(call, answer);
    }
    Map<String, Set<String>> fields = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : answer.json().path("fields").properties()) {
      Set<String> types = new TreeSet<>();
      field.getValue().fieldNames().forEachRemaining(types::add);
      fields.put(field.getKey(), types);
    }
    // Without an index there is not even a field of the server's own.
    return fields.isEmpty() ? Optional.empty() : Optional.of(fields);
  }

  /** Why a server cannot read a query; empty when it can. */
  public Optional<String> refusal(List<String> indices, JsonNode query) throws ClusterException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("query", query);
    Call call =
        Call.search(
            "/" + names(indices) + "/_validate/query?explain=true&" + OPTIONS,
            Json.write(body),
            "validate the query",
            "the index privilege view_index_metadata on " + String.join(", ", indices));
    Answer answer = transport.send(call);
    if (!answer.isSuccess()) {
      throw Failures.of(call, answer);
    }
    if (answer.json().path("valid").asBoolean(true)) {
      return Optional.empty();
    }
    String reason = answer.json().path("error").asText("");
    for (JsonNode explanation : answer.json().path("explanations")) {
      reason = explanation.path("error").asText(reason);
    }
    return Optional.of(Failures.quoted(reason, answer.confidential()));
  }

  private static String names(List<String> indices) {
    return Call.encoded(String.join(",", indices));
  }
}
