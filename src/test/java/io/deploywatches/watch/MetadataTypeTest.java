package io.deploywatches.watch;

import static io.deploywatches.watch.Json.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.deploywatches.watch.MarkedText.Segment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Every expectation was measured on 6.8.23 and 8.17.0; {@link MetadataIT} measures again. */
final class MetadataTypeTest {

  @ParameterizedTest
  @CsvFileSource(
      resources = "/dynamic-dates.tsv",
      delimiter = '\t',
      numLinesToSkip = 1,
      ignoreLeadingAndTrailingWhitespace = false)
  void knowsWhatServersTakeForDates(String text, String on6, String on8) {
    assertThat(List.of(mapped(text, true), mapped(text, false))).containsExactly(on6, on8);
  }

  private static String mapped(String text, boolean before7) {
    return switch (MetadataType.of(TextNode.valueOf(text), before7)) {
      case DATE -> "date";
      case DATE_WITH_SLASHES -> "slashes";
      default -> "text";
    };
  }

  /** The types by which values, given as JSON with single quotes, are taken. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                    | OBJECT",
        "{'a': 1}              | OBJECT",
        "'high'                | TEXT",
        "''                    | TEXT WHOLE_NUMBER DECIMAL BOOLEAN",
        "'5'                   | TEXT WHOLE_NUMBER DECIMAL DATE DATE_WITH_SLASHES",
        "'1.5'                 | TEXT WHOLE_NUMBER DECIMAL DATE DATE_WITH_SLASHES",
        "' 5'                  | TEXT DECIMAL",
        "'5d'                  | TEXT DECIMAL",
        "'NaN'                 | TEXT",
        "'0x10'                | TEXT",
        "'9223372036854775808' | TEXT DECIMAL DATE DATE_WITH_SLASHES",
        "'true'                | TEXT BOOLEAN",
        "'True'                | TEXT",
        "'2026'                | TEXT WHOLE_NUMBER DECIMAL DATE DATE_WITH_SLASHES",
        "'2026-11-25'          | TEXT DATE",
        "'2026-1-5'            | TEXT",
        "'2026/11/25'          | TEXT DATE_WITH_SLASHES",
        "'2026/11/25 10:30:00' | TEXT DATE_WITH_SLASHES",
        "5                     | TEXT WHOLE_NUMBER DECIMAL DATE DATE_WITH_SLASHES",
        "1.5                   | TEXT WHOLE_NUMBER DECIMAL DATE DATE_WITH_SLASHES",
        "4611686018427387904   | TEXT WHOLE_NUMBER DECIMAL DATE DATE_WITH_SLASHES",
        "9223372036854775808   | TEXT DECIMAL DATE DATE_WITH_SLASHES",
        "-9223372036854775808  | TEXT WHOLE_NUMBER DECIMAL DATE DATE_WITH_SLASHES",
        "1e300                 | TEXT DATE DATE_WITH_SLASHES",
        "true                  | TEXT BOOLEAN",
      })
  void knowsWhatATypeTakes(String value, String types) {
    JsonNode json = json("{'a': " + value + "}").get("a");
    assertThat(
            Arrays.stream(MetadataType.values())
                .filter(type -> type != MetadataType.OTHER && type.takes(json, true))
                .map(Enum::name))
        .containsExactly(types.split(" "));
    assertThat(MetadataType.OTHER.takes(json, true)).isTrue();
  }

  @Test
  void aSecretIsNotLookedAt() {
    JsonNode secret = Json.marked(new Segment.Secret("token"));
    assertThat(MetadataType.of(secret, true)).isEqualTo(MetadataType.TEXT);
    assertThat(MetadataType.WHOLE_NUMBER.takes(secret, true)).isTrue();
    assertThat(MetadataType.OBJECT.takes(secret, true)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{'type': 'object'}           ~ OBJECT",
        "{'properties': {}}           ~ OBJECT",
        "{'dynamic': 'true', 'properties': {'a': {'type': 'long'}}} ~ OBJECT",
        "{'type': 'text', 'fields': {'keyword': {'type': 'keyword', 'ignore_above': 256}}} ~ TEXT",
        "{'type': 'keyword'}          ~ TEXT",
        "{'type': 'long'}             ~ WHOLE_NUMBER",
        "{'type': 'float'}            ~ DECIMAL",
        "{'type': 'double'}           ~ DECIMAL",
        "{'type': 'boolean'}          ~ BOOLEAN",
        "{'type': 'date'}             ~ DATE",
        "{'type': 'date', 'format': 'yyyy/MM/dd HH:mm:ss||yyyy/MM/dd||epoch_millis'} ~ DATE_WITH_SLASHES",
        "{'type': 'date', 'format': 'yyyy'} ~ OTHER",
        "{'type': 'ip'}               ~ OTHER",
        "{}                           ~ OTHER",
      })
  void readsTheFieldsOfAMapping(String field, MetadataType type) {
    assertThat(MetadataType.mapped(json(field))).isEqualTo(type);
  }
}
