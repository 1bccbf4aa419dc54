package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.deploywatches.watch.Kind.Use;
import io.deploywatches.watch.MarkedText.Segment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Takes secrets out of a body by where they stand, never by searching for their text: leaves that
 * some server redacts (passwords wherever there is authentication, all values of request headers),
 * leaves that a server did redact or encrypt, and leaves that hold a secret of the settings.
 *
 * <p>A live body holds in clear what the settings keep secret, and does not know it. The methods
 * with two bodies therefore also take out of the first what stands where the second has a secret.
 */
public final class Redaction {
  /** What is shown instead of a secret. */
  public static final String MASK = "********";

  private static final TextNode MASKED = TextNode.valueOf(MASK);
  private static final TextNode BLANK = TextNode.valueOf("");
  private static final String REDACTED = "::es_redacted::";
  private static final String ENCRYPTED = "::es_encrypted::";

  private Redaction() {}

  /** Whether that is what a server shows instead of a secret. */
  public static boolean isRedacted(JsonNode leaf) {
    return leaf.isTextual()
        && (leaf.textValue().equals(REDACTED) || leaf.textValue().startsWith(ENCRYPTED));
  }

  /** The body as it may be shown to people. */
  public static ObjectNode masked(ObjectNode body) {
    return masked(body, body.objectNode());
  }

  /**
   * The body as it may be shown to people.
   *
   * @param secretsOf a body whose marked secrets are secrets at the same places of the first; both
   *     in canonical form
   */
  public static ObjectNode masked(ObjectNode body, ObjectNode secretsOf) {
    return Places.rewrite(body, new Rewriter(secretPlaces(secretsOf), MASKED));
  }

  /** The canonical body without all that a digest must not depend on. */
  public static ObjectNode blanked(ObjectNode canonical) {
    return blanked(canonical, canonical.objectNode());
  }

  /**
   * The canonical body without all that a digest must not depend on.
   *
   * @param secretsOf a canonical body whose marked secrets are secrets at the same places of the
   *     first
   */
  public static ObjectNode blanked(ObjectNode canonical, ObjectNode secretsOf) {
    return Places.rewrite(canonical, new Rewriter(secretPlaces(secretsOf), BLANK));
  }

  private record Rewriter(Set<String> secretPlaces, TextNode instead) implements Places.Rewriter {
    @Override
    public JsonNode leaf(JsonNode leaf, Use use, Place place) {
      if (isRedacted(leaf) || (!secretPlaces.isEmpty() && secretPlaces.contains(place.pointer()))) {
        return instead;
      }
      if (!hasSecret(leaf)) {
        return leaf;
      }
      return instead.equals(BLANK) ? instead : TextNode.valueOf(withMask(leaf));
    }

    @Override
    public JsonNode redactable(JsonNode value, Place place) {
      return instead;
    }
  }

  /** Whether anything in the body is hidden by the server. */
  public static boolean hasRedacted(JsonNode node) {
    if (node.isContainerNode()) {
      for (JsonNode child : node) {
        if (hasRedacted(child)) {
          return true;
        }
      }
      return false;
    }
    return isRedacted(node);
  }

  /** All that a server may hide, and all secrets of the settings, by JSON pointer. */
  static SortedMap<String, JsonNode> secretLeaves(ObjectNode canonical) {
    SortedMap<String, JsonNode> leaves = new TreeMap<>();
    var unused =
        Places.rewrite(
            canonical,
            new Places.Rewriter() {
              @Override
              public JsonNode leaf(JsonNode leaf, Use use, Place place) {
                if (hasSecret(leaf)) {
                  leaves.put(place.pointer(), leaf);
                }
                return leaf;
              }

              @Override
              public JsonNode redactable(JsonNode value, Place place) {
                leaves.put(place.pointer(), value);
                return value;
              }
            });
    return leaves;
  }

  /** Pointers to the leaves that hold a secret of the settings. */
  private static Set<String> secretPlaces(ObjectNode body) {
    Set<String> places = new HashSet<>();
    Places.rewrite(
        body,
        (leaf, use, place) -> {
          if (hasSecret(leaf)) {
            places.add(place.pointer());
          }
          return leaf;
        });
    return places;
  }

  private static boolean hasSecret(JsonNode leaf) {
    return MarkedText.of(leaf).map(MarkedText::hasSecret).orElse(false);
  }

  private static String withMask(JsonNode leaf) {
    return MarkedText.of(leaf).map(MarkedText::segments).orElse(List.of()).stream()
        .map(
            segment ->
                segment instanceof Segment.Own own
                    ? own.text()
                    : segment instanceof Segment.RuleText rule ? rule.text() : MASK)
        .collect(Collectors.joining());
  }
}
