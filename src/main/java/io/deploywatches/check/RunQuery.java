package io.deploywatches.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.deploywatches.watch.MarkedText;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The query of a watch as it is at some run. */
final class RunQuery {
  private static final String TIME_OF_RUN =
      "\\{\\{\\s*ctx\\.(trigger\\.(scheduled|triggered)_time|execution_time)\\s*}}";

  private RunQuery() {}

  /**
   * The query at a run at that time; null when it holds other run-time Mustache or a secret, whose
   * value nobody needs for looking, or is none.
   */
  static @Nullable JsonNode at(JsonNode query, Instant run) {
    if (query.isMissingNode() || hasSecret(query)) {
      return null;
    }
    JsonNode rendered = rendered(query, run);
    return rendered.toString().contains("{{") ? null : rendered;
  }

  private static boolean hasSecret(JsonNode node) {
    if (node.isContainerNode()) {
      return StreamSupport.stream(node.spliterator(), false).anyMatch(RunQuery::hasSecret);
    }
    return MarkedText.of(node).map(MarkedText::hasSecret).orElse(false);
  }

  private static JsonNode rendered(JsonNode node, Instant run) {
    if (node instanceof ObjectNode object) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        copy.set(entry.getKey(), rendered(entry.getValue(), run));
      }
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
      array.forEach(item -> copy.add(rendered(item, run)));
      return copy;
    }
    return node.isTextual()
        ? TextNode.valueOf(node.textValue().replaceAll(TIME_OF_RUN, run.toString()))
        : node;
  }

  /**
   * A query over a longer time.
   *
   * @param timeField whose range was replaced
   */
  record Widened(JsonNode query, String timeField) {}

  /**
   * The query with its range over the window replaced by one over a longer time.
   *
   * @param query without run-time Mustache
   * @return empty when it has no such range, or several
   */
  static Optional<Widened> widened(JsonNode query, Instant until, Duration since) {
    Widening widening = new Widening(until, since);
    JsonNode widened = widening.of(query);
    return widening.count == 1 && widening.field != null
        ? Optional.of(new Widened(widened, widening.field))
        : Optional.empty();
  }

  private static final class Widening {
    private final Instant until;
    private final Duration since;
    private int count;
    private @Nullable String field;

    Widening(Instant until, Duration since) {
      this.until = until;
      this.since = since;
    }

    JsonNode of(JsonNode node) {
      if (node instanceof ArrayNode array) {
        ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
        array.forEach(item -> copy.add(of(item)));
        return copy;
      }
      if (!(node instanceof ObjectNode object)) {
        return node;
      }
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        JsonNode value = entry.getValue();
        boolean isWindow =
            entry.getKey().equals("range")
                && value.size() == 1
                && value
                    .elements()
                    .next()
                    .toString()
                    .matches(".*\"(now[^\"]*|[^\"]*\\|\\|[^\"]*)\".*");
        copy.set(entry.getKey(), isWindow ? window(value) : of(value));
      }
      return copy;
    }

    private ObjectNode window(JsonNode range) {
      String name = range.fieldNames().next();
      count++;
      field = name;
      ObjectNode wide = JsonNodeFactory.instance.objectNode();
      wide.putObject(name)
          .put("gte", until.minus(since).toString())
          .put("lt", until.toString())
          .put("format", "strict_date_optional_time");
      return wide;
    }
  }
}
