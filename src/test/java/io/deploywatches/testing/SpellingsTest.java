package io.deploywatches.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A search that finds nothing proves something only when it can find. */
final class SpellingsTest {
  private static final String SECRET = "k\"ey \\wörd+/%&<1>";

  @Test
  void findsASecretWhereverItIs() {
    Spellings spellings = Spellings.of(SECRET);
    assertThat(in(spellings, "nothing of it")).isEmpty();
    assertThat(in(spellings, "a " + SECRET + " b")).contains("as it is");
    assertThat(in(spellings, "{\"a\":\"k\\\"ey \\\\wörd+/%&<1>\"}")).contains("in JSON");
    assertThat(in(spellings, URLEncoder.encode(SECRET, StandardCharsets.UTF_8)))
        .contains("in a form");
    for (String before : new String[] {"", "u", "u:", "us:", "use:"}) {
      byte[] pair = (before + SECRET + "!").getBytes(StandardCharsets.UTF_8);
      assertThat(in(spellings, "Basic " + Base64.getEncoder().encodeToString(pair)))
          .as(before)
          .isNotEmpty();
      assertThat(in(spellings, Base64.getUrlEncoder().withoutPadding().encodeToString(pair)))
          .as(before)
          .isNotEmpty();
    }
  }

  private static List<String> in(Spellings spellings, String text) {
    return spellings.in(text.getBytes(StandardCharsets.UTF_8));
  }
}
