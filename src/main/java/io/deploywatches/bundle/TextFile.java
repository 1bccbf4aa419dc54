package io.deploywatches.bundle;

import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problems;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads files of UTF-8. */
final class TextFile {
  private TextFile() {}

  /** The text of a file without a byte order mark; empty when a problem was reported. */
  static Optional<String> read(Path path, String name, Problems problems) {
    try {
      return decode(Files.readAllBytes(path), name, problems);
    } catch (IOException e) {
      problems.error(
          Location.of(name),
          "cannot be read: " + e.getClass().getSimpleName() + " " + e.getMessage());
      return Optional.empty();
    }
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
