package io.deploywatches.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.deploywatches.testing.Replanned;
import org.junit.jupiter.api.Test;

/** Which side moved, where the digest of the last deploy cannot tell. */
class WhyTest {
  @Test
  void aHeaderEditedOnTheClusterHasDrifted() {
    Change.Replace change = plan("text/plain", "text/plain", "text/html");

    assertThat(change.why()).containsExactly(Why.DRIFTED);
    assertThat(change.comparison().orElseThrow().differences())
        .extracting(Difference::path)
        .containsExactly("/input/http/request/headers/Accept");
  }

  @Test
  void aHeaderChangedInTheBundleIsRotated() {
    assertThat(plan("text/plain", "text/html", "text/plain").why()).containsExactly(Why.ROTATED);
  }

  private static Change.Replace plan(String deployed, String wanted, String live) {
    return (Change.Replace)
        Replanned.plan(accept(deployed), accept(wanted), accept(live)).changes().get(0);
  }

  private static String accept(String type) {
    return "\"headers\": {\"Accept\": \"" + type + "\"}";
  }
}
