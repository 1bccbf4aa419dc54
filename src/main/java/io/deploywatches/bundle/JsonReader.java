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
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads JSON with the place of every value, strictly: comments, duplicate keys and text after the
 * value are problems, although Watcher takes or ignores some of them without a word.
 */
public final class JsonReader {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final Pattern SOURCE =
      Pattern.compile("start marker at \\[Source: [^\\]]*line: (\\d+), column: \\d+]");

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
   * @return the value, empty when it cannot be read. It is there although an error was reported
   *     where that is a duplicate key (the first value) or text after the end, so that what else is
   *     wrong with it can be told as well.
   */
  public static Optional<SourceValue> read(String file, String text, Problems problems) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return new JsonReader(file, parser, problems).document();
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      problems.error(
          at == null ? Location.of(file) : new Location(file, at.getLineNr()),
          "not valid JSON: " + message(e));
      return Optional.empty();
    } catch (IOException e) {
      throw new AssertionError("reading from a string does no I/O", e);
    }
  }

  /** The parser's words without its own way of naming the place, and its first letter small. */
  private static String message(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    message = message.lines().findFirst().orElse(message).strip();
    message = SOURCE.matcher(message).replaceAll("opened on line $1");
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }

  private Optional<SourceValue> document() throws IOException {
    if (parser.nextToken() == null) {
      problems.error(new Location(file, 1), "empty: expected a JSON object");
      return Optional.empty();
    }
    SourceValue value = value();
    if (hasMore()) {
      problems.error(
          new Location(file, parser.currentLocation().getLineNr()),
          "text after the end of the JSON value: Watcher would ignore it silently",
          "remove it, or what closes the value too early");
    }
    return Optional.of(value);
  }

  private boolean hasMore() throws IOException {
    try {
      return parser.nextToken() != null;
    } catch (JsonProcessingException e) {
      return true;
    }
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
      case VALUE_NUMBER_FLOAT -> decimal();
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT -> IntNode.valueOf(parser.getIntValue());
            case LONG -> LongNode.valueOf(parser.getLongValue());
            default -> BigIntegerNode.valueOf(parser.getBigIntegerValue());
          };
      default -> throw new IllegalStateException("no value starts with " + token);
    };
  }

  private JsonNode decimal() throws IOException {
    BigDecimal value = parser.getDecimalValue();
    if (Math.abs((long) value.scale()) > YamlReader.MAX_SCALE) {
      problems.error(location(), "the number " + parser.getText() + " is beyond all bounds");
    }
    return DecimalNode.valueOf(value);
  }

  private Location location() {
    return new Location(file, parser.currentTokenLocation().getLineNr());
  }
}
