package io.deploywatches.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Walks the program's usual paths once, at packaging, while the JVM writes down which classes they
 * load: those are laid out in the class-data archive that the launcher starts from. The server here
 * only has to be answered like one; nothing is tested.
 */
final class ArchiveTraining {
  private static final String DOCUMENT = "/.watches/doc/";

  private ArchiveTraining() {}

  public static void main(String[] args) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", ArchiveTraining::answer);
    server.start();
    String cluster = "127.0.0.1:" + server.getAddress().getPort();
    String bundle = args[0];
    Main.runInProcess("diff", "--help");
    Main.runInProcess("validate", "--bundle", bundle);
    Main.runInProcess("render", "--bundle", bundle);
    Main.runInProcess("diff", "--bundle", bundle, "--cluster", cluster, "--output", "json");
    Main.runInProcess("diff", "--bundle", bundle, "--cluster", cluster);
    Main.runInProcess("--bundle", bundle, "--cluster", cluster);
    server.stop(0);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    byte[] body = body(path).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(path.startsWith(DOCUMENT) ? 404 : 200, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static String body(String path) {
    return switch (path) {
      case "/" ->
          """
          {"name":"n","cluster_name":"c","cluster_uuid":"u","version":{"number":"6.8.23"},\
          "tagline":"You Know, for Search"}""";
      case "/_xpack" ->
          """
          {"license":{"type":"trial","mode":"trial","status":"active"},\
          "features":{"watcher":{"available":true,"enabled":true}}}""";
      case "/_xpack/watcher/stats", "/_watcher/stats" ->
          """
          {"manually_stopped":false,"stats":[{"watcher_state":"started"}]}""";
      case "/.watches/_search" ->
          """
          {"hits":{"total":1,"hits":[{"_id":"root-login-over-ssh","_source":{"trigger":\
          {"schedule":{"interval":"5m"}},"input":{"none":{}},"condition":{"always":{}},\
          "actions":{},"metadata":{"deploy_watches":{"bundle":"examples",\
          "id":"root-login-over-ssh","source":"watches/x.yml","applied":"v1-0"}},\
          "status":{"state":{"active":true}}},"sort":["root-login-over-ssh"]}]}}""";
      default -> path.startsWith(DOCUMENT) ? "{\"found\":false}" : "{\"created\":true}";
    };
  }
}
