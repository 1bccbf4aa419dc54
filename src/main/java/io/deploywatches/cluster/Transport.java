package io.deploywatches.cluster;

import co.elastic.clients.transport.rest5_client.low_level.HttpAsyncResponseConsumerFactory.BasicAsyncResponseConsumerFactory;
import co.elastic.clients.transport.rest5_client.low_level.Request;
import co.elastic.clients.transport.rest5_client.low_level.RequestOptions;
import co.elastic.clients.transport.rest5_client.low_level.Response;
import co.elastic.clients.transport.rest5_client.low_level.ResponseException;
import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.deploywatches.cluster.Failures.Loss;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends a call to a node, and again where that may help.
 *
 * <p>Elastic's client is given one node each, because with several it sends the same PUT to the
 * next one by itself; redirects, repeats, cookies and compression of the HTTP client below are off,
 * so that what happens is what stands here.
 */
final class Transport implements AutoCloseable {
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** A page of a listing or one watch; the page is made smaller when it does not fit. */
  private static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;

  /** Then a server takes 75 new scripts again, whatever the other requests did. */
  private static final Duration LONGEST_FOR_SCRIPTS = Duration.ofMinutes(5);

  /** An address that never answered is more likely wrong than tired. */
  private static final int RETRIES_BEFORE_FIRST_ANSWER = 2;

  private static final ContentType JSON = ContentType.create("application/json");
  private static final List<String> HEADERS =
      List.of("retry-after", "location", "x-elastic-product");

  private final ConnectionSettings settings;
  private final RequestListener listener;
  private final Backoff backoff;
  private final Pause pause;
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final List<Node> nodes = new ArrayList<>();
  private final RequestOptions options;
  private final Confidential credentials;

  /** The index of the node that is used until it fails. */
  private final AtomicInteger current = new AtomicInteger();

  private volatile boolean answeredBefore;

  /** Waits, and ends early once the latch is down. Tests do not wait. */
  @FunctionalInterface
  interface Pause {
    Pause REAL =
        (duration, cancelled) -> {
          var unused = cancelled.await(duration.toMillis(), TimeUnit.MILLISECONDS);
        };

    void await(Duration duration, CountDownLatch cancelled) throws InterruptedException;
  }

  private record Node(URI uri, CloseableHttpAsyncClient http, Rest5Client client) {}

  /** One try: an answer, or what came instead. */
  private record Attempt(@Nullable Answer answer, @Nullable Exception failure) {
    Loss loss() {
      return failure == null ? Loss.CONNECTION_LOST : Failures.lossOf(failure);
    }
  }

  Transport(ConnectionSettings settings, RequestListener listener, Backoff backoff, Pause pause) {
    this.settings = settings;
    this.listener = listener;
    this.backoff = backoff;
    this.pause = pause;
    RequestOptions.Builder builder = RequestOptions.DEFAULT.toBuilder();
    builder.setHttpAsyncResponseConsumerFactory(
        new BasicAsyncResponseConsumerFactory(MAX_ANSWER_BYTES));
    this.options = builder.build();
    this.credentials = new Confidential(settings.authentication().secrets());
    settings.nodes().forEach(uri -> nodes.add(connect(uri)));
  }

