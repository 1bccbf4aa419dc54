package io.deploywatches.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands between the program and a server, passes everything on and remembers what it saw. */
public final class CountingProxy implements AutoCloseable {
  private final URI target;
  private final HttpServer server;
  private final ExecutorService pool = Executors.newFixedThreadPool(16);
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());

  /** A request as it stood on the wire. */
  public record Seen(String method, String path, String body) {
    /** Whether it could change something on the server. */
    public boolean writes() {
      return !method.equals("GET")
          && !(method.equals("POST") && (path.contains("_search") || path.contains("_query/")));
    }
  }

  private CountingProxy(URI target) throws IOException {
    this.target = target;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(pool);
    server.createContext("/", this::pass);
    server.start();
  }

  public static CountingProxy before(LocalElasticsearch node) throws IOException {
    return new CountingProxy(node.url());
  }

  /** {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  public List<Seen> requests() {
    return List.copyOf(seen);
  }

  public List<Seen> writes() {
    return requests().stream().filter(Seen::writes).toList();
  }

  public void forget() {
    seen.clear();
  }

  private void pass(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().toString();
    seen.add(new Seen(method, path, new String(body, java.nio.charset.StandardCharsets.UTF_8)));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(target + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofByteArray(body))
            .build();
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      response
          .headers()
          .firstValue("content-type")
          .ifPresent(type -> exchange.getResponseHeaders().add("Content-Type", type));
      exchange.sendResponseHeaders(
          response.statusCode(), response.body().length == 0 ? -1 : response.body().length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(response.body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      exchange.close();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    pool.shutdown();
  }
}
