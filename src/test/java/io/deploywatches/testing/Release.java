package io.deploywatches.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The zip that the build left, unpacked as a user would, and what runs in its company. */
public final class Release {
  private static final Path UNPACKED = Path.of("target/release-it").toAbsolutePath();

  private Release() {}

  /** What a process left behind. */
  public record Result(int code, String out, String err) {}

  /** The zip. */
  public static Path zip() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("deploy-watches-\\d.*\\.zip"))
          .findFirst()
          .orElseThrow()
          .toAbsolutePath();
    }
  }

  /** One that all tests share, with its class-data archive made. */
  public static synchronized Path unpacked() throws Exception {
    Path made = UNPACKED.resolve("made-of-" + Files.getLastModifiedTime(zip()).toMillis());
    if (!Files.exists(made)) {
      delete(UNPACKED);
      Path home = unpack(UNPACKED);
      Result result =
          run(UNPACKED, Map.of("DEPLOY_WATCHES_ARCHIVE", "make"), List.of(launcher(home)));
      if (result.code() != 0) {
        throw new IOException(result.toString());
      }
      Files.createFile(made);
    }
    try (Stream<Path> files = Files.list(UNPACKED)) {
      return files.filter(Files::isDirectory).findFirst().orElseThrow();
    }
  }

  /** Unpacks the zip into a folder, and gives the folder of the release in it. */
  public static Path unpack(Path folder) throws IOException {
    try (ZipFile zip = new ZipFile(zip().toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        Path file = folder.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, file);
          }
          Files.setLastModifiedTime(file, entry.getLastModifiedTime());
        }
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      Path home = files.filter(Files::isDirectory).findFirst().orElseThrow();
      Files.setPosixFilePermissions(
          home.resolve("bin/deploy-watches"), PosixFilePermissions.fromString("rwxr-xr-x"));
      return home;
    }
  }

  /** The launcher of an unpacked release. */
  public static String launcher(Path home) {
    return home.resolve("bin/deploy-watches").toString();
  }

  /** Runs a command with nothing of this machine's environment but its PATH and these variables. */
  public static Result run(Path folder, Map<String, String> variables, List<String> command)
      throws Exception {
    Path out = Files.createTempFile("deploy-watches", ".out");
    Path err = Files.createTempFile("deploy-watches", ".err");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      Map<String, String> environment = new HashMap<>();
      environment.put("PATH", System.getenv("PATH"));
      environment.put("HOME", folder.toString());
      environment.put("JAVA_HOME", System.getProperty("java.home"));
      environment.put("LC_ALL", "C.UTF-8");
      environment.putAll(variables);
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process =
          builder
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException(command + " does not end");
      }
      return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }

  /** Whether a command is there. */
  public static boolean has(String command) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(folder);
  }
}
