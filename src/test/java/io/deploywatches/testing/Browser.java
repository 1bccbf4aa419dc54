package io.deploywatches.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A headless Chromium, spoken to in its own debugging protocol. It is that of the machine: where
 * there is none, tests say so and are skipped.
 */
public final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "chrome");

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final AtomicInteger last = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();

  /** Where it is, if this machine has one. */
  public static Optional<Path> executable() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(":", -1))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts one with an empty profile. */
  public static Browser start() throws Exception {
    Path profile = Files.createTempDirectory("deploy-watches-browser");
    Process process =
        new ProcessBuilder(
                executable().orElseThrow().toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--window-size=1400,1800",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return new Browser(process, profile);
    } catch (Exception e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private Browser(Process process, Path profile) throws Exception {
    this.process = process;
    this.profile = profile;
    Path portFile = profile.resolve("DevToolsActivePort");
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(portFile) || Files.readAllLines(portFile).isEmpty()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException("Chromium did not start");
      }
      Thread.sleep(50);
    }
    HttpClient client = HttpClient.newHttpClient();
    URI list = URI.create("http://127.0.0.1:" + Files.readAllLines(portFile).get(0) + "/json/list");
    JsonNode pages =
        JSON.readTree(
            client
                .send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString())
                .body());
    String address = "";
    for (JsonNode page : pages) {
      if (page.path("type").asText().equals("page")) {
        address = page.path("webSocketDebuggerUrl").asText();
      }
    }
    socket =
        client
            .newWebSocketBuilder()
            .buildAsync(URI.create(address), new Listener())
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    for (String domain : List.of("Page", "Network", "Log", "Runtime")) {
      call(domain + ".enable", JSON.createObjectNode());
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean isLast) {
      text.append(data);
      if (isLast) {
        received(text.toString());
        text.setLength(0);
      }
      webSocket.request(1);
      return CompletableFuture.completedStage(null);
    }
  }

  private void received(String text) {
    try {
      JsonNode message = JSON.readTree(text);
      if (message.has("id")) {
        Optional.ofNullable(answers.remove(message.get("id").asInt()))
            .ifPresent(answer -> answer.complete(message));
      } else {
        events.add(message);
      }
    } catch (IOException e) {
      throw new IllegalStateException(text, e);
    }
  }

  /** Calls a method of the protocol. */
  public JsonNode call(String method, ObjectNode parameters) throws Exception {
    int id = last.incrementAndGet();
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", parameters);
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    socket.sendText(message.toString(), true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    JsonNode answered = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (answered.has("error")) {
      throw new IOException(method + ": " + answered.get("error"));
    }
    return answered.get("result");
  }

  /** Opens a file, and forgets what was seen before. */
  public void open(Path file) throws Exception {
    events.clear();
    call("Page.navigate", JSON.createObjectNode().put("url", file.toUri().toString()));
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (events.stream().noneMatch(e -> method(e).equals("Page.loadEventFired"))) {
      if (System.nanoTime() > end) {
        throw new IOException("the page did not load");
      }
      Thread.sleep(20);
    }
  }

  private static String method(JsonNode event) {
    return event.path("method").asText();
  }

  /** Every address that the page asked for. */
  public List<String> requests() {
    List<String> urls = new ArrayList<>();
    for (JsonNode event : events) {
      if (method(event).equals("Network.requestWillBeSent")) {
        urls.add(event.at("/params/request/url").asText());
      }
    }
    return urls;
  }

  /** Errors and warnings on the console, and exceptions. */
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    for (JsonNode event : events) {
      boolean isComplaint =
          method(event).equals("Runtime.exceptionThrown")
              || method(event).equals("Log.entryAdded")
              || method(event).equals("Runtime.consoleAPICalled");
      if (isComplaint) {
        complaints.add(event.path("params").toString());
      }
    }
    return complaints;
  }

  /** The value of an expression of JavaScript. */
  public JsonNode evaluate(String expression) throws Exception {
    ObjectNode parameters = JSON.createObjectNode().put("expression", expression);
    JsonNode result = call("Runtime.evaluate", parameters.put("returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new IOException(result.get("exceptionDetails").toString());
    }
    return result.at("/result/value");
  }

  /** Shows the page as on {@code screen} or in {@code print}, light or dark. */
  public void emulate(String media, String scheme) throws Exception {
    ObjectNode parameters = JSON.createObjectNode().put("media", media);
    parameters
        .putArray("features")
        .addObject()
        .put("name", "prefers-color-scheme")
        .put("value", scheme);
    call("Emulation.setEmulatedMedia", parameters);
  }

  /** Presses a key, such as {@code Tab}, and lets it go. */
  public void press(String key, int code) throws Exception {
    for (String type : List.of("keyDown", "keyUp")) {
      ObjectNode parameters = JSON.createObjectNode().put("type", type).put("key", key);
      parameters.put("code", key).put("windowsVirtualKeyCode", code);
      if (key.equals("Enter")) {
        parameters.put("text", "\r");
      }
      call("Input.dispatchKeyEvent", parameters);
    }
  }

  /** A picture of the whole page. */
  public byte[] screenshot() throws Exception {
    ObjectNode parameters = JSON.createObjectNode().put("captureBeyondViewport", true);
    JsonNode size = call("Page.getLayoutMetrics", JSON.createObjectNode()).get("cssContentSize");
    parameters
        .putObject("clip")
        .put("x", 0)
        .put("y", 0)
        .put("width", size.path("width").asDouble())
        .put("height", Math.min(6000, size.path("height").asDouble()))
        .put("scale", 1);
    JsonNode shot = call("Page.captureScreenshot", parameters);
    return Base64.getDecoder().decode(shot.path("data").asText());
  }

  @Override
  public void close() throws IOException {
    try {
      call("Browser.close", JSON.createObjectNode());
    } catch (Exception e) {
      process.destroy();
    }
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
