package io.deploywatches.query.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.sigma.Detection;
import io.deploywatches.testing.ExampleEvents;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Real grep takes every command, and finds the lines that the rule means. */
class GrepProofTest {
  /** One command, the lines it is asked about, and how many of them it is to find. */
  private record Question(Detection detection, String command, List<String> lines) {}

  private static final String END = "-- end of answer --";

  /** Of all public rules a fifth is asked, all with the property set to 1. */
  private static final int EVERY = Integer.getInteger("rules.every", 5);

  @TempDir Path folder;

  @Test
  @EnabledIf("isGrepHere")
  void grepFindsALineOfTheRulesOwnValues() throws Exception {
    List<Question> questions = new ArrayList<>();
    int withoutExample = 0;
    List<Detection> detections = PublicDetections.all();
    for (int i = 0; i < detections.size(); i += EVERY) {
      Detection detection = detections.get(i);
      Optional<String> command = PublicDetections.text(Target.GREP, detection);
      if (command.isEmpty()) {
        continue;
      }
      Optional<ObjectNode> event = ExampleEvents.of(detection.expression());
      withoutExample += event.isEmpty() ? 1 : 0;
      questions.add(
          new Question(
              detection,
              command.get(),
              event.map(found -> List.of(json(found), pairs(found))).orElse(List.of())));
    }
    List<String> wrong = answers(questions);
    System.out.printf(
        "grep: %d commands, %d of them without an example, %d wrong%n",
        questions.size(), withoutExample, wrong.size());
    assertThat(wrong.stream().limit(20)).isEmpty();
    assertThat(questions.size()).isGreaterThan(4_000 / EVERY);
    assertThat(withoutExample).isLessThan(questions.size() / 50);
  }

  private static String json(ObjectNode event) {
    return event.toString();
  }

  /** {@code name="value"}, as Splunk and many programs write; line breaks as they are in JSON. */
  private static String pairs(ObjectNode event) {
    StringBuilder line = new StringBuilder("2026-11-25 10:00:00 host");
    for (Map.Entry<String, JsonNode> field : event.properties()) {
      line.append(' ').append(field.getKey()).append("=\"");
      line.append(field.getValue().asText().replace("\n", "\\n").replace("\r", "\\r")).append('"');
    }
    return line.toString();
  }

  /** One shell for all, in which the commands stand as a user would type them. */
  private List<String> answers(List<Question> questions) throws Exception {
    StringBuilder script = new StringBuilder("export LC_ALL=C.UTF-8\n");
    for (int i = 0; i < questions.size(); i++) {
      Path lines = Files.write(folder.resolve(i + ".log"), questions.get(i).lines());
      script.append(questions.get(i).command()).append(' ').append(lines).append('\n');
      script.append("echo '" + END + "'\n");
    }
    Path file = Files.writeString(folder.resolve("ask.sh"), script);
    Path errors = folder.resolve("errors.txt");
    Process shell =
        new ProcessBuilder("/bin/sh", file.toString()).redirectError(errors.toFile()).start();
    String found = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    shell.waitFor();
    List<String> wrong = new ArrayList<>(Files.readAllLines(errors));
    String[] answers = found.split(END + "\n", -1);
    for (int i = 0; i < questions.size(); i++) {
      Question question = questions.get(i);
      if (!answers[i].lines().toList().equals(question.lines())) {
        wrong.add(question + "\n  found: " + answers[i]);
      }
    }
    return wrong;
  }

  /** GNU's grep, built with PCRE. */
  static boolean isGrepHere() throws Exception {
    if (!new File("/bin/sh").canExecute()) {
      return false;
    }
    Process grep = new ProcessBuilder("/bin/sh", "-c", "echo ab | grep -qP '(?=a)'").start();
    return grep.waitFor() == 0;
  }
}
