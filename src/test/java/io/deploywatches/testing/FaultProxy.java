package io.deploywatches.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between the program and a server and remembers what it saw. It passes everything on, until
 * it is told to do to requests what networks, gateways and tired servers do. It is made of sockets,
 * because an HTTP library would neither reset a connection nor send half of an answer.
 */
public final class FaultProxy implements AutoCloseable {

  /** What can happen to a request. */
  public enum Fault {
    NONE,
    /** A TCP reset; the server never saw the request. */
    RESET_BEFORE,
    /** A TCP reset instead of the answer; the server carried the request out. */
    RESET_AFTER,
    /** 429 without asking the server. */
    TOO_MANY_REQUESTS,
    /** 503 without asking the server. */
    UNAVAILABLE_BEFORE,
    /** 503 instead of the answer, as gateways say it when the connection behind them broke. */
    UNAVAILABLE_AFTER,
    /** The answer, late. */
    SLOW,
    /** Half of the answer, and the end of the connection. */
    TRUNCATED;

    boolean reachesServer() {
      return switch (this) {
        case RESET_BEFORE, TOO_MANY_REQUESTS, UNAVAILABLE_BEFORE -> false;
        case NONE, RESET_AFTER, UNAVAILABLE_AFTER, SLOW, TRUNCATED -> true;
      };
    }
  }

  /** Chooses what happens to a request. */
  @FunctionalInterface
  public interface Faults {
    Faults NONE = (method, path, number) -> Fault.NONE;

    /**
     * Chooses for one request.
     *
     * @param number how often that request came, from 1
     */
    Fault of(String method, String path, int number);
  }

  /** A request that came. */
  public record Seen(String method, String path, Fault fault) {
    /** Whether it could change something on the server. */
    public boolean writes() {
      return !method.equals("GET")
          && !(method.equals("POST") && (path.contains("_search") || path.contains("_query/")));
    }
  }

  /** Bodies are bytes, each as one character. */
  private record Request(String method, String path, List<String> headers, String body) {}

  private record Answer(int status, String type, String body) {}

  private static final String REJECTED =
      "{\"error\":{\"type\":\"es_rejected_execution_exception\",\"reason\":\"rejected execution of"
          + " a write, as the queue is full\"},\"status\":429}";
  private static final String UNAVAILABLE = "<html><body>503 Service Unavailable</body></html>";

  private final URI target;
  private final ServerSocket socket;
  private final ExecutorService pool = Executors.newCachedThreadPool();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
  private final ConcurrentHashMap<String, Integer> numbers = new ConcurrentHashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile Faults faults = Faults.NONE;
  private volatile Duration slowness = Duration.ZERO;

  private FaultProxy(URI target) throws IOException {
    this.target = target;
    this.socket = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    pool.execute(this::accept);
  }

  public static FaultProxy before(LocalElasticsearch node) throws IOException {
    return new FaultProxy(node.url());
  }

  /** {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /**
   * From now on these faults happen, and what came before is forgotten.
   *
   * @param late by how much a slow answer comes late
   */
  public void begin(Faults chosen, Duration late) {
    seen.clear();
    numbers.clear();
    slowness = late;
    faults = chosen;
  }

  /** From now on nothing happens, and what came before is forgotten. */
  public void calm() {
    begin(Faults.NONE, Duration.ZERO);
  }

  /** The requests since the last {@link #begin}. */
  public List<Seen> requests() {
    synchronized (seen) {
      return List.copyOf(seen);
    }
  }

  /** Those of them that could change something and may have reached the server. */
  public List<Seen> writes() {
    return requests().stream()
        .filter(request -> request.writes() && request.fault().reachesServer())
        .toList();
  }

