package io.deploywatches.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says: the version, what it was built from, and the Java it runs on. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "deploy-watches " + number(), "commit " + line(1), "Java " + Runtime.version()
    };
  }

  /** The version's number. */
  static String number() {
    return line(0);
  }

  /** Written by the build. */
  private static String line(int index) {
    try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
      byte[] text = Objects.requireNonNull(in).readAllBytes();
      List<String> lines = new String(text, StandardCharsets.UTF_8).lines().toList();
      return lines.get(index);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
