package io.deploywatches.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Walks the program's usual paths once, at packaging, while the JVM writes down which classes they
 * load: those are laid out in the class-data archive that the launcher starts from. The server here
 * only keeps what is put. A walk that ends early would make a small archive and a slow program
 * without a word, so it fails the build.
 */
final class ArchiveTraining {
  private static final String WATCH = "/_watcher/watch/";
  private static final String DOCUMENT = "/.watches/doc/";

  /** What is live, by id: at first one watch that has drifted. */
  private final Map<String, String> sources =
      new ConcurrentHashMap<>(
          Map.of(
              "root-login-over-ssh",
              """
              {"trigger":{"schedule":{"interval":"5m"}},"input":{"none":{}},\
              "condition":{"always":{}},"actions":{},"metadata":{"deploy_watches":{\
              "bundle":"examples","id":"root-login-over-ssh","source":"watches/x.yml",\
              "applied":"v1-0","principal":""}},"status":{"state":{"active":true}}}"""));

  private ArchiveTraining() {}

  /** Takes the folder of the bundle {@code examples}. */
  public static void main(String[] args) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", new ArchiveTraining()::answer);
    server.start();
    String cluster = "127.0.0.1:" + server.getAddress().getPort();
    String bundle = args[0];
    run("diff", "--help");
    run("validate", "--bundle", bundle);
    run("render", "--bundle", bundle);
    run("diff", "--bundle", bundle, "--cluster", cluster, "--output", "json");
    run("diff", "--bundle", bundle, "--cluster", cluster);
    run("--bundle", bundle, "--cluster", cluster);
    run("diff", "--bundle", bundle, "--cluster", cluster, "--exit-code");
    server.stop(0);
  }

  private static void run(String... arguments) {
    int code = Main.runInProcess(arguments);
    if (code != 0) {
      throw new IllegalStateException(
          "deploy-watches "
              + String.join(" ", arguments)
              + " ended with "
              + code
              + ": the server of "
              + ArchiveTraining.class.getSimpleName()
              + " no longer answers what is asked; see target/archive-training.txt");
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (exchange.getRequestMethod().equals("PUT")) {
      String body = sent.substring(0, sent.lastIndexOf('}'));
      boolean isNew =
          sources.put(
                  path.substring(WATCH.length()),
                  body + ",\"status\":{\"state\":{\"active\":true}}}")
              == null;
      answer(exchange, isNew ? 201 : 200, "{\"created\":" + isNew + "}");
    } else if (path.startsWith(DOCUMENT)) {
      String id = path.substring(DOCUMENT.length());
      String source = sources.get(id);
      answer(
          exchange,
          source == null ? 404 : 200,
          source == null ? "{\"found\":false}" : "{\"found\":true," + hit(id, source) + "}");
    } else {
      answer(exchange, 200, fact(path));
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static String hit(String id, String source) {
    return "\"_id\":\"" + id + "\",\"_source\":" + source;
  }

  private String fact(String path) {
    return switch (path) {
      case "/" ->
          """
          {"name":"n","cluster_name":"c","cluster_uuid":"u","version":{"number":"6.8.23"},\
          "tagline":"You Know, for Search"}""";
      case "/_xpack" ->
          """
          {"license":{"type":"trial","mode":"trial","status":"active"},\
          "features":{"watcher":{"available":true,"enabled":true}}}""";
      case "/_watcher/stats" ->
          """
          {"manually_stopped":false,"stats":[{"watcher_state":"started"}]}""";
      case "/.watches/_search" -> {
        List<String> hits =
            sources.entrySet().stream()
                .map(watch -> "{" + hit(watch.getKey(), watch.getValue()) + "}")
                .collect(Collectors.toList());
        yield "{\"timed_out\":false,\"hits\":{\"hits\":[" + String.join(",", hits) + "]}}";
      }
      default -> "{}";
    };
  }
}