  /** Waits until the server has been given, and has answered, all that came. */
  public void awaitCalm() throws InterruptedException {
    int quiet = 0;
    while (quiet < 5) {
      quiet = inFlight.get() > 0 ? 0 : quiet + 1;
      Thread.sleep(20);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket connection : open) {
      connection.close();
    }
    pool.shutdownNow();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        connection.setTcpNoDelay(true);
        open.add(connection);
        pool.execute(() -> serve(connection));
      } catch (IOException e) {
        // Closed: the test is over.
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      InputStream input = new BufferedInputStream(connection.getInputStream());
      Request request = read(input);
      while (request != null) {
        if (!answer(request, connection)) {
          return;
        }
        request = read(input);
      }
    } catch (IOException e) {
      // The other side is gone; so is this one.
    } finally {
      open.remove(connection);
    }
  }

  /** Whether the connection lives on. */
  private boolean answer(Request request, Socket connection) throws IOException {
    inFlight.incrementAndGet();
    try {
      int number = numbers.merge(request.method + " " + request.path, 1, Integer::sum);
      Fault fault = faults.of(request.method, request.path, number);
      seen.add(new Seen(request.method, request.path, fault));
      if (!fault.reachesServer()) {
        return refuse(fault, connection);
      }
      Answer answer;
      try {
        answer = pass(request);
      } catch (IOException e) {
        reset(connection); // the server died: so does the connection, as without a proxy
        return false;
      }
      return give(answer, fault, connection);
    } finally {
      inFlight.decrementAndGet();
    }
  }

  private static boolean refuse(Fault fault, Socket connection) throws IOException {
    if (fault == Fault.RESET_BEFORE) {
      reset(connection);
      return false;
    }
    boolean busy = fault == Fault.TOO_MANY_REQUESTS;
    write(
        connection,
        busy
            ? new Answer(429, "application/json", REJECTED)
            : new Answer(503, "text/html", UNAVAILABLE));
    return true;
  }

  private boolean give(Answer answer, Fault fault, Socket connection) throws IOException {
    switch (fault) {
      case RESET_AFTER -> {
        reset(connection);
        return false;
      }
      case TRUNCATED -> {
        byte[] whole = bytes(answer);
        connection.getOutputStream().write(whole, 0, whole.length - (answer.body.length() + 1) / 2);
        connection.getOutputStream().flush();
        connection.close();
        return false;
      }
      case UNAVAILABLE_AFTER -> {
        write(connection, new Answer(503, "text/html", UNAVAILABLE));
      }
      case SLOW -> {
        try {
          Thread.sleep(slowness.toMillis());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        write(connection, answer);
      }
      default -> write(connection, answer);
    }
    return true;
  }

  private static void reset(Socket connection) throws IOException {
    connection.setSoLinger(true, 0);
    connection.close();
  }

  private static void write(Socket connection, Answer answer) throws IOException {
    OutputStream output = connection.getOutputStream();
    output.write(bytes(answer));
    output.flush();
  }

  private static byte[] bytes(Answer answer) {
    return bytes(
        "HTTP/1.1 "
            + answer.status
            + " Any\r\nContent-Type: "
            + answer.type
            + "\r\nContent-Length: "
            + answer.body.length()
            + "\r\n\r\n"
            + answer.body);
  }

  private static byte[] bytes(String characters) {
    return characters.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Gives a request to the server, on a connection of its own. */
  private Answer pass(Request request) throws IOException {
    try (Socket upstream = new Socket(target.getHost(), target.getPort())) {
      upstream.setTcpNoDelay(true);
      StringBuilder head = new StringBuilder(request.method + " " + request.path + " HTTP/1.1\r\n");
      for (String header : request.headers) {
        if (!header.toLowerCase(Locale.ROOT).startsWith("connection:")) {
          head.append(header).append("\r\n");
        }
      }
      head.append("Connection: close\r\n\r\n").append(request.body);
      upstream.getOutputStream().write(bytes(head.toString()));
      upstream.getOutputStream().flush();
      InputStream input = new BufferedInputStream(upstream.getInputStream());
      List<String> lines = head(input);
      if (lines.isEmpty()) {
        throw new IOException("no answer");
      }
      String body = body(input, lines);
      if (body.length() < contentLength(lines)) {
        throw new IOException("half an answer");
      }
      int status = Integer.parseInt(lines.get(0).split(" ", -1)[1]);
      String type = header(lines, "content-type");
      return new Answer(status, type.isEmpty() ? "text/plain" : type, body);
    }
  }

  /** The next request of a connection; null when there is none. */
  private static Request read(InputStream input) throws IOException {
    List<String> lines = head(input);
    if (lines.isEmpty()) {
      return null;
    }
    String[] words = lines.get(0).split(" ", -1);
    String body = body(input, lines);
    return body.length() < contentLength(lines)
        ? null
        : new Request(words[0], words[1], lines.subList(1, lines.size()), body);
  }

  private static List<String> head(InputStream input) throws IOException {
    List<String> lines = new ArrayList<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = input.read(); next >= 0; next = input.read()) {
      if (next == '\n') {
        String text = line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
        line.reset();
        if (text.isEmpty()) {
          return lines;
        }
        lines.add(text);
      } else {
        line.write(next);
      }
    }
    return List.of();
  }

  /** The body that such a head announces, or as much of it as comes. */
  private static String body(InputStream input, List<String> head) throws IOException {
    return new String(input.readNBytes(contentLength(head)), StandardCharsets.ISO_8859_1);
  }

  private static int contentLength(List<String> lines) {
    String length = header(lines, "content-length");
    return length.isEmpty() ? 0 : Integer.parseInt(length);
  }

  private static String header(List<String> lines, String name) {
    for (String line : lines) {
      if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
        return line.substring(name.length() + 1).strip();
      }
    }
    return "";
  }
}
