package io.deploywatches.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.testing.Corpus;
import io.deploywatches.watch.MarkedText.Segment;
import java.util.List;

/** Short ways to write the JSON of tests. */
final class Json {
  private Json() {}

  /** Reads JSON in which single quotes stand for double ones. */
  static ObjectNode json(String text) {
    try {
      return (ObjectNode) Corpus.JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** A watch that has a trigger and that key. */
  static ObjectNode watch(String key, String value) {
    return json("{'trigger':{'schedule':{'interval':'12h'}},'" + key + "':" + value + "}");
  }

  static JsonNode marked(Segment... segments) {
    return new MarkedText(List.of(segments)).toNode();
  }

  static Segment own(String text) {
    return new Segment.Own(text);
  }

  static Segment rule(String text) {
    return new Segment.RuleText(text);
  }

  static Segment secret(String name) {
    return new Segment.Secret(name);
  }
}
