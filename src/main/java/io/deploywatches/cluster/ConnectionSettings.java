package io.deploywatches.cluster;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where the cluster is, and how it is spoken to.
 *
 * @param nodes addresses of one cluster's nodes, at least one; the first that works is used
 * @param parallelism requests in flight at most, at least 1
 * @param timeout how long an answer may keep us waiting
 * @param retries how often a request is repeated after the first try; 0 for never
 */
public record ConnectionSettings(
    List<URI> nodes,
    Authentication authentication,
    int parallelism,
    Duration timeout,
    int retries) {
  public static final int DEFAULT_PARALLELISM = 8;
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  /** Half a minute of waiting in the worst case: a node that restarts is back by then. */
  public static final int DEFAULT_RETRIES = 5;

  private static final int DEFAULT_PORT = 9200;

  public ConnectionSettings {
    nodes = List.copyOf(nodes);
    if (nodes.isEmpty() || parallelism < 1 || retries < 0 || timeout.isNegative()) {
      throw new IllegalArgumentException("a node, and no negative numbers");
    }
  }

  /** Everything but the nodes as it is without options. */
  public static ConnectionSettings of(List<URI> nodes) {
    return new ConnectionSettings(
        nodes, new Authentication.None(), DEFAULT_PARALLELISM, DEFAULT_TIMEOUT, DEFAULT_RETRIES);
  }

  /**
   * Reads {@code host}, {@code host:port} or {@code http(s)://host[:port][/prefix]}, with commas
   * between several. Without a scheme it is http, and the port 9200 when none is given; with one,
   * the port is the scheme's own, as everywhere else.
   *
   * @throws IllegalArgumentException with one sentence for the user, which never repeats a password
   */
  public static List<URI> parseNodes(String text) {
    if (text.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "the cluster's address holds a user or a password (an @), which everybody sees in the list"
              + " of processes; give them as --user and --password-file");
    }
    List<URI> nodes = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      nodes.add(parseNode(part.strip()));
    }
    return List.copyOf(nodes);
  }

  private static URI parseNode(String text) {
    boolean hasScheme = text.contains("://");
    URI uri;
    try {
      uri = new URI(hasScheme ? text : "http://" + text);
    } catch (URISyntaxException e) {
      throw notAnAddress(text);
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" starts with " + scheme + "://; a cluster speaks http:// or https://");
    }
    if (uri.getHost() == null
        || uri.getPort() > 65535
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      throw notAnAddress(text);
    }
    int port = uri.getPort();
    if (port < 0) {
      port = !hasScheme ? DEFAULT_PORT : scheme.equals("https") ? 443 : 80;
    }
    return URI.create(scheme + "://" + uri.getHost() + ":" + port + withoutLastSlash(uri));
  }

  private static String withoutLastSlash(URI uri) {
    String path = uri.getRawPath();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static IllegalArgumentException notAnAddress(String text) {
    return new IllegalArgumentException(
        "\""
            + text
            + "\" is not the address of a node; expected host:port or http(s)://host:port[/prefix],"
            + " with commas between several");
  }
}
