package io.deploywatches.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * One line on a terminal that says what goes on, and goes away; nothing anywhere else. Any terminal
 * will do: it is overwritten with blanks.
 */
final class Progress implements AutoCloseable {
  private final @Nullable PrintWriter terminal;
  private final String what;
  private final int total;
  private int count;
  private int width;

  /**
   * Counts up to a total.
   *
   * @param terminal null where nobody looks
   */
  Progress(@Nullable PrintWriter terminal, String what, int total) {
    this.terminal = terminal;
    this.what = what;
    this.total = total;
  }

  /** Says what goes on where nothing can be counted, from {@link #begin} until it is closed. */
  static Progress of(Console console, boolean quiet, String what) {
    return new Progress(terminal(console, quiet), what, 0);
  }

  /** Where a person sees progress and wants to; null for nowhere. */
  static @Nullable PrintWriter terminal(Console console, boolean quiet) {
    return console.errIsTerminal() && !quiet ? console.err() : null;
  }

  synchronized void begin() {
    show(what + " ...");
  }

  synchronized void step() {
    count++;
    show(what + " " + count + "/" + total);
  }

  private void show(String text) {
    if (terminal != null) {
      terminal.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
      terminal.flush();
      width = text.length();
    }
  }

  @Override
  public synchronized void close() {
    if (terminal != null && width > 0) {
      terminal.print("\r" + " ".repeat(width) + "\r");
      terminal.flush();
      width = 0;
    }
  }
}
