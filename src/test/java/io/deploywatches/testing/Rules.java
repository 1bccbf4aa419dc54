package io.deploywatches.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.deploywatches.bundle.SourceValue;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.YamlReader;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.SigmaParser;
import java.util.List;

/** Sigma rules for tests. */
public final class Rules {
  private Rules() {}

  /** The only document of a text. */
  public static Mapping rule(String yaml) {
    Problems problems = new Problems();
    List<SourceValue> documents = YamlReader.read("rule.yml", yaml, problems);
    assertThat(problems.list()).isEmpty();
    assertThat(documents).hasSize(1);
    return (Mapping) documents.get(0);
  }

  /** The detections of a rule that has nothing wrong. */
  public static List<Detection> detections(String yaml) {
    Problems problems = new Problems();
    List<Detection> detections = SigmaParser.parse(rule(yaml), problems);
    assertThat(problems.list()).isEmpty();
    return detections;
  }

  /** The detection of a rule for no log source, given what stands below {@code detection:}. */
  public static Detection detection(String... lines) {
    List<Detection> detections = detections("detection:\n  " + String.join("\n  ", lines));
    assertThat(detections).hasSize(1);
    return detections.get(0);
  }

  /** What is wrong with a rule, as {@code line: message (hint)}. */
  public static List<String> problems(String yaml) {
    Problems problems = new Problems();
    List<Detection> detections = SigmaParser.parse(rule(yaml), problems);
    assertThat(detections.isEmpty()).isEqualTo(problems.hasErrors());
    return problems.list().stream().map(Rules::show).toList();
  }

  private static String show(Problem problem) {
    String line = problem.location() == null ? "" : problem.location().line() + ": ";
    return line + problem.message() + (problem.hint() == null ? "" : " (" + problem.hint() + ")");
  }
}