  private Node connect(URI uri) {
    List<Header> headers = new ArrayList<>();
    headers.add(new BasicHeader("Accept", JSON.getMimeType()));
    settings
        .authentication()
        .header()
        .ifPresent(value -> headers.add(new BasicHeader("Authorization", value, true)));
    CloseableHttpAsyncClient http = httpClient(uri);
    Rest5Client client =
        Rest5Client.builder(new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort()))
            .setHttpClient(http)
            .setPathPrefix(uri.getRawPath().isEmpty() ? "/" : uri.getRawPath())
            .setDefaultHeaders(headers.toArray(Header[]::new))
            .setMetaHeaderEnabled(false)
            .build();
    return new Node(uri, http, client);
  }

  private CloseableHttpAsyncClient httpClient(URI uri) {
    Timeout timeout = Timeout.of(settings.timeout());
    PoolingAsyncClientConnectionManagerBuilder connections =
        PoolingAsyncClientConnectionManagerBuilder.create()
            .setMaxConnPerRoute(settings.parallelism())
            .setMaxConnTotal(settings.parallelism())
            .setDefaultTlsConfig(
                TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1).build())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(Timeout.of(CONNECT_TIMEOUT))
                    .setSocketTimeout(timeout)
                    .build());
    if (uri.getScheme().equals("http")) {
      // Else the client reads the machine's trusted certificates, which costs more than a plan.
      connections.setTlsStrategy((session, endpoint, local, remote, attachment, timeouts) -> false);
    }
    return HttpAsyncClientBuilder.create()
        .setConnectionManager(connections.build())
        .setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(1).build())
        .setThreadFactory(new DefaultThreadFactory("elasticsearch", true))
        .setUserAgent("deploy-watches")
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(timeout)
                .setResponseTimeout(timeout)
                .build())
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .build();
  }

  /** Whether a call whose outcome is unknown is sent once more. */
  @FunctionalInterface
  interface Repeat {
    /** Without looking: what the first one did stays unknown. */
    Repeat BLINDLY = () -> true;

    /** Looks at what the lost one did. */
    boolean wanted() throws ClusterException;
  }

  /** Sends a call that may be repeated without looking. */
  Answer send(Call call) throws ClusterException {
    return send(call, Repeat.BLINDLY).orElseThrow();
  }

  /**
   * Sends a call until there is an answer that waiting would not change.
   *
   * @param repeat asked before the call is sent again after its outcome got lost
   * @return the answer, be it a success or not; empty when {@code repeat} did not want another
   * @throws ClusterException that says so when nobody knows what the call did
   */
  Optional<Answer> send(Call call, Repeat repeat) throws ClusterException {
    Duration waitedForScripts = Duration.ZERO;
    int failures = 0;
    boolean unsure = false;
    for (int number = 1; ; number++) {
      if (cancelled.getCount() == 0) {
        throw Failures.cancelled(call, unsure);
      }
      int index = current.get();
      Attempt attempt = attempt(call, nodes.get(index), number);
      Answer answer = attempt.answer();
      if (answer != null && !Failures.isTransient(answer)) {
        return Optional.of(answer);
      }
      if (answer != null && answer.isScriptBreaker() && settings.retries() > 0) {
        Duration wait = backoff.beforeNextScript();
        waitedForScripts = waitedForScripts.plus(wait);
        if (waitedForScripts.compareTo(LONGEST_FOR_SCRIPTS) > 0) {
          return Optional.of(answer);
        }
        pause(wait, call, unsure);
        continue;
      }
      failures++;
      unsure |= mayHaveBeenDone(attempt);
      if (failures > allowedFailures(attempt)) {
        if (answer != null && !(unsure && call.isWrite())) {
          return Optional.of(answer);
        }
        ClusterException failure =
            answer == null ? lost(call, nodes.get(index), attempt) : Failures.of(call, answer);
        throw unsure ? Failures.unsure(call, failure) : failure;
      }
      useNextNode(index, answer);
      boolean nextIsFresh = answer == null && failures < nodes.size();
      pause(nextIsFresh ? Duration.ZERO : backoff.before(failures, answer), call, unsure);
      if (unsure && repeat != Repeat.BLINDLY) {
        if (!isWanted(repeat, call)) {
          return Optional.empty();
        }
        unsure = false;
      }
    }
  }

  /** Waits as long as a server needs until it compiles one more script. */
  void awaitNextScript(Call call) throws ClusterException {
    await(backoff.beforeNextScript(), call);
  }

  /** Waits before a call is sent once more. */
  void await(Duration duration, Call call) throws ClusterException {
    if (cancelled.getCount() == 0) {
      throw Failures.cancelled(call, false);
    }
    pause(duration, call, false);
  }

  private static boolean isWanted(Repeat repeat, Call call) throws ClusterException {
    try {
      return repeat.wanted();
    } catch (ClusterException e) {
      throw Failures.unsure(call, e);
    }
  }

  private int allowedFailures(Attempt attempt) {
    int retries = settings.retries();
    if (attempt.answer() != null) {
      return retries;
    }
    int others = Math.min(nodes.size() - 1, retries);
    return switch (attempt.loss()) {
      case CONNECTION_LOST, NOT_CONNECTED ->
          answeredBefore
              ? retries
              : Math.max(others, Math.min(retries, RETRIES_BEFORE_FIRST_ANSWER));
      case UNKNOWN_HOST -> answeredBefore ? retries : others;
      case TLS, TIMEOUT, NOT_HTTP, ANSWER_TOO_LONG -> 0;
    };
  }

  /**
   * A gateway that gives up may have passed the request on, and says 503 as well; 429, and a 503
   * with an error of Elasticsearch's own, refuse it.
   */
  private static boolean mayHaveBeenDone(Attempt attempt) {
    Answer answer = attempt.answer();
    if (answer != null) {
      return switch (answer.status()) {
        case 502, 504 -> true;
        case 503 -> !answer.json().path("error").isObject();
        default -> false;
      };
    }
    return switch (attempt.loss()) {
      case CONNECTION_LOST, TIMEOUT, NOT_HTTP, ANSWER_TOO_LONG -> true;
      case NOT_CONNECTED, UNKNOWN_HOST, TLS -> false;
    };
  }

  private void useNextNode(int index, @Nullable Answer answer) {
    if (answer == null || answer.status() != 429) {
      current.compareAndSet(index, (index + 1) % nodes.size());
    }
  }

  private ClusterException lost(Call call, Node node, Attempt attempt) {
    Exception failure = attempt.failure();
    return Failures.of(
        call,
        node.uri(),
        attempt.loss(),
        failure == null ? new IOException("no answer") : failure,
        settings.timeout(),
        answeredBefore);
  }

  private void pause(Duration duration, Call call, boolean unsure) throws ClusterException {
    try {
      pause.await(duration, cancelled);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.cancelled(call, unsure);
    }
  }

  private Attempt attempt(Call call, Node node, int number) throws ClusterException {
    Request request = new Request(call.method(), call.path());
    request.setOptions(options);
    Json.Written body = call.body();
    if (body != null) {
      request.setEntity(new ByteArrayEntity(body.bytes(), JSON));
    }
    long start = System.nanoTime();
    int status = 0;
    try {
      Response response = perform(node.client(), request);
      answeredBefore = true;
      status = response.getStatusCode();
      return new Attempt(read(call, node.uri(), response), null);
    } catch (IOException e) {
      return new Attempt(null, e);
    } catch (RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw Failures.cancelled(call, true);
      }
      if (e.getCause() == null) {
        throw e; // a fault of ours
      }
      return new Attempt(null, e);
    } finally {
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      listener.sent(
          new RequestListener.SentRequest(call.method(), call.path(), status, took, number));
    }
  }

  /** The client throws for 500 and above, and returns everything else. */
  private static Response perform(Rest5Client client, Request request) throws IOException {
    try {
      return client.performRequest(request);
    } catch (ResponseException e) {
      return e.getResponse();
    }
  }

  private Answer read(Call call, URI node, Response response) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String name : HEADERS) {
      String value = response.getHeader(name);
      if (value != null) {
        headers.put(name, value);
      }
    }
    return new Answer(
        node,
        response.getStatusCode(),
        headers,
        json(response.getEntity()),
        credentials.and(call.secrets()));
  }

  /** Half of an answer counts as a lost connection; what is no JSON at all, as no body. */
  private static JsonNode json(@Nullable HttpEntity entity) throws IOException {
    if (entity == null || entity.getContentLength() == 0) {
      return MissingNode.getInstance();
    }
    try (InputStream content = entity.getContent()) {
      return Json.read(content);
    } catch (JsonEOFException e) {
      throw new IOException("the answer ends in the middle", e);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** Lets no further request begin and ends all waiting; requests in flight are finished. */
  void cancel() {
    cancelled.countDown();
  }

  @Override
  public void close() {
    nodes.forEach(node -> node.http().close(CloseMode.IMMEDIATE));
  }
}
