package io.deploywatches.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.regex.Pattern;

/** JSON the way people read it: two spaces, one value a line, {@code "key": value}. */
public final class JsonText {
  private static final ObjectWriter WRITER =
      JsonMapper.builder()
          .configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true)
          .build()
          .writer(printer());

  private static final Pattern LONE_SURROGATE =
      Pattern.compile(
          "[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]");

  private JsonText() {}

  private static DefaultPrettyPrinter printer() {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
    printer.indentArraysWith(indenter);
    printer.indentObjectsWith(indenter);
    return printer;
  }

  /** Half of a character is no text that can be written as UTF-8; as an escape it can. */
  private static String withoutLoneSurrogates(String json) {
    if (!hasSurrogates(json)) {
      return json; // to look closer costs as much as to write it
    }
    return LONE_SURROGATE
        .matcher(json)
        .replaceAll(half -> String.format("\\\\u%04x", (int) half.group().charAt(0)));
  }

  private static boolean hasSurrogates(String json) {
    for (int i = 0; i < json.length(); i++) {
      if (Character.isSurrogate(json.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** The value without a line break at its end. */
  public static String of(JsonNode node) {
    try {
      return withoutLoneSurrogates(WRITER.writeValueAsString(node));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree that cannot be written", e);
    }
  }
}
