package io.deploywatches.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionSettingsTest {
  @ParameterizedTest
  @CsvSource({
    "es, http://es:9200",
    "es:9201, http://es:9201",
    "http://es, http://es:80",
    "https://es, https://es:443",
    "HTTPS://es.example.org:9243/, https://es.example.org:9243",
    "https://proxy/search/prod/, https://proxy:443/search/prod",
    "[::1]:9200, http://[::1]:9200",
  })
  void readsAnAddress(String text, URI expected) {
    assertThat(ConnectionSettings.parseNodes(text)).containsExactly(expected);
  }

  @Test
  void readsSeveralNodes() {
    assertThat(ConnectionSettings.parseNodes("a:1, https://b:2"))
        .isEqualTo(List.of(URI.create("http://a:1"), URI.create("https://b:2")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a,,b",
        "http://",
        "es:port",
        "es:99999",
        "http://es/?x=1",
        "http://es/#x"
      })
  void refusesWhatIsNoAddress(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionSettings.parseNodes(text))
        .withMessageContaining("is not the address of a node");
  }

  @Test
  void refusesAnotherProtocol() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionSettings.parseNodes("ftp://es:21"))
        .withMessageContaining("ftp://");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://joe:hunter2@es:9200", "joe:hunter2@es", "http://joe:hunter2/x@es:9200"})
  void refusesAPasswordWithoutRepeatingIt(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionSettings.parseNodes(text))
        .withMessageContaining("--password-file")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
  }

  @Test
  void showsNoSecret() {
    for (Authentication authentication :
        List.of(
            new Authentication.Basic("joe", "hunter2"),
            new Authentication.ApiKey("hunter2"),
            new Authentication.Bearer("hunter2"))) {
      ConnectionSettings settings =
          new ConnectionSettings(
              List.of(URI.create("http://es:9200")),
              authentication,
              1,
              ConnectionSettings.DEFAULT_TIMEOUT,
              0);
      assertThat(settings.toString()).doesNotContain("hunter2");
    }
  }

  @Test
  void encodesAnApiKeyOnlyWhenItIsNotYet() {
    assertThat(new Authentication.ApiKey("id:key").header()).contains("ApiKey aWQ6a2V5");
    assertThat(new Authentication.ApiKey("aWQ6a2V5").header()).contains("ApiKey aWQ6a2V5");
  }
}
