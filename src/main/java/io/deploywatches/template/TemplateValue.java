package io.deploywatches.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The values that a template sees. Beside those declared here: {@code String} (a setting's text,
 * which may hold run-time Mustache on purpose), {@code JsonNode} (a number), {@code Boolean},
 * {@code Map<String, Object>}, {@code List<Object>} and null.
 */
sealed interface TemplateValue {
  /** Text of a rule. */
  record RuleText(String text) implements TemplateValue {}

  /** A secret, by its name. */
  record SecretName(String name) implements TemplateValue {}

  /** A value that is made only when a template uses it, since making it may be a problem. */
  record Lazy(Supplier<@Nullable Object> value) implements TemplateValue {}

  /**
   * A JSON tree whose strings are rule text, but for those that are the value of a {@code
   * POJONode}: they are the tool's own and may hold run-time Mustache.
   */
  static @Nullable Object ofRule(JsonNode node) {
    return of(node, RuleText::new);
  }

  /** A JSON tree whose strings are settings. */
  static @Nullable Object ofSettings(JsonNode node) {
    return of(node, text -> text);
  }

  private static @Nullable Object of(JsonNode node, Function<String, Object> string) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        node.properties().forEach(entry -> map.put(entry.getKey(), of(entry.getValue(), string)));
        yield map;
      }
      case ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>(node.size());
        node.forEach(item -> list.add(of(item, string)));
        yield list;
      }
      case STRING -> string.apply(node.textValue());
      case BOOLEAN -> node.booleanValue();
      case NULL, MISSING -> null;
      case POJO -> String.valueOf(((POJONode) node).getPojo());
      default -> node;
    };
  }

  /** The value as JSON text with marks. */
  static String toJson(@Nullable Object value) {
    StringBuilder json = new StringBuilder();
    write(value, json);
    return json.toString();
  }

  private static void write(@Nullable Object value, StringBuilder json) {
    if (value instanceof Lazy lazy) {
      write(lazy.value().get(), json);
    } else if (value instanceof RuleText rule) {
      json.append('"').append(Marks.ruleText(rule.text())).append('"');
    } else if (value instanceof SecretName secret) {
      json.append('"').append(Marks.secret(secret.name())).append('"');
    } else if (value instanceof String text) {
      json.append('"').append(Marks.settingText(text)).append('"');
    } else if (value instanceof Map<?, ?> map) {
      json.append('{');
      String comma = "";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.append(comma).append('"').append(Marks.settingText(String.valueOf(entry.getKey())));
        json.append("\":");
        write(entry.getValue(), json);
        comma = ",";
      }
      json.append('}');
    } else if (value instanceof List<?> list) {
      json.append('[');
      String comma = "";
      for (Object item : list) {
        json.append(comma);
        write(item, json);
        comma = ",";
      }
      json.append(']');
    } else {
      json.append(value);
    }
  }
}
