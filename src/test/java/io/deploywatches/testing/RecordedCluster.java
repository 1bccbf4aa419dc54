package io.deploywatches.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * Answers as an Elasticsearch 8.17 that holds given watches and lets nobody write. Its answers are
 * those of a real one, with fixed names. A test can add answers of its own; every other request is
 * remembered and refused.
 */
public final class RecordedCluster implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String ROOT =
      """
      {"name": "node-1", "cluster_name": "recorded", "cluster_uuid": "kRSTIBQWQ1uzE1iRXoB7vA",
       "version": {"number": "8.17.0", "build_flavor": "default", "build_type": "docker",
         "build_hash": "2b6a7fed44faa321997703718f07ee0420804b41", "build_snapshot": false,
         "lucene_version": "9.12.0", "minimum_wire_compatibility_version": "7.17.0",
         "minimum_index_compatibility_version": "7.0.0"},
       "tagline": "You Know, for Search"}
      """;
  private static final String XPACK =
      """
      {"license": {"type": "trial", "status": "active"},
       "features": {"watcher": {"available": true, "enabled": true}}}
      """;
  private static final String STATS =
      """
      {"_nodes": {"total": 1, "successful": 1, "failed": 0}, "cluster_name": "recorded",
       "manually_stopped": false,
       "stats": [{"node_id": "a", "watcher_state": "started", "watch_count": 0,
         "execution_thread_pool": {"queue_size": 0, "max_size": 1}}]}
      """;
  private static final String USER =
      """
      {"username": "gitops", "roles": ["watcher_admin"], "full_name": null, "email": null,
       "metadata": {}, "enabled": true, "authentication_type": "realm"}
      """;

  /** What a test answers to a request. */
  public record Answer(int status, String json) {}

  /** A request that a test answers. */
  public record Asked(String authorization, String body) {}

  private final Map<String, Function<Asked, Answer>> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final List<JsonNode> watches;
  private final JsonNode metadata;
  private final List<String> refused = new CopyOnWriteArrayList<>();

  private RecordedCluster(List<JsonNode> watches, JsonNode metadata) throws IOException {
    this.watches = watches;
    this.metadata = metadata;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /**
   * Starts one.
   *
   * @param watches each as the listing shows it: {@code _id}, {@code watch}, {@code status}
   */
  public static RecordedCluster holding(List<JsonNode> watches) throws IOException {
    return holding(watches, JSON.createObjectNode());
  }

  /**
   * Starts one.
   *
   * @param watches each as the listing shows it: {@code _id}, {@code watch}, {@code status}
   * @param metadata the keys of metadata that are mapped: {@code {"severity": {"type": "long"}}}
   */
  public static RecordedCluster holding(List<JsonNode> watches, JsonNode metadata)
      throws IOException {
    return new RecordedCluster(List.copyOf(watches), metadata);
  }

  /**
   * Answers a request otherwise, or one that would be refused.
   *
   * @param request method and path, not encoded: {@code PUT /_watcher/watch/w}
   */
  public RecordedCluster when(String request, Function<Asked, Answer> answer) {
    answers.put(request, answer);
    return this;
  }

  /** All requests so far: method and path, not encoded. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  public String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** The requests that only a write, or a fault, would have sent. */
  public List<String> refused() {
    return List.copyOf(refused);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
      asked.add(request);
      String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("X-elastic-product", "Elasticsearch");
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      Function<Asked, Answer> own = answers.get(request);
      if (own != null) {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        send(exchange, own.apply(new Asked(String.valueOf(authorization), sent)));
        return;
      }
      String body =
          switch (request) {
            case "GET /" -> ROOT;
            case "GET /_xpack" -> XPACK;
            case "GET /_watcher/stats" -> STATS;
            case "GET /_security/_authenticate" -> USER;
            case "GET /.watches/_mapping" -> mapping().toString();
            case "GET /.watches/_settings/index.mapping.total_fields.limit" -> "{}";
            case "POST /_watcher/_query/watches" -> page(JSON.readTree(sent)).toString();
            default -> "";
          };
      if (body.isEmpty()) {
        refused.add(request);
      }
      send(exchange, new Answer(body.isEmpty() ? 405 : 200, body));
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] bytes = answer.json.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private ObjectNode mapping() {
    ObjectNode mapping = JSON.createObjectNode();
    mapping
        .withObject("/.watches/mappings/properties/metadata")
        .put("dynamic", "true")
        .set("properties", metadata);
    return mapping;
  }

  private ObjectNode page(JsonNode request) {
    int after = request.at("/search_after/0").asInt(-1);
    ObjectNode page = JSON.createObjectNode();
    page.put("count", watches.size());
    ArrayNode hits = page.putArray("watches");
    for (int i = after + 1; i < watches.size() && hits.size() < request.path("size").asInt(); i++) {
      ObjectNode hit = hits.addObject();
      hit.setAll((ObjectNode) watches.get(i));
      hit.put("_seq_no", i).put("_primary_term", 1);
    }
    return page;
  }
}
