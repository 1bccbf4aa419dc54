package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a server re-writes a single value, told as what the canonical form makes of it. A value that
 * no server would take stays as it is: it is the lint's business, and must not become equal to
 * another one.
 */
enum Form {
  /** Any JSON, kept; numbers by value, as {@link Numbers} says. */
  AS_IS {
    @Override
    JsonNode of(JsonNode value, ServerVersion version) {
      return verbatim(value);
    }
  },
  /** Any object; whatever else is given is silently taken for an empty one. */
  OBJECT {
    @Override
    JsonNode of(JsonNode value, ServerVersion version) {
      return value.isObject() ? verbatim(value) : newObject();
    }
  },
  /** A word that the server shows in lower case. */
  LOWER {
    @Override
    JsonNode of(JsonNode value, ServerVersion version) {
      return value.isTextual()
          ? TextNode.valueOf(value.textValue().toLowerCase(Locale.ROOT))
          : verbatim(value);
    }
  },
  /** A word that the server shows in upper case. */
  UPPER {
    @Override
    JsonNode of(JsonNode value, ServerVersion version) {
      return value.isTextual()
          ? TextNode.valueOf(value.textValue().toUpperCase(Locale.ROOT))
          : verbatim(value);
    }
  },
  /** A boolean, which may be given as a string. */
  FLAG {
    @Override
    JsonNode of(JsonNode value, ServerVersion version) {
      if ("true".equals(value.textValue())) {
        return BooleanNode.TRUE;
      }
      return "false".equals(value.textValue()) ? BooleanNode.FALSE : verbatim(value);
    }
  },
  /** An integer, which may be given as a string or with a fraction, which is cut off. */
  WHOLE {
    @Override
    JsonNode of(JsonNode value, ServerVersion version) {
      return Numbers.whole(value);
    }
  },
  /**
   * A duration as people write it: {@code 90s}; the canonical form is {@code 90s} or {@code 2m}.
   */
  DURATION {
    @Override
    JsonNode of(JsonNode value, ServerVersion version) {
      return Durations.ofText(value);
    }
  },
  /** A duration in milliseconds; the canonical form is that of {@link #DURATION}. */
  MILLIS {
    @Override
    JsonNode of(JsonNode value, ServerVersion version) {
      return Durations.ofMillis(value);
    }
  },
  /** A schedule's interval: a string is kept to the letter, a number counts seconds. */
  INTERVAL {
    @Override
    JsonNode of(JsonNode value, ServerVersion version) {
      return Durations.ofInterval(value);
    }
  },
  /** A reporting attachment's interval, which 6.x rounds to one decimal of its largest unit. */
  REPORTING_INTERVAL {
    @Override
    JsonNode of(JsonNode value, ServerVersion version) {
      return Durations.ofReportingInterval(value, version);
    }
  },
  /** A day of the week: {@code friday}, {@code FRI}, 6 (1 is Sunday). */
  WEEKDAY {
    @Override
    JsonNode of(JsonNode value, ServerVersion version) {
      return Calendar.weekday(value);
    }
  },
  /** A day of the month: 1 to 31, {@code first_day}, {@code last_day}, which servers show as 32. */
  MONTH_DAY {
    @Override
    JsonNode of(JsonNode value, ServerVersion version) {
      return Calendar.monthDay(value);
    }
  },
  /** A month: {@code january}, {@code JAN}, 1. */
  MONTH {
    @Override
    JsonNode of(JsonNode value, ServerVersion version) {
      return Calendar.month(value);
    }
  },
  /** A time of day in a set of such: compared by hour and minute, however it is written. */
  TIME_OF_DAY {
    @Override
    JsonNode of(JsonNode value, ServerVersion version) {
      return Calendar.timeOfDay(value);
    }
  },
  /** Which indices a wildcard means: one word, words with commas, or a list; order says nothing. */
  WILDCARDS {
    @Override
    JsonNode of(JsonNode value, ServerVersion version) {
      Set<String> words = new TreeSet<>();
      for (JsonNode word : value.isArray() ? value : newArray().add(value)) {
        if (!word.isTextual()) {
          return verbatim(value);
        }
        for (String part : word.textValue().toLowerCase(Locale.ROOT).split(",", -1)) {
          words.add(part.strip());
        }
      }
      words.remove("none");
      if (words.contains("all") || (words.contains("open") && words.contains("closed"))) {
        boolean allOfThisServer = !version.isAtLeast(7, 0) || words.contains("hidden");
        if (words.contains("all") || allOfThisServer) {
          words = Set.of("all");
        }
      }
      ArrayNode list = newArray();
      words.forEach(list::add);
      return list;
    }
  };

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** The canonical form of a value that stands at such a place. */
  abstract JsonNode of(JsonNode value, ServerVersion version);

  /**
   * Any JSON with its keys sorted and its numbers by value; strings and marked leaves as they are.
   */
  static JsonNode verbatim(JsonNode value) {
    if (value.isObject()) {
      ObjectNode object = newObject();
      for (Map.Entry<String, JsonNode> entry : value.properties()) {
        object.set(entry.getKey(), verbatim(entry.getValue()));
      }
      return object;
    }
    if (value.isArray()) {
      ArrayNode array = NODES.arrayNode(value.size());
      for (JsonNode element : value) {
        array.add(verbatim(element));
      }
      return array;
    }
    return value.isNumber() ? Numbers.byValue(value) : value;
  }

  /** An empty object that keeps its keys sorted. */
  static ObjectNode newObject() {
    return new ObjectNode(NODES, new TreeMap<>());
  }

  static ArrayNode newArray() {
    return NODES.arrayNode();
  }
}
