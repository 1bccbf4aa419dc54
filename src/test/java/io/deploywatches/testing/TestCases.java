package io.deploywatches.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON for tests of test cases, with single quotes for readability. */
public final class TestCases {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private TestCases() {}

  /** An object; single quotes stand for double ones. */
  public static ObjectNode json(String text) {
    return (ObjectNode) any(text);
  }

  /** Any value; single quotes stand for double ones. */
  public static JsonNode any(String text) {
    try {
      return MAPPER.readTree(text.replace('\'', '"'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
