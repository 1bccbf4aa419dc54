package io.deploywatches.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.cluster.ClusterException.Kind;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ContentTooLongException;
import org.apache.hc.core5.http.HttpException;

/** Turns what went wrong into one sentence for the user. */
final class Failures {
  private static final int MAX_REASON = 400;

  private Failures() {}

  /** How a request came to have no answer. */
  enum Loss {
    /** No connection: the server got nothing. */
    NOT_CONNECTED,
    UNKNOWN_HOST,
    TLS,
    TIMEOUT,
    /** The connection ended in the middle: the server may have got the request. */
    CONNECTION_LOST,
    NOT_HTTP,
    ANSWER_TOO_LONG
  }

  static Loss lossOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return Loss.UNKNOWN_HOST;
      } else if (cause instanceof ConnectTimeoutException
          || cause instanceof ConnectException
          || cause instanceof NoRouteToHostException) {
        return Loss.NOT_CONNECTED;
      } else if (cause instanceof SocketTimeoutException) {
        return Loss.TIMEOUT;
      } else if (cause instanceof SSLException) {
        return Loss.TLS;
      } else if (cause instanceof ContentTooLongException) {
        return Loss.ANSWER_TOO_LONG;
      } else if (cause instanceof HttpException) {
        return Loss.NOT_HTTP;
      }
    }
    return Loss.CONNECTION_LOST;
  }

  /**
   * @param answeredBefore whether any request was answered: then this is no matter of the address
   */
  static ClusterException of(
      Call call, URI node, Loss loss, Throwable failure, Duration timeout, boolean answeredBefore) {
    boolean http = node.getScheme().equals("http");
    String swapped = (http ? "https" : "http") + node.toString().substring(http ? 4 : 5);
    return switch (loss) {
      case NOT_CONNECTED ->
          failed(
              Kind.UNREACHABLE,
              call,
              "cannot connect to " + node + ": " + connectReason(failure),
              failure);
      case UNKNOWN_HOST ->
          failed(
              Kind.UNREACHABLE,
              call,
              "cannot connect to " + node + ": no host of the name " + node.getHost() + " is known",
              failure);
      case TLS ->
          failed(
              Kind.TLS,
              call,
              mentions(failure, "unrecognized SSL message")
                  ? node + " speaks plain HTTP; give " + swapped
                  : "no trusted connection to " + node + ": " + tlsReason(failure),
              failure);
      case TIMEOUT ->
          failed(Kind.TIMEOUT, call, node + " did not answer within " + seconds(timeout), failure);
      case CONNECTION_LOST ->
          failed(
              Kind.UNREACHABLE,
              call,
              http && !answeredBefore
                  ? node
                      + " closed the connection without an answer; if HTTPS is spoken there, give "
                      + swapped
                  : "the connection to " + node + " was lost",
              failure);
      case NOT_HTTP ->
          failed(
              http ? Kind.TLS : Kind.NOT_ELASTICSEARCH,
              call,
              node
                  + " answers, but not in HTTP"
                  + (http ? "; if HTTPS is spoken there, give " + swapped : ""),
              failure);
      case ANSWER_TOO_LONG ->
          failed(
              Kind.REJECTED,
              call,
              "cannot " + call.purpose() + ": the answer of " + node + " is too long",
              failure);
    };
  }

  /** The exception for an answer that is no success. */
  static ClusterException of(Call call, Answer answer) {
    URI node = answer.node();
    int status = answer.status();
    String reason = reason(answer);
    if (status == 401) {
      return failed(
          Kind.UNAUTHENTICATED, call, node + " does not accept the credentials: " + reason);
    }
    if (isLicense(answer.json().path("error"))) {
      return failed(Kind.LICENSE, call, "the licence of the cluster has no Watcher: " + reason);
    }
    if (status == 403) {
      return failed(
          Kind.FORBIDDEN,
          call,
          "not allowed to "
              + call.purpose()
              + "; the user needs "
              + call.privilege()
              + " ("
              + reason
              + ")");
    }
    if (status >= 300 && status < 400) {
      return failed(
          Kind.NOT_ELASTICSEARCH,
          call,
          node
              + " sends elsewhere, to "
              + answer.confidential().cleared(answer.header("location").orElse("no address"))
              + "; give the address of Elasticsearch itself");
    }
    String message = "cannot " + call.purpose() + ": " + reason + " (HTTP " + status + ")";
    return failed(isTransient(answer) ? Kind.UNAVAILABLE : Kind.REJECTED, call, message);
  }

  static ClusterException notElasticsearch(Call call, Answer answer) {
    return failed(
        Kind.NOT_ELASTICSEARCH, call, "what answers at " + answer.node() + " is not Elasticsearch");
  }

  /**
   * @param unsure whether an earlier try may have done it
   */
  static ClusterException cancelled(Call call, boolean unsure) {
    String message = "interrupted before it could " + call.purpose();
    return unsure && call.isWrite()
        ? failed(Kind.TIMEOUT, call, message + call.unknown())
        : failed(Kind.CANCELLED, call, message);
  }

  /** The same failure, of a call that may have been carried out nevertheless. */
  static ClusterException unsure(Call call, ClusterException failure) {
    if (failure.kind() == Kind.CANCELLED) {
      return cancelled(call, true);
    }
    return call.isWrite() ? failure.saying(failure.getMessage() + call.unknown()) : failure;
  }

  static ClusterException failed(Kind kind, Call call, String message) {
    return new ClusterException(kind, call.oneWatch(), message);
  }

  private static ClusterException failed(Kind kind, Call call, String message, Throwable cause) {
    return new ClusterException(kind, call.oneWatch(), message, cause);
  }

  /** Whether the same request may work later. */
  static boolean isTransient(Answer answer) {
    return switch (answer.status()) {
      case 429, 502, 503, 504 -> true;
      default -> answer.isScriptBreaker() || answer.isMappingRace();
    };
  }

  /**
   * The reason that an error answer gives, from the outermost to the innermost, without what the
   * layers repeat, shortened, and cleared of secrets.
   */
  static String reason(Answer answer) {
    return reason(answer.json().path("error"), answer.confidential());
  }

  /** The same of an error alone, such as that of one part of a request. */
  static String reason(JsonNode error, Confidential confidential) {
    Set<String> reasons = new LinkedHashSet<>();
    if (error.isTextual()) {
      reasons.add(error.textValue());
    }
    for (JsonNode layer = error; layer.isObject(); layer = layer.path("caused_by")) {
      reasons.add(layer.path("reason").asText(layer.path("type").asText("")));
    }
    for (JsonNode root : error.path("root_cause")) {
      reasons.add(root.path("reason").asText(""));
    }
    reasons.remove("");
    return quoted(String.join(": ", reasons), confidential);
  }

  /** The words of a server on one line, shortened, and cleared of secrets. */
  static String quoted(String words, Confidential confidential) {
    return words.isBlank() ? "no reason given" : shortened(confidential.cleared(words));
  }

  private static String shortened(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    if (line.length() <= MAX_REASON) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(MAX_REASON - 1)) ? MAX_REASON - 1 : MAX_REASON;
    return line.substring(0, end) + "...";
  }

  private static boolean isLicense(JsonNode error) {
    return error.has("license.expired.feature")
        || error.path("root_cause").path(0).has("license.expired.feature");
  }

  private static String connectReason(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectTimeoutException) {
        return "no answer within " + seconds(Transport.CONNECT_TIMEOUT);
      }
    }
    return mentions(failure, "refused")
        ? "connection refused; does a server run there?"
        : "no way to that host";
  }

  private static String tlsReason(Throwable failure) {
    if (mentions(failure, "PKIX") || mentions(failure, "self-signed")) {
      return "its certificate comes from no authority that this machine trusts";
    }
    String innermost = "";
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null) {
        innermost = cause.getMessage();
      }
    }
    return shortened(innermost);
  }

  private static boolean mentions(Throwable failure, String text) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage();
      if (message != null && message.toLowerCase(Locale.ROOT).contains(lower(text))) {
        return true;
      }
    }
    return false;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }
}
