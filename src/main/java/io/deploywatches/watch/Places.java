package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.watch.Kind.Entry;
import io.deploywatches.watch.Kind.Fields;
import io.deploywatches.watch.Kind.Leaf;
import io.deploywatches.watch.Kind.ListOf;
import io.deploywatches.watch.Kind.MapOf;
import io.deploywatches.watch.Kind.OneOf;
import io.deploywatches.watch.Kind.Recursive;
import io.deploywatches.watch.Kind.Redactable;
import io.deploywatches.watch.Kind.Spelling;
import io.deploywatches.watch.Kind.Stray;
import io.deploywatches.watch.Kind.Switch;
import io.deploywatches.watch.Kind.Use;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rewrites a body leaf by leaf, in whatever spelling it is; its structure stays as it is. */
final class Places {
  /** What becomes of each place. */
  interface Rewriter {
    /** What becomes of a scalar or marked leaf at a place of that use. */
    JsonNode leaf(JsonNode leaf, Use use, Place place);

    /** What becomes of a value that a server may redact; null to go on with what is in it. */
    default @Nullable JsonNode redactable(JsonNode value, Place place) {
      return null;
    }
  }

  private final Rewriter rewriter;

  private Places(Rewriter rewriter) {
    this.rewriter = rewriter;
  }

  /** A copy of the body with each leaf as the rewriter says. */
  static ObjectNode rewrite(ObjectNode body, Rewriter rewriter) {
    return (ObjectNode) new Places(rewriter).of(body, WatchGrammar.WATCH, Place.ROOT);
  }

  private JsonNode of(JsonNode value, Kind kind, Place place) {
    if (kind instanceof Leaf leaf) {
      return json(value, leaf.use(), place);
    }
    if (kind instanceof Redactable redactable) {
      JsonNode rewritten = rewriter.redactable(value, place);
      return rewritten != null ? rewritten : of(value, redactable.kind(), place);
    }
    if (kind instanceof Recursive recursive) {
      return of(value, recursive.kind().get(), place);
    }
    if (kind instanceof Switch onOff) {
      return value.isObject() ? of(value, onOff.whenOn(), place) : json(value, Use.PLAIN, place);
    }
    if (kind instanceof ListOf list) {
      return ofList(value, list, place);
    }
    if (!value.isObject()) {
      return ofBare(value, kind, place);
    }
    ObjectNode copy = ((ObjectNode) value).objectNode();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      String key = entry.getKey();
      Place child = place.child(key);
      Kind childKind = kindOf(key, kind);
      copy.set(
          key,
          childKind == null
              ? json(entry.getValue(), strayUse(kind), child)
              : of(entry.getValue(), childKind, child));
    }
    return copy;
  }

  /** What the table says of a key of an object; null if it does not hold it. */
  static @Nullable Kind kindOf(String key, Kind object) {
    if (object instanceof MapOf map) {
      return map.value();
    }
    if (object instanceof Entry entry) {
      return entry.value();
    }
    if (object instanceof OneOf oneOf) {
      Kind type = oneOf.types().get(key);
      return type != null ? type : kindOf(key, oneOf.common());
    }
    if (!(object instanceof Fields fields)) {
      return null;
    }
    Spelling spelling = fields.spelling(key);
    return spelling != null ? spelling.kind() : fields.otherKeys();
  }

  private static Use strayUse(Kind object) {
    return object instanceof Fields fields && fields.strays() == Stray.LOST
        ? Use.PLAIN
        : Use.UNKNOWN;
  }

  private JsonNode ofList(JsonNode value, ListOf list, Place place) {
    if (!value.isArray()) {
      return of(value, list.element(), place);
    }
    ArrayNode copy = ((ArrayNode) value).arrayNode(value.size());
    for (int i = 0; i < value.size(); i++) {
      copy.add(of(value.get(i), list.element(), place.child(i)));
    }
    return copy;
  }

  private JsonNode ofBare(JsonNode value, Kind kind, Place place) {
    if (kind instanceof Fields fields) {
      Kind shorthand = fields.shorthandKind();
      if (shorthand != null) {
        return of(value, shorthand, place);
      }
      if (fields.bareKept()) {
        return json(value, Use.PLAIN, place);
      }
    }
    return json(value, Use.UNKNOWN, place);
  }

  private JsonNode json(JsonNode value, Use use, Place place) {
    if (value.isObject()) {
      ObjectNode copy = ((ObjectNode) value).objectNode();
      for (Map.Entry<String, JsonNode> entry : value.properties()) {
        copy.set(entry.getKey(), json(entry.getValue(), use, place.child(entry.getKey())));
      }
      return copy;
    }
    if (value.isArray()) {
      ArrayNode copy = ((ArrayNode) value).arrayNode(value.size());
      for (int i = 0; i < value.size(); i++) {
        copy.add(json(value.get(i), use, place.child(i)));
      }
      return copy;
    }
    return rewriter.leaf(value, use, place);
  }
}
