package io.deploywatches.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The packaged program in a process of its own, as its launcher starts it, so that it can die. */
public final class Tool {
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  private final Process process;
  private final Path err;

  private Tool(Process process, Path err) {
    this.process = process;
    this.err = err;
  }

  /**
   * Starts it.
   *
   * @param folder for what it prints on standard error
   */
  public static Tool start(Path folder, Object... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xlog:disable",
                "-XX:SharedArchiveFile=" + TARGET.resolve("deploy-watches.jsa"),
                "-jar",
                TARGET.resolve("deploy-watches.jar").toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    try {
      Path err = Files.createTempFile(folder, "tool", ".err");
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(err.toFile())
              .start();
      return new Tool(process, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL; true if it was still running. */
  public boolean kill() throws InterruptedException {
    boolean running = process.isAlive();
    process.destroyForcibly();
    process.waitFor();
    return running && process.exitValue() != 0;
  }

  /** SIGTERM; the exit code that it ends with. */
  public int terminate() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** Standard error so far. */
  public String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
