package io.deploywatches.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.testing.Rules;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SettingsLayerTest {
  private static final List<String> TEXTS =
      List.of("template", "time_field", "id_prefix", "owner", "runbook");

  @Property(tries = 300)
  void theLaterOfTwoLayersWins(@ForAll("layers") List<Map<String, String>> layers) {
    SettingsLayer all = SettingsLayer.EMPTY;
    Map<String, String> expected =
        new TreeMap<>(Map.of("template", "email", "time_field", "@timestamp", "id_prefix", ""));
    for (Map<String, String> layer : layers) {
      all = all.with(layer(yaml(layer)));
      expected.putAll(layer);
    }
    Settings settings = all.decode(new Problems());
    assertThat(settings.template()).isEqualTo(expected.get("template"));
    assertThat(settings.timeField()).isEqualTo(expected.get("time_field"));
    assertThat(settings.idPrefix()).isEqualTo(expected.get("id_prefix"));
    assertThat(settings.owner().orElse(null)).isEqualTo(expected.get("owner"));
    assertThat(settings.runbook().orElse(null)).isEqualTo(expected.get("runbook"));
  }

  /** Values are merged key by key, so each key is decided by itself. */
  @Property(tries = 300)
  void theLaterOfTwoValuesWins(@ForAll("layers") List<Map<String, String>> layers) {
    SettingsLayer all = SettingsLayer.EMPTY;
    Map<String, String> expected = new TreeMap<>();
    for (Map<String, String> layer : layers) {
      all = all.with(layer("values:\n  nested:\n" + yaml(layer).indent(4) + "  x: 1"));
      expected.putAll(layer);
    }
    JsonNode nested = all.decode(new Problems()).values().path("nested");
    Map<?, ?> actual =
        nested.isMissingNode() ? Map.of() : new ObjectMapper().convertValue(nested, Map.class);
    assertThat(new TreeMap<>(actual)).isEqualTo(expected);
  }

  @Provide
  Arbitrary<List<Map<String, String>>> layers() {
    return Arbitraries.maps(Arbitraries.of(TEXTS), Arbitraries.of("v1", "v2", "v3"))
        .ofMinSize(1)
        .list()
        .ofMaxSize(5);
  }

  private static String yaml(Map<String, String> layer) {
    StringBuilder yaml = new StringBuilder();
    layer.forEach((key, value) -> yaml.append(key).append(": ").append(value).append('\n'));
    return yaml.toString();
  }

  @Test
  void theWindowFollowsTheIntervalUnlessItIsGiven() {
    SettingsLayer defaults = layer("schedule: {interval: 30m}");
    SettingsLayer override = layer("schedule: {interval: 5m}");
    assertThat(window(defaults)).isEqualTo("30m");
    assertThat(window(defaults.with(override))).isEqualTo("5m");
    assertThat(window(defaults.with(layer("window: 1h")).with(override))).isEqualTo("1h");
    assertThat(window(defaults.with(layer("schedule: {interval: 90}")))).isEqualTo("90s");
    assertThat(layer("schedule: {cron: a}").decode(new Problems()).window()).isEmpty();
  }

  @Test
  void nullTakesASettingBack() {
    SettingsLayer both = layer("throttle_period: 1h").with(layer("throttle_period: null"));
    assertThat(both.decode(new Problems()).throttlePeriod()).isEmpty();
  }

  @Test
  void aServerIsAText() {
    Settings settings = layer("matching: {server: 7.10}").decode(new Problems());
    assertThat(settings.matching().server()).isEqualTo("7.10");
  }

  private static String window(SettingsLayer layer) {
    return layer.decode(new Problems()).window().map(TimeSpan::toString).orElse("none");
  }

  private static SettingsLayer layer(String yaml) {
    Mapping mapping = Rules.rule(yaml);
    Problems problems = new Problems();
    SettingsLayer layer = SettingsLayer.read(mapping, List.of(), "here", problems);
    assertThat(problems.list().stream().map(Problem::message)).isEmpty();
    return layer;
  }
}
