package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.deploywatches.watch.Kind.Entry;
import io.deploywatches.watch.Kind.Fields;
import io.deploywatches.watch.Kind.Leaf;
import io.deploywatches.watch.Kind.ListOf;
import io.deploywatches.watch.Kind.ListOf.Order;
import io.deploywatches.watch.Kind.ListOf.Single;
import io.deploywatches.watch.Kind.MapOf;
import io.deploywatches.watch.Kind.OneOf;
import io.deploywatches.watch.Kind.Recursive;
import io.deploywatches.watch.Kind.Redactable;
import io.deploywatches.watch.Kind.Spelling;
import io.deploywatches.watch.Kind.Stray;
import io.deploywatches.watch.Kind.Switch;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The one way in which two bodies of a watch that mean the same are written: the body that was sent
 * and the body that a server shows have equal canonical forms, two bodies that mean something
 * different have different ones. It is made of both sides, as almost nothing of what was sent can
 * be told from what a server shows.
 *
 * <p>The form is made for people reading a diff: keys are sorted, defaults are left out, durations
 * are written {@code 15m}; for the rest it keeps to the spelling that servers show. Leaving
 * defaults out also makes it independent of what a version happens to spell out. Search bodies,
 * template texts and script sources are kept to the letter, and so is everything that the table
 * ({@link WatchGrammar}) does not know.
 *
 * <p>Marked leaves ({@link MarkedText}) pass through, except that a {@code url} is taken apart.
 */
public final class CanonicalForm {
  private final ServerVersion version;

  private CanonicalForm(ServerVersion version) {
    this.version = version;
  }

  /**
   * The canonical form of a body.
   *
   * @param body as sent or as shown, without the ownership mark; it is not changed. Where a server
   *     keeps the last of several keys, their order in this object decides.
   * @param version of the server that takes or shows the body
   */
  public static ObjectNode of(ObjectNode body, ServerVersion version) {
    return (ObjectNode) new CanonicalForm(version).of(body, WatchGrammar.WATCH);
  }

  private JsonNode of(JsonNode value, Kind kind) {
    if (kind instanceof Leaf leaf) {
      return leaf.form().of(value, version);
    }
    if (kind instanceof Fields fields) {
      return ofFields(value, fields);
    }
    if (kind instanceof ListOf list) {
      return ofList(value, list);
    }
    if (kind instanceof OneOf oneOf) {
      return ofOneOf(value, oneOf);
    }
    if (kind instanceof MapOf map) {
      return ofMap(value, map);
    }
    if (kind instanceof Entry entry) {
      return ofEntry(value, entry);
    }
    if (kind instanceof Switch onOff) {
      return value.isBoolean() ? of(Form.newObject(), onOff.whenOn()) : of(value, onOff.whenOn());
    }
    if (kind instanceof Redactable redactable) {
      return of(value, redactable.kind());
    }
    return of(value, ((Recursive) kind).kind().get());
  }

