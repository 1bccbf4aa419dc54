package io.deploywatches.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.watch.Watch;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An Elasticsearch on this machine, started and stopped by {@code scripts/local-elasticsearch} of
 * the checkout from which the program runs. Runs at the same time have servers of their own; one
 * that a killed run left behind is ended by the next.
 */
final class LocalServer implements AutoCloseable {
  /** What the script starts. */
  static final String VERSION = "6.8";

  private static final String SCRIPT = "scripts/local-elasticsearch";
  private static final int MOST_AT_ONCE = 16;
  private static final String NOTIFICATION = "xpack.notification.";

  private final Path script;
  private final Path folder;
  private final FileChannel channel;
  private String url = "";

  private LocalServer(Path script, Path folder, FileChannel channel) {
    this.script = script;
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Starts a server that takes these watches: it compiles as many scripts as it is given, and has
   * the accounts that the watches name, which lead nowhere.
   */
  static LocalServer start(Collection<Watch> watches) {
    Path checkout = checkout();
    LocalServer server = reserve(checkout.resolve(SCRIPT), checkout.resolve(".local"));
    try {
      if (Files.exists(server.folder.resolve("instance"))) {
        server.run("stop");
      }
      List<String> arguments = new ArrayList<>(List.of("start", "--port", "0"));
      settings(watches)
          .forEach((key, value) -> arguments.addAll(List.of("--setting", key + "=" + value)));
      server.url = server.run(arguments.toArray(String[]::new));
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e instanceof UsageException usage ? usage : new UsageException("--local: " + e);
    }
  }

  String url() {
    return url;
  }

  private static Path checkout() {
    try {
      Path code =
          Path.of(LocalServer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (Path folder = code.getParent(); folder != null; folder = folder.getParent()) {
        if (Files.isExecutable(folder.resolve(SCRIPT))) {
          return folder;
        }
      }
    } catch (URISyntaxException e) {
      // Then it is not known either.
    }
    throw new UsageException(
        "--local needs a checkout of deploy-watches, whose "
            + SCRIPT
            + " starts the server; give --cluster URL instead");
  }

  /** The first folder that no other run has. */
  private static LocalServer reserve(Path script, Path parent) {
    try {
      Files.createDirectories(parent);
      for (int number = 1; number <= MOST_AT_ONCE; number++) {
        FileChannel channel =
            FileChannel.open(
                parent.resolve("test-" + number + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        if (isLocked(channel)) {
          return new LocalServer(script, parent.resolve("test-" + number), channel);
        }
        channel.close();
      }
    } catch (IOException e) {
      throw new UsageException("--local: cannot write to " + parent + ": " + e.getMessage());
    }
    throw new UsageException("--local: " + MOST_AT_ONCE + " test runs have a server already");
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** The accounts that the watches name, beside what lets a server compile many watches. */
  private static Map<String, String> settings(Collection<Watch> watches) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("script.max_compilations_rate", "100000/1m");
    for (Watch watch : watches) {
      for (JsonNode action : watch.body().path("actions")) {
        account(action, "slack", "url", settings);
        account(action, "pagerduty", "service_api_key", settings);
        account(action, "hipchat", "auth_token", settings)
            .ifPresent(prefix -> settings.put(prefix + "profile", "v1"));
        account(action, "jira", "url", settings)
            .ifPresent(
                prefix -> {
                  settings.put(prefix + "allow_http", "true");
                  settings.put(prefix + "user", "test");
                  settings.put(prefix + "password", "test");
                });
      }
    }
    return settings;
  }

  private static Optional<String> account(
      JsonNode action, String kind, String key, Map<String, String> settings) {
    String name = action.path(kind).path("account").asText("test");
    if (!action.has(kind) || !name.matches("[A-Za-z0-9_-]+")) {
      return Optional.empty();
    }
    String prefix = NOTIFICATION + kind + ".account." + name + ".";
    settings.put(prefix + key, "http://127.0.0.1:1/test");
    return Optional.of(prefix);
  }

  /** Runs the script; gives what it prints to standard output. */
  private String run(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--dir", folder.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().remove("ELASTIC_PASSWORD");
    Process process = builder.start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      if (process.waitFor() != 0) {
        throw new UsageException("--local: the server could not be started; see above");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UsageException("--local: interrupted");
    }
    return output;
  }

  @Override
  public void close() {
    try (channel) {
      var unused = run("stop");
    } catch (IOException | UsageException e) {
      // The next run ends it.
    }
  }
}
