package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.deploywatches.watch.MarkedText.Segment;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The {@code url} of an HTTP request, which a server takes apart and never shows again: into
 * scheme, host, port (80 or 443 when it has none), decoded path and decoded params. User, password
 * and fragment are lost. A part that the request also gives by its own key is whatever comes last;
 * params are joined.
 *
 * <p>A url may hold secrets ({@link MarkedText}). While it is taken apart each stands for itself as
 * one character that no URL has; a secret inside scheme, host or port leaves the url whole.
 */
final class RequestUrl {
  private static final String URL = "url";
  private static final String PARAMS = "params";
  private static final char FIRST_SECRET = '\uE000';
  private static final char LAST_SECRET = '\uF8FF';

  private RequestUrl() {}

  /** The request as if it had been given without {@code url}; itself where that cannot be said. */
  static ObjectNode split(ObjectNode request, ServerVersion version) {
    JsonNode url = request.get(URL);
    if (url == null) {
      return request;
    }
    Map<String, JsonNode> parts = parts(url, version);
    if (parts.isEmpty()) {
      return request;
    }
    ObjectNode split = request.objectNode();
    ObjectNode params = request.objectNode();
    for (Map.Entry<String, JsonNode> entry : request.properties()) {
      if (entry.getKey().equals(URL)) {
        parts.forEach(
            (key, value) -> {
              if (key.equals(PARAMS)) {
                params.setAll((ObjectNode) value);
              } else {
                split.set(key, value);
              }
            });
      } else if (entry.getKey().equals(PARAMS) && entry.getValue().isObject()) {
        params.setAll((ObjectNode) entry.getValue());
      } else {
        split.set(entry.getKey(), entry.getValue());
      }
    }
    if (!split.has(PARAMS)) {
      split.set(PARAMS, params);
    }
    return split;
  }

  /** Whether a server could take that url, as far as we can tell. */
  static boolean canSplit(JsonNode url) {
    return !parts(url, new ServerVersion(8, 0)).isEmpty();
  }

  /** Empty when it is no URL that a server takes. */
  private static Map<String, JsonNode> parts(JsonNode url, ServerVersion version) {
    List<Segment.Secret> secrets = new ArrayList<>();
    String text = text(url, secrets);
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      String authority = uri.getRawAuthority();
      if (uri.getHost() == null
          || hasSecret(authority)
          || (!scheme.equals("http") && !scheme.equals("https"))) {
        return Map.of();
      }
      Map<String, JsonNode> parts = new LinkedHashMap<>();
      parts.put("scheme", TextNode.valueOf(scheme));
      parts.put("host", TextNode.valueOf(uri.getHost()));
      int standard = scheme.equals("http") ? 80 : 443;
      parts.put("port", IntNode.valueOf(uri.getPort() > 0 ? uri.getPort() : standard));
      if (!uri.getPath().isEmpty()) {
        parts.put("path", node(uri.getPath(), secrets));
      }
      if (uri.getRawQuery() != null) {
        parts.put(PARAMS, params(uri.getRawQuery(), secrets, version));
      }
      return parts;
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Map.of();
    }
  }

  private static ObjectNode params(
      String query, List<Segment.Secret> secrets, ServerVersion version) {
    ObjectNode params = Form.newObject();
    for (String param : query.split(version.isAtLeast(8, 0) ? "&" : "[&;]", -1)) {
      int equals = param.indexOf('=');
      String name = equals < 0 ? param : param.substring(0, equals);
      String value = equals < 0 ? "" : param.substring(equals + 1);
      if (!name.isEmpty()) {
        params.set(decoded(name), node(decoded(value), secrets));
      }
    }
    return params;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** The text with a private character for each secret; empty where that is not possible. */
  private static String text(JsonNode url, List<Segment.Secret> secrets) {
    StringBuilder text = new StringBuilder();
    for (Segment segment : segments(url)) {
      String own =
          segment instanceof Segment.Own own1
              ? own1.text()
              : segment instanceof Segment.RuleText rule ? rule.text() : "";
      if (hasSecret(own)) {
        return "";
      }
      text.append(own);
      if (segment instanceof Segment.Secret secret) {
        text.append((char) (FIRST_SECRET + secrets.size()));
        secrets.add(secret);
      }
    }
    return text.toString();
  }

  private static List<Segment> segments(JsonNode url) {
    return MarkedText.of(url)
        .map(MarkedText::segments)
        .orElseGet(() -> List.of(new Segment.Own(url.asText())));
  }

  /** The string with its secrets back in their places. */
  private static JsonNode node(String text, List<Segment.Secret> secrets) {
    if (secrets.isEmpty() || !hasSecret(text)) {
      return TextNode.valueOf(text);
    }
    List<Segment> segments = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      int secret = text.charAt(i) - FIRST_SECRET;
      if (secret >= 0 && secret < secrets.size()) {
        segments.add(new Segment.Own(text.substring(start, i)));
        segments.add(secrets.get(secret));
        start = i + 1;
      }
    }
    segments.add(new Segment.Own(text.substring(start)));
    return new MarkedText(segments).toNode();
  }

  private static boolean hasSecret(String text) {
    return text.chars().anyMatch(c -> c >= FIRST_SECRET && c <= LAST_SECRET);
  }
}
