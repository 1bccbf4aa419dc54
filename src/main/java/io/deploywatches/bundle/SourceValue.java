package io.deploywatches.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.problem.Location;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of a YAML or JSON file that knows its place, so that every problem can name its line.
 * Immutable.
 */
public sealed interface SourceValue {
  Location location();

  /** The same value without its places, as a new Jackson tree. */
  JsonNode toJson();

  /** What a message calls this kind of value: {@code a string}, {@code a list}. */
  String kind();

  /**
   * Where a part of this value stands; when it is not there, what is nearest around it.
   *
   * @param pointer a JSON pointer from this value: {@code /actions/mail/email/to/0}
   */
  default Location locationOf(String pointer) {
    Location at = location();
    SourceValue value = this;
    for (String step : pointer.split("/", -1)) {
      String key = step.replace("~1", "/").replace("~0", "~");
      Entry entry = value instanceof Mapping mapping ? mapping.entries().get(key) : null;
      if (entry != null) {
        at = entry.location();
        value = entry.value();
      } else if (value instanceof Sequence sequence
          && key.matches("\\d{1,9}")
          && Integer.parseInt(key) < sequence.items().size()) {
        value = sequence.items().get(Integer.parseInt(key));
        at = value.location();
      } else if (!step.isEmpty()) {
        return at;
      }
    }
    return at;
  }

  /**
   * A string, number, boolean or null.
   *
   * @param value a Jackson value node, {@code NullNode} for null
   * @param text the text as it stands in the file, without quotes: {@code 007} of a number
   */
  record Scalar(Location location, JsonNode value, String text) implements SourceValue {
    @Override
    public JsonNode toJson() {
      return value;
    }

    public boolean isString() {
      return value.isTextual();
    }

    public boolean isNull() {
      return value.isNull();
    }

    @Override
    public String kind() {
      return switch (value.getNodeType()) {
        case STRING -> "a string";
        case NUMBER -> "a number";
        case BOOLEAN -> "a boolean";
        default -> "null";
      };
    }
  }

  /** A list. */
  record Sequence(Location location, List<SourceValue> items) implements SourceValue {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public JsonNode toJson() {
      ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
      items.forEach(item -> array.add(item.toJson()));
      return array;
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /** A key of a mapping with its value; the location is the key's. */
  record Entry(Location location, String key, SourceValue value) {}

  /** A mapping from strings, in the order of the file, without duplicate keys. */
  record Mapping(Location location, Map<String, Entry> entries) implements SourceValue {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** The value of a key; null when the key is absent. */
    public @Nullable SourceValue get(String key) {
      Entry entry = entries.get(key);
      return entry == null ? null : entry.value();
    }

    /** The same mapping without a key. */
    public Mapping without(String key) {
      if (!has(key)) {
        return this;
      }
      Map<String, Entry> others = new LinkedHashMap<>(entries);
      others.remove(key);
      return new Mapping(location, others);
    }

    public boolean has(String key) {
      return entries.containsKey(key);
    }

    @Override
    public ObjectNode toJson() {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      entries.forEach((key, entry) -> object.set(key, entry.value().toJson()));
      return object;
    }

    @Override
    public String kind() {
      return "a mapping";
    }
  }
}
