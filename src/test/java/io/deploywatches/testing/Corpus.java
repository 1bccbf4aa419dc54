package io.deploywatches.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The data of conformance tests, which is not part of the project. */
public final class Corpus {
  private Corpus() {}

  /** A file of the corpus; without it the test is skipped. */
  public static Path file(String name) {
    String folder = System.getProperty("corpus", System.getenv("DEPLOY_WATCHES_CORPUS"));
    Path file = Path.of(folder == null ? "../shared/corpus" : folder).resolve(name);
    Assumptions.assumeTrue(
        Files.isReadable(file),
        () -> "no " + file + ": set DEPLOY_WATCHES_CORPUS to the folder of the corpus");
    return file;
  }
}
