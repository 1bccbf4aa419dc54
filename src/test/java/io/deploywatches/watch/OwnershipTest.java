package io.deploywatches.watch;

import static io.deploywatches.watch.Json.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.StreamSupport;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnershipTest {
  private static final ObjectNode STATUS = json("{}");

  @Property(tries = 300)
  void whatIsMarkedIsOwned(@ForAll("texts") String bundle, @ForAll("texts") String id) {
    Ownership mark = new Ownership(bundle, id, "watches/" + id, "v1-0", bundle, id);
    assertThat(Ownership.of(new LiveWatch(id, mark.addTo(json("{}")), STATUS))).contains(mark);
    assertThat(Ownership.of(new LiveWatch(id + "-copy", mark.addTo(json("{}")), STATUS))).isEmpty();
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.of("secops", "2026", "2026-01-02", "text:", "text:text:a", "1", "é", "a b"),
        Arbitraries.strings().ofMinLength(1).ofMaxLength(10));
  }

  /** What the first watch's mark looks like decides how a server maps the key for all of them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026",
        "2026-01-02",
        "2026/01/02",
        "2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.006+01:00",
        "2026-01-02 03:04:05",
        "2026/01/02 03:04:05 +0100",
        "1.5",
        "-1",
        "+1",
        "0",
        "20260102",
        "12:30",
        "20260102T030405Z",
        "2026-001",
        "2026-W01",
        "2026-W01-1",
        "2026-W01-1T03:04:05Z"
      })
  void noValueIsTakenForADateOrANumber(String value) {
    ObjectNode marked = new Ownership(value, value, value, value, value, value).addTo(json("{}"));
    JsonNode mark = marked.at("/metadata/deploy_watches");
    assertThat(StreamSupport.stream(mark.spliterator(), false))
        .hasSize(6)
        .allMatch(JsonNode::isTextual)
        .noneMatch(text -> text.textValue().matches("[-+]?\\d.*"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"metadata\": {}}",
        "{\"metadata\": null}",
        "{\"metadata\": \"x\"}",
        "{\"metadata\": {\"deploy_watches\": null}}",
        "{\"metadata\": {\"deploy_watches\": \"b\"}}",
        "{\"metadata\": {\"deploy_watches\": [\"b\"]}}",
        "{\"metadata\": {\"deploy_watches\": {\"id\": \"a\"}}}",
        "{\"metadata\": {\"deploy_watches\": {\"bundle\": \"b\"}}}",
        "{\"metadata\": {\"deploy_watches\": {\"bundle\": \"\", \"id\": \"a\"}}}",
        "{\"metadata\": {\"deploy_watches\": {\"bundle\": \"b\", \"id\": \"A\"}}}"
      })
  void whatIsNoMarkOwnsNothing(String body) {
    assertThat(Ownership.of(new LiveWatch("a", json(body), STATUS))).isEmpty();
  }

  @Test
  void theMarkComesOffWithoutATrace() {
    Ownership mark = new Ownership("b", "a", "s", "d", "p", "f");
    for (String body :
        new String[] {
          "{}", "{\"metadata\":{\"x\":1}}", "{\"trigger\":{},\"metadata\":{\"x\":{}}}"
        }) {
      ObjectNode marked = mark.addTo(json(body));
      assertThat(Ownership.removeFrom(marked)).isEqualTo(json(body));
      assertThat(Ownership.removeFrom(json(body))).isEqualTo(json(body));
      assertThat(marked.at("/metadata/deploy_watches/bundle").textValue()).isEqualTo("b");
    }
    // A server shows {} for metadata that it lost.
    assertThat(Ownership.removeFrom(json("{\"metadata\":{}}"))).isEqualTo(json("{}"));
  }
}
