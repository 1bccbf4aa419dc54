package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.bundle.SecretSource;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.watch.Activation;
import io.deploywatches.watch.MarkedText;
import io.deploywatches.watch.MarkedText.Segment;
import io.deploywatches.watch.SecretValues;
import io.deploywatches.watch.Watch;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {
  private static final Location AT = new Location("deploy-watches.yml", 3);

  @TempDir Path root;
  private final Map<String, String> environment = new HashMap<>();
  private final Problems problems = new Problems();

  /** Only the one line break that an editor leaves is no part of a secret. */
  @ParameterizedTest
  @CsvSource({
    "'a', 'a'",
    "'a~', 'a'",
    "'a^~', 'a'",
    "'a~~', 'a~'",
    "' a ~', ' a '",
    "'a^', 'a^'",
    "'~', ''"
  })
  void aFileIsItsTextWithoutTheLastLineBreak(String written, String secret) throws IOException {
    Files.writeString(root.resolve("file"), text(written));
    SecretValues values = fetch("s", new SecretSource.File(AT, "file"));
    assertThat(values.valueOf("s")).isEqualTo(text(secret));
    assertThat(problems.list()).isEmpty();
  }

  private static String text(String spelt) {
    return spelt.replace('~', '\n').replace('^', '\r');
  }

  @Test
  void onlyWhatIsUsedIsFetched() {
    environment.put("USED", "u");
    SecretValues values =
        Secrets.fetch(
            List.of(watch("used")),
            Map.of(
                "used", new SecretSource.Env(AT, "USED"),
                "unused", new SecretSource.Env(AT, "UNUSED"),
                "unused_file", new SecretSource.File(AT, "nowhere")),
            root,
            console(),
            problems);
    assertThat(values.valueOf("used")).isEqualTo("u");
    assertThat(values.valueOf("unused")).isNull();
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void anEmptyVariableIsNone() {
    environment.put("EMPTY", "");
    fetch("s", new SecretSource.Env(AT, "EMPTY"));
    assertThat(problems.list())
        .containsExactly(
            Problem.error(
                AT,
                "the secret 's' is in no environment variable 'EMPTY'",
                "set the variable where the deploy runs"));
  }

  @ParameterizedTest
  @CsvSource({"nowhere", "folder", "binary", "'a\u0000b'"})
  void aFileThatCannotBeReadIsAProblem(String file) throws IOException {
    Files.createDirectory(root.resolve("folder"));
    Files.write(root.resolve("binary"), new byte[] {(byte) 0xFF, (byte) 0xFE});
    fetch("s", new SecretSource.File(AT, file));
    assertThat(problems.list())
        .containsExactly(
            Problem.error(
                AT,
                "the secret 's': the file " + file + " cannot be read",
                "put the file where the deploy runs"));
  }

  private SecretValues fetch(String name, SecretSource source) {
    return Secrets.fetch(List.of(watch(name)), Map.of(name, source), root, console(), problems);
  }

  private Console console() {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return new Console(
        InputStream.nullInputStream(), nowhere, nowhere, false, false, environment::get);
  }

  private static Watch watch(String secret) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putArray("a")
        .addObject()
        .set(
            "b",
            new MarkedText(List.of(new Segment.Own("x"), new Segment.Secret(secret))).toNode());
    return new Watch("w", "watches/w.json", body, Activation.KEEP, List.of());
  }
}
