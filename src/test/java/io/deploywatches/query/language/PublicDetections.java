package io.deploywatches.query.language;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.bundle.Matching;
import io.deploywatches.bundle.RuleFile;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.SigmaParser;
import io.deploywatches.testing.Corpus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The detections of all public rules and pages that the tool reads. */
final class PublicDetections {
  private static final Dialect RIGHT = Dialect.right(new Matching("winlogbeat", "none", "6.8"));

  private PublicDetections() {}

  static List<Detection> all() {
    List<Detection> detections = new ArrayList<>();
    for (String file : List.of("sigma-rules.jsonl", "sigma-rules-aggregations.jsonl")) {
      for (JsonNode rule : Corpus.lines(file)) {
        add(rule.path("path").asText(), rule.path("yaml").asText(), detections);
      }
    }
    for (JsonNode page : Corpus.lines("atc-pages.jsonl")) {
      add(page.path("page").asText(), page.path("sigma_yaml").asText(), detections);
    }
    return detections;
  }

  private static void add(String source, String yaml, List<Detection> detections) {
    for (Mapping rule : RuleFile.of(source, yaml.getBytes(StandardCharsets.UTF_8)).rules()) {
      detections.addAll(SigmaParser.parse(rule, new Problems()));
    }
  }

  /** The text in a language as the rule means it; empty when the language cannot say it. */
  static Optional<String> text(Target target, Detection detection) {
    return target.writer(RIGHT).write(detection, List.of("Image"), new Problems());
  }
}
