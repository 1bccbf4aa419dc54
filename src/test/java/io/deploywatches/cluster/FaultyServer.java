package io.deploywatches.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server that answers with prepared bytes, one answer a connection, and remembers what it was
 * asked. A JDK HttpServer cannot reset a connection or answer with half of what it promised.
 */
final class FaultyServer implements AutoCloseable {
  /** Closes the connection without a word. */
  static final String HANG_UP = "hang up";

  /** Closes it with a TCP reset. */
  static final String RESET = "reset";

  /** Says nothing until the client gives up. */
  static final String SILENCE = "silence";

  private static final int TLS_HANDSHAKE = 0x16;

  private final ServerSocket socket;
  private final Queue<String> answers = new ConcurrentLinkedQueue<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  FaultyServer() {
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::serve, "faulty-server");
    thread.setDaemon(true);
    thread.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /** Adds an answer of raw bytes. */
  FaultyServer answers(String raw) {
    answers.add(raw);
    return this;
  }

  /** Adds a JSON answer. */
  FaultyServer answers(int status, String json, String... headers) {
    StringBuilder raw = new StringBuilder("HTTP/1.1 " + status + " Any\r\n");
    for (String header : headers) {
      raw.append(header).append("\r\n");
    }
    int length = json.getBytes(StandardCharsets.UTF_8).length;
    raw.append("Content-Type: application/json\r\nConnection: close\r\nContent-Length: ")
        .append(length)
        .append("\r\n\r\n")
        .append(json);
    return answers(raw.toString());
  }

  /** Request line, headers and body of each request so far. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  /** The request lines so far, without the protocol. */
  List<String> lines() {
    return requests.stream()
        .map(request -> request.substring(0, request.indexOf(" HTTP/1.1")))
        .toList();
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket connection : open) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        answer(socket.accept());
      } catch (SocketException e) {
        // The client gave up, or the test is over.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void answer(Socket connection) throws IOException {
    open.add(connection);
    String request = read(connection.getInputStream());
    if (request.isEmpty()) {
      connection.close();
      return;
    }
    requests.add(request);
    String answer = answers.isEmpty() ? HANG_UP : answers.remove();
    switch (answer) {
      case SILENCE -> {
        return;
      }
      case HANG_UP -> {}
      case RESET -> connection.setSoLinger(true, 0);
      default -> {
        connection.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        connection.getOutputStream().flush();
      }
    }
    connection.close();
  }

  private static String read(InputStream input) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
      int next = input.read();
      if (next < 0) {
        return "";
      }
      head.write(next);
      if (next == TLS_HANDSHAKE && head.size() == 1) {
        return "TLS HTTP/1.1"; // a server that speaks HTTP understands no word and says so
      }
    }
    String text = head.toString(StandardCharsets.UTF_8);
    int length = 0;
    for (String line : text.lines().toList()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring("content-length:".length()).strip());
      }
    }
    return text + new String(input.readNBytes(length), StandardCharsets.UTF_8);
  }
}
