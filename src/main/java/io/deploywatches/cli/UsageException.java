package io.deploywatches.cli;

import java.io.IOException;
import java.nio.file.Path;

/** The user gave something that cannot be used; the message says what, in one sentence. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }

  /** The folder of {@code --out} cannot be written to. */
  static UsageException cannotWriteTo(Path folder, IOException cause) {
    return new UsageException(
        "--out: cannot write to '"
            + folder
            + "': expected a folder, which is made where it is missing ("
            + cause.getClass().getSimpleName()
            + ": "
            + cause.getMessage()
            + ")");
  }

  /**
   * Refuses an option's value unless it is fine.
   *
   * @param expected what would be: {@code 0 or more}
   */
  static void unless(boolean isFine, String option, int value, String expected) {
    if (!isFine) {
      throw new UsageException(option + " is " + value + ": expected " + expected);
    }
  }
}