  private JsonNode ofFields(JsonNode value, Fields fields) {
    if (!value.isObject()) {
      String key = fields.shorthand();
      if (fields.bareKept() || key == null || !isString(value)) {
        return Form.verbatim(value);
      }
      ObjectNode spelledOut = Form.newObject();
      spelledOut.set(key, value);
      return ofFields(spelledOut, fields);
    }
    ObjectNode given = (ObjectNode) value;
    if (fields.prepare() != null) {
      given = fields.prepare().apply(given, version);
    }
    ObjectNode canonical = Form.newObject();
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      put(canonical, entry.getKey(), entry.getValue(), fields);
    }
    return finished(canonical, fields);
  }

  /** Adds what a key says; the last of several keys for the same thing wins, as on the server. */
  private void put(ObjectNode canonical, String key, JsonNode value, Fields fields) {
    Spelling spelling = fields.spelling(key);
    if (spelling == null) {
      if (fields.otherKeys() != null) {
        canonical.set(key.toLowerCase(Locale.ROOT), of(value, fields.otherKeys()));
      } else if (fields.strays() != Stray.LOST) {
        canonical.set(key, Form.verbatim(value));
      }
      return;
    }
    Field field = spelling.field();
    if (field.isLostOn(version)) {
      return;
    }
    if ((value.isNull() && field.isNullable()) || isOff(value, spelling.kind())) {
      canonical.remove(field.name());
      return;
    }
    JsonNode read = of(value, spelling.kind());
    JsonNode before = canonical.get(field.name());
    if (before != null && spelling.kind() instanceof ListOf list && list.order() == Order.SET) {
      read = of(Form.newArray().addAll((ArrayNode) before).addAll((ArrayNode) read), list);
    }
    if (read.equals(field.assumedValue())) {
      canonical.remove(field.name());
    } else {
      canonical.set(field.name(), read);
    }
  }

  /** Writes out the defaults that the form spells out, and drops what says nothing on its own. */
  private static JsonNode finished(ObjectNode canonical, Fields fields) {
    for (Field field : fields.known()) {
      JsonNode written = field.writtenValue();
      if (written != null) {
        JsonNode value = canonical.get(field.name());
        if (value == null || (value.isArray() && value.isEmpty())) {
          canonical.set(field.name(), written.deepCopy());
        }
      }
      if (field.needs() != null && !canonical.has(field.needs())) {
        canonical.remove(field.name());
      }
    }
    return canonical;
  }

  private JsonNode ofOneOf(JsonNode value, OneOf oneOf) {
    if (!value.isObject()) {
      return Form.verbatim(value);
    }
    ObjectNode canonical = Form.newObject();
    String type = null;
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      Kind kind = oneOf.types().get(entry.getKey());
      if (kind == null) {
        put(canonical, entry.getKey(), entry.getValue(), oneOf.common());
      } else {
        if (type != null) {
          canonical.remove(type);
        }
        type = entry.getKey();
        canonical.set(type, of(entry.getValue(), kind));
      }
    }
    return finished(canonical, oneOf.common());
  }

  private JsonNode ofMap(JsonNode value, MapOf map) {
    if (!value.isObject()) {
      return Form.verbatim(value);
    }
    ObjectNode canonical = Form.newObject();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      if (!entry.getValue().isNull() || !map.dropsNulls()) {
        canonical.set(entry.getKey(), of(entry.getValue(), map.value()));
      }
    }
    return canonical;
  }

  private JsonNode ofEntry(JsonNode value, Entry entry) {
    if (!value.isObject() || value.isEmpty()) {
      return Form.verbatim(value);
    }
    Map.Entry<String, JsonNode> last = null;
    for (Map.Entry<String, JsonNode> next : value.properties()) {
      last = next;
    }
    ObjectNode canonical = Form.newObject();
    if (last != null) {
      canonical.set(last.getKey(), of(last.getValue(), entry.value()));
    }
    return canonical;
  }

  private JsonNode ofList(JsonNode value, ListOf list) {
    ArrayNode canonical = Form.newArray();
    if (!value.isArray() && list.single() == Single.LOST) {
      return canonical;
    }
    for (JsonNode element : elements(value, list)) {
      canonical.add(of(element, list.element()));
    }
    if (list.order() != Order.LIST) {
      canonical = sorted(canonical, list.order());
    }
    return canonical.size() == 1 && list.single() == Single.UNWRAPPED
        ? canonical.get(0)
        : canonical;
  }

  private static Iterable<JsonNode> elements(JsonNode value, ListOf list) {
    if (value.isArray()) {
      return value;
    }
    if (!list.commas() || !value.isTextual()) {
      return List.of(value);
    }
    List<JsonNode> parts = new ArrayList<>();
    String text = value.textValue().replace(" ", "").replace("\t", "");
    if (!value.textValue().isEmpty()) {
      for (String part : text.split(",", -1)) {
        parts.add(TextNode.valueOf(part));
      }
    }
    return parts;
  }

  private static ArrayNode sorted(ArrayNode elements, Order order) {
    List<JsonNode> sorted = new ArrayList<>();
    elements.forEach(sorted::add);
    if (order == Order.SET) {
      sorted = new ArrayList<>(new LinkedHashSet<>(sorted));
    }
    sorted.sort(Calendar.ORDER);
    return Form.newArray().addAll(sorted);
  }

  private static boolean isOff(JsonNode value, Kind kind) {
    return kind instanceof Switch && value.isBoolean() && !value.booleanValue();
  }

  private static boolean isString(JsonNode value) {
    return value.isTextual() || MarkedText.of(value).isPresent();
  }
}
