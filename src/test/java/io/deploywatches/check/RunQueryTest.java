package io.deploywatches.check;

import static io.deploywatches.testing.TestCases.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.watch.MarkedText;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunQueryTest {
  private static final Instant RUN = Instant.parse("2026-11-25T12:00:00Z");

  @Test
  void theTimeOfTheRunIsKnown() {
    assertThat(RunQuery.at(json("{'a': ['{{ctx.trigger.scheduled_time}}||-5m']}"), RUN))
        .isEqualTo(json("{'a': ['2026-11-25T12:00:00Z||-5m']}"));
    assertThat(RunQuery.at(json("{'a': '{{ctx.metadata.b}}'}"), RUN)).isNull();
  }

  @Test
  void aQueryWithASecretIsNotLookedInto() {
    ObjectNode query = json("{'bool': {'filter': [{'term': {}}]}}");
    ObjectNode term = (ObjectNode) query.at("/bool/filter/0/term");
    term.set(
        "token",
        new MarkedText(
                List.of(new MarkedText.Segment.Own("x-"), new MarkedText.Segment.Secret("canary")))
            .toNode());
    assertThat(RunQuery.at(query, RUN)).isNull();
  }
}
