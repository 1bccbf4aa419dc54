package io.deploywatches.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.watch.MarkedText;
import io.deploywatches.watch.SecretValues;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Reads and writes trees without Jackson's data binding, which would cost a short run more than its
 * requests do. Numbers survive digit for digit; a marked text becomes a string here and nowhere
 * else.
 */
final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // A watch may hold a script or a body of any length; the answer as a whole is limited.
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Json() {}

  /** A body ready to send; it remembers which secrets it holds. */
  static final class Written {
    private final byte[] bytes;
    private final Set<String> secrets;

    private Written(byte[] bytes, Set<String> secrets) {
      this.bytes = bytes;
      this.secrets = Set.copyOf(secrets);
    }

    /** JSON in UTF-8; not to be changed. */
    byte[] bytes() {
      return bytes;
    }

    /** The values that an error message has to be cleared of. */
    Set<String> secrets() {
      return secrets;
    }
  }

  /** Reads one JSON value. */
  static JsonNode read(InputStream input) throws IOException {
    try (JsonParser parser = FACTORY.createParser(input)) {
      if (parser.nextToken() == null) {
        throw new JsonParseException(parser, "no content");
      }
      return value(parser);
    }
  }

  private static JsonNode value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> {
        ObjectNode object = NODES.objectNode();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
          parser.nextToken();
          object.set(name, value(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(value(parser));
        }
        yield array;
      }
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
          };
      case VALUE_NUMBER_FLOAT -> DecimalNode.valueOf(parser.getDecimalValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      default -> throw new JsonParseException(parser, "unexpected " + token);
    };
  }

  /**
   * Writes a watch.
   *
   * @throws UnknownSecretException when a marked text names a secret that has no value
   */
  static Written write(JsonNode body, SecretValues secrets) throws UnknownSecretException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    Set<String> used = new HashSet<>();
    try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
      write(body, generator, secrets, used);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not from memory
    }
    return new Written(bytes.toByteArray(), used);
  }

  /** Writes a tree without marked texts. */
  static Written write(JsonNode body) {
    try {
      return write(body, SecretValues.NONE);
    } catch (UnknownSecretException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Writes trees without marked texts, each on a line of its own. */
  static Written lines(Iterable<? extends JsonNode> bodies) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    for (JsonNode body : bodies) {
      bytes.writeBytes(write(body).bytes());
      bytes.write('\n');
    }
    return new Written(bytes.toByteArray(), Set.of());
  }

  private static void write(
      JsonNode node, JsonGenerator generator, SecretValues secrets, Set<String> used)
      throws IOException, UnknownSecretException {
    switch (node.getNodeType()) {
      case OBJECT -> {
        generator.writeStartObject();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
          generator.writeFieldName(entry.getKey());
          write(entry.getValue(), generator, secrets, used);
        }
        generator.writeEndObject();
      }
      case ARRAY -> {
        generator.writeStartArray();
        for (JsonNode item : node) {
          write(item, generator, secrets, used);
        }
        generator.writeEndArray();
      }
      case STRING -> generator.writeString(node.textValue());
      case BOOLEAN -> generator.writeBoolean(node.booleanValue());
      case NULL -> generator.writeNull();
      case NUMBER -> generator.writeNumber(node.asText());
      case POJO ->
          generator.writeString(
              text(
                  MarkedText.of(node)
                      .orElseThrow(() -> new IllegalArgumentException("not a leaf of a watch")),
                  secrets,
                  used));
      default -> throw new IllegalArgumentException("not JSON: " + node.getNodeType());
    }
  }

  private static String text(MarkedText marked, SecretValues secrets, Set<String> used)
      throws UnknownSecretException {
    StringBuilder text = new StringBuilder();
    for (MarkedText.Segment segment : marked.segments()) {
      if (segment instanceof MarkedText.Segment.Own own) {
        text.append(own.text());
      } else if (segment instanceof MarkedText.Segment.RuleText rule) {
        text.append(rule.text());
      } else if (segment instanceof MarkedText.Segment.Secret secret) {
        String value = secrets.valueOf(secret.name());
        if (value == null) {
          throw new UnknownSecretException(secret.name());
        }
        used.add(value);
        text.append(value);
      }
    }
    return text.toString();
  }

  /** A marked text names a secret that has no value. */
  static final class UnknownSecretException extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownSecretException(String name) {
      super("the secret \"" + name + "\" has no value");
    }
  }
}
