package io.deploywatches.bundle;

import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds files and reads those of UTF-8. */
final class TextFile {
  private TextFile() {}

  /** The text of a file without a byte order mark; empty when a problem was reported. */
  static Optional<String> read(Path path, String name, Problems problems) {
    try {
      return decode(Files.readAllBytes(path), name, problems);
    } catch (IOException e) {
      problems.error(Location.of(name), cannotRead(e));
      return Optional.empty();
    }
  }

  /** What to say of a file or a folder that gave that exception. */
  static String cannotRead(Exception e) {
    return "cannot be read: " + e.getClass().getSimpleName() + " " + e.getMessage();
  }

  /**
   * The files below a folder whose names are wanted, sorted by path. A link is followed.
   *
   * @throws IOException when the folder cannot be read
   * @throws UncheckedIOException when a folder in it cannot
   */
  static List<Path> below(Path folder, Predicate<String> isWanted) throws IOException {
    try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return walk.filter(path -> isWanted.test(path.getFileName().toString()))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  /** Whether a file of that name holds rules in YAML: test cases stand beside them. */
  static boolean isYamlRule(String name) {
    return isYaml(name) && !isTest(name);
  }

  /** Whether a file of that name holds test cases. */
  static boolean isTest(String name) {
    return !name.startsWith(".") && (name.endsWith(".test.yml") || name.endsWith(".test.yaml"));
  }

  /** Whether a file of that name holds YAML; hidden ones are left alone. */
  static boolean isYaml(String name) {
    return !name.startsWith(".") && (name.endsWith(".yml") || name.endsWith(".yaml"));
  }

  /** The text of bytes without a byte order mark; empty when a problem was reported. */
  static Optional<String> decode(byte[] content, String name, Problems problems) {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    CharBuffer characters = CharBuffer.allocate(bytes.remaining());
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    if (decoder.decode(bytes, characters, true).isError()) {
      problems.error(
          new Location(name, lineOf(bytes)), "is not valid UTF-8", "save the file as UTF-8");
      return Optional.empty();
    }
    String text = characters.flip().toString();
    return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
  }

  /** The line of the place where a decoder stopped. */
  private static int lineOf(ByteBuffer bytes) {
    int line = 1;
    for (int i = 0; i < bytes.position(); i++) {
      line += bytes.get(i) == '\n' ? 1 : 0;
    }
    return line;
  }
}
