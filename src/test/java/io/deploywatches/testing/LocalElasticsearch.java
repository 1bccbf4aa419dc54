package io.deploywatches.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Elasticsearch with Watcher, started by {@code scripts/local-elasticsearch} on first use
 * and stopped when the test run ends. Tests share one node for each set of settings, because a node
 * takes ten seconds to start; a test class wipes the watches before it begins.
 *
 * <p>It is spoken to with the JDK's own client, so that a fault of ours cannot hide itself.
 */
public final class LocalElasticsearch {
  /** The password of the user {@code elastic} on nodes with security. */
  public static final String PASSWORD = "correct-horse-battery";

  private static final Path SCRIPT = Path.of("scripts", "local-elasticsearch").toAbsolutePath();
  private static final Path FOLDER = Path.of("target", "elasticsearch-it").toAbsolutePath();
  private static final String NOTIFICATION = "xpack.notification.";
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Map<Configuration, LocalElasticsearch> NODES = new ConcurrentHashMap<>();

  private static final Map<String, String> PERMISSIVE =
      Map.ofEntries(
          Map.entry("script.max_compilations_rate", "100000/1m"),
          Map.entry("script.painless.regex.enabled", "true"),
          Map.entry(NOTIFICATION + "slack.account.monitoring.url", "http://127.0.0.1:1/x"),
          Map.entry(NOTIFICATION + "jira.account.mon.url", "http://127.0.0.1:1"),
          Map.entry(NOTIFICATION + "jira.account.mon.allow_http", "true"),
          Map.entry(NOTIFICATION + "jira.account.mon.user", "u"),
          Map.entry(NOTIFICATION + "jira.account.mon.password", "p"),
          Map.entry(NOTIFICATION + "pagerduty.account.pd.service_api_key", "k"),
          Map.entry(NOTIFICATION + "hipchat.default_account", "v1acc"),
          Map.entry(NOTIFICATION + "hipchat.account.v1acc.profile", "v1"),
          Map.entry(NOTIFICATION + "hipchat.account.v1acc.auth_token", "t"),
          Map.entry(NOTIFICATION + "hipchat.account.intacc.profile", "integration"),
          Map.entry(NOTIFICATION + "hipchat.account.intacc.auth_token", "t"),
          Map.entry(NOTIFICATION + "hipchat.account.intacc.room", "r"),
          Map.entry(NOTIFICATION + "hipchat.account.useracc.profile", "user"),
          Map.entry(NOTIFICATION + "hipchat.account.useracc.auth_token", "t"));

  private static final List<String> PAINLESS =
      List.of(
          "condition",
          "transform",
          "index_transform",
          "log_transform",
          "calculate_iowait",
          "h4script");

  private final URI url;
  private final Path folder;
  private final Configuration configuration;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  /**
   * What a node has beside the usual.
   *
   * @param keystore the files of the entries of its keystore
   */
  private record Configuration(Map<String, String> settings, Map<String, Path> keystore) {
    Configuration {
      settings = Map.copyOf(settings);
      keystore = Map.copyOf(keystore);
    }

    boolean isSecured() {
      return "true".equals(settings.get("xpack.security.enabled"));
    }
  }

  private LocalElasticsearch(URI url, Path folder, Configuration configuration) {
    this.url = url;
    this.folder = folder;
    this.configuration = configuration;
  }

  /** An answer of the server; {@code json} is a missing node when it is none. */
  public record Response(int status, JsonNode json) {}

  /** The node that most tests use: trial licence, no security. */
  public static LocalElasticsearch shared() {
    return with(Map.of());
  }

  /**
   * A node that takes whatever the grammar allows: it has an account of every kind of notification,
   * compiles as many scripts as it is given, and stores those that public watches name. Its Watcher
   * is stopped, so that nothing which is put there runs.
   */
  public static LocalElasticsearch permissive() {
    LocalElasticsearch node = with(PERMISSIVE);
    if (node.get("/_scripts/condition").status() == 404) {
      for (String id : PAINLESS) {
        node.put(
            "/_scripts/" + id, "{\"script\":{\"lang\":\"painless\",\"source\":\"return true\"}}");
      }
      node.put("/_scripts/h4tpl", "{\"script\":{\"lang\":\"mustache\",\"source\":\"{}\"}}");
      node.post("/_watcher/_stop", "");
    }
    return node;
  }

  /**
   * The node with these settings beside the usual ones. With {@code xpack.security.enabled=true}
   * the requests of this class are those of the user {@code elastic}.
   */
  public static LocalElasticsearch with(Map<String, String> settings) {
    return with(settings, Map.of());
  }

  /**
   * The node with these settings and entries of the keystore beside the usual ones.
   *
   * @param keystore a file each
   */
  public static LocalElasticsearch with(Map<String, String> settings, Map<String, Path> keystore) {
    return NODES.computeIfAbsent(new Configuration(settings, keystore), LocalElasticsearch::start);
  }

  /** Ends every node that was started. */
  public static void stopAll() {
    NODES.values().forEach(LocalElasticsearch::stop);
    NODES.clear();
  }

  public URI url() {
    return url;
  }

  /** {@code host:port}. */
  public String address() {
    return url.getAuthority();
  }

  public Response get(String path) {
    return send("GET", path, null);
  }

