package io.deploywatches.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The folder with the data of conformance tests, which is no part of the project. It is looked for
 * where the system property {@code corpus} or else the environment variable {@code
 * DEPLOY_WATCHES_CORPUS} says, else at {@code ../shared/corpus}. A test that needs it is skipped
 * where it is missing.
 */
public final class Corpus {
  /** Reads JSON as the tool does, and as leniently as a server: with comments. */
  public static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .configure(JsonParser.Feature.ALLOW_COMMENTS, true)
          .build();

  private Corpus() {}

  /** A file of the corpus; the calling test is skipped where there is none. */
  public static Path file(String name) {
    Path file = folder().resolve(name);
    assumeTrue(
        Files.isRegularFile(file),
        () ->
            "no "
                + file
                + ": conformance data is not here; name its folder with -Dcorpus=... or"
                + " DEPLOY_WATCHES_CORPUS");
    return file;
  }

  /** The values of a file with one JSON value a line; the calling test is skipped without it. */
  public static List<JsonNode> lines(String name) {
    try {
      List<JsonNode> values = new ArrayList<>();
      for (String line : Files.readAllLines(file(name))) {
        values.add(JSON.readTree(line));
      }
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    String property = System.getProperty("corpus");
    if (property != null) {
      return Path.of(property);
    }
    String variable = System.getenv("DEPLOY_WATCHES_CORPUS");
    return Path.of(variable != null ? variable : "../shared/corpus");
  }
}
