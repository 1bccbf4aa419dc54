package io.deploywatches.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A bundle that a test writes file by file. */
final class TestBundle {
  private final Path root;

  private TestBundle(Path root) {
    this.root = root;
  }

  /** A bundle with nothing but these settings. */
  static TestBundle in(Path root, String settings) {
    return new TestBundle(root).file("deploy-watches.yml", settings);
  }

  TestBundle file(String name, String text) {
    try {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void delete(String name) {
    try {
      Files.delete(root.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path root() {
    return root;
  }
}
