package io.deploywatches.bundle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.SourceValue.Sequence;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads JSON with the place of every value, strictly: comments, duplicate keys and text after the
 * value are problems, although Watcher takes or ignores some of them without a word.
 */
public final class JsonReader {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final String file;
  private final Problems problems;
  private final JsonParser parser;

  private JsonReader(String file, JsonParser parser, Problems problems) {
    this.file = file;
    this.parser = parser;
    this.problems = problems;
  }

  /**
   * Reads the one value of a file.
   *
   * @param file the name for messages
   * @param problems takes what is wrong
   * @return the value; empty when something is wrong
   */
  public static Optional<SourceValue> read(String file, String text, Problems problems) {
    Problems found = new Problems();
    Optional<SourceValue> value = Optional.empty();
    try (JsonParser parser = FACTORY.createParser(text)) {
      value = new JsonReader(file, parser, found).document();
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      found.error(
          at == null ? Location.of(file) : new Location(file, at.getLineNr()),
          "not valid JSON: " + firstLine(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new AssertionError("reading from a string does no I/O", e);
    }
    problems.addAll(found.list());
    return found.hasErrors() ? Optional.empty() : value;
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse(message).strip();
  }

  private Optional<SourceValue> document() throws IOException {
    if (parser.nextToken() == null) {
      problems.error(new Location(file, 1), "empty: expected a JSON object");
      return Optional.empty();
    }
    SourceValue value = value();
    if (parser.nextToken() != null) {
      problems.error(
          location(), "text after the end of the JSON value: Watcher would ignore it silently");
    }
    return Optional.of(value);
  }

  private SourceValue value() throws IOException {
    Location at = location();
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> mapping(at);
      case START_ARRAY -> sequence(at);
      default -> new Scalar(at, scalar(token), parser.getText());
    };
  }

  private Mapping mapping(Location at) throws IOException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Location keyAt = location();
      String key = parser.currentName();
      parser.nextToken();
      Entry first = entries.putIfAbsent(key, new Entry(keyAt, key, value()));
      if (first != null) {
        problems.error(
            keyAt, "duplicate key '" + key + "', first given on line " + first.location().line());
      }
    }
    return new Mapping(at, entries);
  }

  private Sequence sequence(Location at) throws IOException {
    List<SourceValue> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value());
    }
    return new Sequence(at, items);
  }

  private JsonNode scalar(JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_STRING -> TextNode.valueOf(parser.getText());
      case VALUE_TRUE, VALUE_FALSE -> BooleanNode.valueOf(token == JsonToken.VALUE_TRUE);
      case VALUE_NULL -> NullNode.instance;
      case VALUE_NUMBER_FLOAT -> DecimalNode.valueOf(parser.getDecimalValue());
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT -> IntNode.valueOf(parser.getIntValue());
            case LONG -> LongNode.valueOf(parser.getLongValue());
            default -> BigIntegerNode.valueOf(parser.getBigIntegerValue());
          };
      default -> throw new IllegalStateException("no value starts with " + token);
    };
  }

  private Location location() {
    return new Location(file, parser.currentTokenLocation().getLineNr());
  }
}
