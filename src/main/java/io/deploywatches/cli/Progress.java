package io.deploywatches.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** One line on a terminal that counts up and goes away; nothing anywhere else. */
final class Progress implements AutoCloseable {
  private static final String ERASE_LINE = "\r\u001b[K";

  private final @Nullable PrintWriter terminal;
  private final String what;
  private final int total;
  private int count;

  /**
   * @param terminal null where nobody looks
   */
  Progress(@Nullable PrintWriter terminal, String what, int total) {
    this.terminal = terminal;
    this.what = what;
    this.total = total;
  }

  synchronized void step() {
    count++;
    if (terminal != null) {
      terminal.print(ERASE_LINE + what + " " + count + "/" + total);
      terminal.flush();
    }
  }

  @Override
  public synchronized void close() {
    if (terminal != null) {
      terminal.print(ERASE_LINE);
      terminal.flush();
    }
  }
}
