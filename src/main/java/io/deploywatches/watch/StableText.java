package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * One text for each JSON value, the same in every run and on every machine: what digests and the
 * order of sets are made of. It is not JSON: strings stand with their length instead of being
 * escaped. Objects must have their keys sorted, as those of a canonical form have.
 */
final class StableText {
  private StableText() {}

  static String of(JsonNode value) {
    if (value.isTextual()) {
      return value.textValue();
    }
    StringBuilder text = new StringBuilder();
    append(value, text);
    return text.toString();
  }

  static void append(JsonNode value, StringBuilder text) {
    if (value.isObject()) {
      text.append('{');
      for (Map.Entry<String, JsonNode> entry : value.properties()) {
        append(entry.getKey(), text);
        append(entry.getValue(), text);
      }
      text.append('}');
    } else if (value.isArray()) {
      text.append('[');
      value.forEach(element -> append(element, text));
      text.append(']');
    } else if (value.isTextual()) {
      append(value.textValue(), text);
    } else if (value.isPojo()) {
      append(MarkedText.of(value).map(MarkedText::toString).orElse(""), text.append('m'));
    } else {
      text.append(value.asText()).append(';');
    }
  }

  private static void append(String string, StringBuilder text) {
    text.append(string.length()).append(':').append(string);
  }
}
