package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Finds watches whose metadata cannot live on one server. A server maps metadata once for all
 * watches: the first type that a key is seen with wins for ever, and a watch with another one is
 * refused. Collects watches; not safe for use by several threads.
 */
public final class MetadataTypes {
  /** What dynamic mapping takes for a date, as far as people write such strings. */
  private static final Pattern DATE =
      Pattern.compile("\\d{4}([-/])\\d{2}\\1\\d{2}(T[\\d:.]+(Z|[-+]\\d{2}:?\\d{2})?)?");

  /** As what a key is mapped. */
  private enum Type {
    AN_OBJECT("an object"),
    A_DATE("a date"),
    A_TEXT("a text"),
    A_NUMBER("a number"),
    A_BOOLEAN("a boolean");

    private final String words;

    Type(String words) {
      this.words = words;
    }
  }

  private record Seen(Type type, Watch watch) {}

  private final Map<String, Seen> seen = new HashMap<>();

  /** Adds a watch, and says in one sentence each where it clashes with one added before. */
  public List<String> add(Watch watch) {
    List<String> clashes = new ArrayList<>();
    JsonNode metadata = watch.body().path("metadata");
    metadata
        .properties()
        .forEach(entry -> add("metadata." + entry.getKey(), entry.getValue(), watch, clashes));
    return clashes;
  }

  private void add(String path, JsonNode value, Watch watch, List<String> clashes) {
    if (value.isArray()) {
      value.forEach(item -> add(path, item, watch, clashes));
      return;
    }
    if (value.isNull()) {
      return;
    }
    Type type = type(value);
    Seen first = seen.putIfAbsent(path, new Seen(type, watch));
    if (first != null && first.type != type) {
      clashes.add(
          "'"
              + path
              + "' is "
              + type.words
              + " here and "
              + first.type.words
              + " in "
              + first.watch.source()
              + ": a cluster maps metadata once for all watches and refuses one of them");
    }
    value
        .properties()
        .forEach(entry -> add(path + "." + entry.getKey(), entry.getValue(), watch, clashes));
  }

  private static Type type(JsonNode value) {
    if (value.isObject()) {
      return Type.AN_OBJECT;
    }
    if (value.isNumber()) {
      return Type.A_NUMBER;
    }
    if (value.isBoolean()) {
      return Type.A_BOOLEAN;
    }
    return value.isTextual() && DATE.matcher(value.textValue()).matches()
        ? Type.A_DATE
        : Type.A_TEXT;
  }
}
