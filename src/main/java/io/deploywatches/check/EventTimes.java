package io.deploywatches.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.deploywatches.bundle.Rule;
import io.deploywatches.bundle.Settings;
import io.deploywatches.bundle.TimeSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts times into the events of test cases, seen from the run. */
final class EventTimes {
  private static final Pattern RELATIVE = Pattern.compile("now([+-])(\\d{1,9}[smhdw])");

  /** For a whole watch, of which nobody knows where it looks. */
  private static final Duration RECENT = Duration.ofSeconds(30);

  private EventTimes() {}

  /**
   * The event with each text such as {@code now-5m} as that time. Without the rule's time field it
   * gets one in the middle of the window, where the watch sees it.
   *
   * @param run when the run is
   */
  static ObjectNode resolve(ObjectNode event, Rule rule, Instant run) {
    ObjectNode resolved = (ObjectNode) resolved(event, run);
    String field = rule.settings().timeField();
    if (!has(resolved, field)) {
      resolved.put(field, run.minus(middleOfWindow(rule)).toString());
    }
    return resolved;
  }

  private static Duration middleOfWindow(Rule rule) {
    Settings settings = rule.settings();
    if (rule instanceof Rule.WholeWatch || settings.window().isEmpty()) {
      return RECENT;
    }
    long window = settings.window().get().seconds();
    return Duration.ofSeconds(settings.lag().seconds() + (window + 1) / 2);
  }

  private static boolean has(JsonNode event, String field) {
    if (event.has(field)) {
      return true;
    }
    for (int dot = field.indexOf('.'); dot >= 0; dot = field.indexOf('.', dot + 1)) {
      if (has(event.path(field.substring(0, dot)), field.substring(dot + 1))) {
        return true;
      }
    }
    return false;
  }

  private static JsonNode resolved(JsonNode node, Instant run) {
    if (node instanceof ObjectNode object) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      object
          .properties()
          .forEach(entry -> copy.set(entry.getKey(), resolved(entry.getValue(), run)));
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
      array.forEach(item -> copy.add(resolved(item, run)));
      return copy;
    }
    return node.isTextual() ? resolved(node.textValue(), run) : node;
  }

  private static JsonNode resolved(String text, Instant run) {
    Matcher matcher = RELATIVE.matcher(text);
    if (!matcher.matches()) {
      return TextNode.valueOf(text);
    }
    long seconds = TimeSpan.parse(matcher.group(2)).orElseThrow().seconds();
    boolean isPast = matcher.group(1).equals("-");
    return TextNode.valueOf(run.plusSeconds(isPast ? -seconds : seconds).toString());
  }
}
