package io.deploywatches.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.YamlReader;
import io.deploywatches.problem.Problems;
import io.deploywatches.testing.Corpus;
import io.deploywatches.testing.Rules;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LogSourcesTest {
  private static final FieldMapping WINLOGBEAT = mapping("winlogbeat");

  @Test
  void processesAreThoseOfSysmonAndOfSecurity() {
    assertThat(LogSources.condition(new LogSource("process_creation", "windows", null)).toString())
        .contains("Microsoft-Windows-Sysmon/Operational", "value=1]", "Security", "4688");
  }

  @Test
  void aFieldOfAProcessHasTheNamesOfBothRecords() {
    LogSource processes = new LogSource("process_creation", "windows", null);
    assertThat(WINLOGBEAT.map("Image", processes))
        .containsExactly("winlog.event_data.Image", "winlog.event_data.NewProcessName");
    assertThat(WINLOGBEAT.map("Image", new LogSource("file_event", "windows", null)))
        .containsExactly("winlog.event_data.Image");
    assertThat(mapping("ecs").map("Image", processes)).containsExactly("process.executable");
    assertThat(mapping("none").map("Image", processes)).containsExactly("Image");
  }

  @Test
  void aFieldOfSeveralNamesIsAbsentWhenAllOfThemAre() {
    Detection detection =
        Rules.detections(
                """
                logsource: {category: process_creation, product: windows}
                detection:
                  s: {Image: [null, x]}
                  condition: s
                """)
            .get(0);
    assertThat(WINLOGBEAT.resolve(detection).toString())
        .contains(
            "Or[operands=[And[operands=[FieldMatch[field=winlog.event_data.Image, criteria=[ABSENT]")
        .contains("FieldMatch[field=winlog.event_data.NewProcessName, criteria=[ABSENT]");
  }

  @Test
  void aLogSourceThatSigmaDoesNotNameIsNotKnown() {
    assertThat(LogSources.isKnown(LogSource.UNKNOWN)).isFalse();
    for (LogSource source :
        List.of(
            new LogSource(null, "windows", "no-such-log"),
            new LogSource("no_such_category", "windows", null),
            new LogSource("process_creation", "windows", "no-such-log"),
            new LogSource(null, "toaster", null))) {
      assertThat(LogSources.isKnown(source)).as(source.toString()).isFalse();
      assertThat(LogSources.indices(source)).as(source.toString()).isEmpty();
    }
  }

  @Test
  void everyPublicRulesLogSourceIsKnownAndHasIndices() {
    Set<String> unknown = new TreeSet<>();
    for (JsonNode line : Corpus.lines("sigma-rules.jsonl")) {
      Problems problems = new Problems();
      Mapping rule =
          (Mapping) YamlReader.read("rule.yml", line.path("yaml").textValue(), problems).get(0);
      JsonNode given = rule.toJson().path("logsource");
      LogSource source =
          new LogSource(
              given.path("category").textValue(),
              given.path("product").textValue(),
              given.path("service").textValue());
      if (!LogSources.isKnown(source) || LogSources.indices(source).isEmpty()) {
        unknown.add(source.toString());
      }
    }
    assertThat(unknown).isEmpty();
  }

  private static FieldMapping mapping(String name) {
    FieldMapping mapping = FieldMapping.named(name);
    assertThat(mapping).isNotNull();
    return mapping;
  }
}