  public Response put(String path, String json) {
    return send("PUT", path, json);
  }

  public Response post(String path, String json) {
    return send("POST", path, json);
  }

  public Response delete(String path) {
    return send("DELETE", path, null);
  }

  /** Puts a watch and fails when the server refuses it. */
  public void putWatch(String id, String body) {
    Response response = put(watchPath(id), body);
    if (response.status() != 200 && response.status() != 201) {
      throw new AssertionError("PUT " + id + ": " + response);
    }
  }

  /** GET of a watch, as Watcher shows it. */
  public Response getWatch(String id) {
    return get(watchPath(id));
  }

  /** Every stored watch, by id, with its {@code status} and with secrets in clear. */
  public Map<String, JsonNode> storedWatches() {
    Map<String, JsonNode> watches = new TreeMap<>();
    storedDocuments().forEach((id, document) -> watches.put(id, document.path("_source")));
    return watches;
  }

  /** Every stored watch, by id: {@code _source}, and {@code _version}, which every write raises. */
  public Map<String, JsonNode> storedDocuments() {
    Response response =
        post("/.watches/_search?ignore_unavailable=true", "{\"size\": 10000, \"version\": true}");
    if (response.status() != 200) {
      throw new AssertionError("the watches cannot be listed: " + response);
    }
    Map<String, JsonNode> documents = new TreeMap<>();
    response
        .json()
        .path("hits")
        .path("hits")
        .forEach(hit -> documents.put(hit.path("_id").asText(), hit));
    return documents;
  }

  /** Deletes all watches, whoever put them. */
  public void deleteAllWatches() {
    StringBuilder bulk = new StringBuilder();
    storedWatches().keySet().forEach(id -> bulk.append(bulkAction("delete", id)));
    if (!bulk.isEmpty()) {
      bulk(bulk);
    }
  }

  /**
   * Stores one inactive watch under many ids, a hundred times faster than by PUT.
   *
   * @param source one line: a watch as the server stores it, without {@code status}
   */
  public void storeWatches(Collection<String> ids, String source) {
    String stored =
        source.substring(0, source.lastIndexOf('}'))
            + ",\"status\":{\"version\":-1,\"state\":{\"active\":false,"
            + "\"timestamp\":\"2026-11-25T00:00:00.000Z\"},\"actions\":{}}}\n";
    StringBuilder bulk = new StringBuilder();
    ids.forEach(id -> bulk.append(bulkAction("index", id)).append(stored));
    bulk(bulk);
  }

  private static String bulkAction(String action, String id) {
    ObjectNode line = MAPPER.createObjectNode();
    line.putObject(action).put("_index", ".watches").put("_type", "doc").put("_id", id);
    return line + "\n";
  }

  private void bulk(StringBuilder lines) {
    Response response = post("/_bulk?refresh=true", lines.toString());
    if (response.json().path("errors").asBoolean(true)) {
      throw new AssertionError("bulk: " + response);
    }
  }

  public Response send(String method, String path, String json) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
    if (configuration.isSecured()) {
      String credentials = "elastic:" + PASSWORD;
      request.header(
          "Authorization",
          "Basic "
              + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }
    try {
      HttpResponse<String> response =
          client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
      boolean isJson =
          response.headers().firstValue("content-type").orElse("").contains("application/json");
      return new Response(
          response.statusCode(), isJson ? MAPPER.readTree(response.body()) : MAPPER.missingNode());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String watchPath(String id) {
    return "/_watcher/watch/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static LocalElasticsearch start(Configuration configuration) {
    Path folder =
        FOLDER.resolve(
            ProcessHandle.current().pid() + "-" + NODES.size() + "-" + System.nanoTime());
    return new LocalElasticsearch(
        URI.create(start(folder, 0, configuration)), folder, configuration);
  }

  /** Starts the node of that folder and gives its URL. */
  private static String start(Path folder, int port, Configuration configuration) {
    List<String> command =
        new ArrayList<>(
            List.of(
                SCRIPT.toString(),
                "start",
                "--port",
                String.valueOf(port),
                "--dir",
                folder.toString()));
    configuration.settings.forEach(
        (key, value) -> command.addAll(List.of("--setting", key + "=" + value)));
    configuration.keystore.forEach(
        (key, file) -> command.addAll(List.of("--keystore", key + "=" + file)));
    return run(command, configuration.isSecured());
  }

  /** Ends the node as a power cut does; {@link #restart} has to follow. */
  public void kill() {
    try {
      long pid = Long.parseLong(Files.readAllLines(folder.resolve("instance")).get(0));
      ProcessHandle node = ProcessHandle.of(pid).orElseThrow();
      node.destroyForcibly();
      node.onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the node again after {@link #kill}, with its data and at its address. */
  public void restart() {
    var unused = start(folder, url.getPort(), configuration);
  }

  private void stop() {
    var unused = run(List.of(SCRIPT.toString(), "stop", "--dir", folder.toString()), false);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the script and gives what it printed to standard output. */
  private static String run(List<String> command, boolean secured) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().remove("ELASTIC_PASSWORD");
      if (secured) {
        builder.environment().put("ELASTIC_PASSWORD", PASSWORD);
      }
      Process process = builder.start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IllegalStateException(
            String.join(" ", command) + " failed; its messages stand above");
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
