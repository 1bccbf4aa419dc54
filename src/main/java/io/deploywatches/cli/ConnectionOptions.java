package io.deploywatches.cli;

import io.deploywatches.bundle.BundleSettings;
import io.deploywatches.cluster.Authentication;
import io.deploywatches.cluster.ConnectionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** How the cluster is reached. Secrets come from files or the environment, never as arguments. */
final class ConnectionOptions {
  final Supplier<Integer> parallel;
  private final Supplier<Optional<String>> cluster;
  private final Supplier<Optional<String>> user;
  private final Supplier<Optional<Path>> passwordFile;
  private final Supplier<Optional<Path>> apiKeyFile;
  private final Supplier<Integer> timeoutSeconds;
  private final Supplier<Integer> retries;

  ConnectionOptions(Arguments arguments) {
    this(arguments, true);
  }

  /**
   * @param inParallel whether the command sends several requests at once
   */
  private ConnectionOptions(Arguments arguments, boolean inParallel) {
    cluster =
        arguments.optional(
            String.class,
            "--cluster",
            "URL",
            "host:port or http(s)://host:port[/prefix]; commas between nodes of one cluster."
                + " Env: ELASTICSEARCH_URL.");
    user =
        arguments.optional(
            String.class, "--user", "NAME", "The user's name. Env: ELASTICSEARCH_USERNAME.");
    passwordFile =
        arguments.optional(
            Path.class,
            "--password-file",
            "FILE",
            "A file with the user's password. Env: ELASTICSEARCH_PASSWORD.");
    apiKeyFile =
        arguments.optional(
            Path.class,
            "--api-key-file",
            "FILE",
            "A file with an API key, as id:key or encoded. Env: ELASTICSEARCH_API_KEY;"
                + " ELASTICSEARCH_BEARER_TOKEN for a token.");
    parallel =
        inParallel
            ? arguments.value(
                Integer.class,
                "--parallel",
                "N",
                "Requests in flight. Default: 8.",
                ConnectionSettings.DEFAULT_PARALLELISM)
            : () -> 1;
    timeoutSeconds =
        arguments.value(
            Integer.class,
            "--timeout",
            "SECONDS",
            "The longest that one request may take. Default: 30.",
            30);
    retries =
        arguments.value(
            Integer.class,
            "--retries",
            "N",
            "How often a request is sent again after 429, 502, 503, 504 or a lost connection."
                + " Default: 5.",
            ConnectionSettings.DEFAULT_RETRIES);
  }

  /** For a command that sends one request after the other. */
  static ConnectionOptions oneAtATime(Arguments arguments) {
    return new ConnectionOptions(arguments, false);
  }

  /** The cluster's URL, from wherever it is given; empty when nowhere. */
  Optional<String> url(Optional<BundleSettings> settings, Console console) {
    return cluster
        .get()
        .or(() -> Optional.ofNullable(console.variable("ELASTICSEARCH_URL")))
        .or(() -> settings.flatMap(BundleSettings::cluster));
  }

  /** The cluster that the command line names; for commands that do without one. */
  Optional<String> namedUrl() {
    return cluster.get();
  }

  /** A server of this machine, which asks for no credentials. */
  ConnectionSettings local(String url) {
    return settings(url, new Authentication.None());
  }

  /**
   * Checks the numbers, for commands that have much to do before they connect.
   *
   * @throws UsageException when one cannot be used
   */
  void check() {
    int atOnce = parallel.get();
    UsageException.unless(atOnce >= 1 && atOnce <= 256, "--parallel", atOnce, "1 to 256");
    int seconds = timeoutSeconds.get();
    UsageException.unless(seconds >= 1, "--timeout", seconds, "a second or more");
    int again = retries.get();
    UsageException.unless(again >= 0, "--retries", again, "0 or more");
  }

  /**
   * @throws UsageException when an option has a value that cannot be used
   */
  ConnectionSettings settings(String url, Console console) {
    return settings(url, authentication(console));
  }

  private ConnectionSettings settings(String url, Authentication authentication) {
    check();
    try {
      return new ConnectionSettings(
          ConnectionSettings.parseNodes(url),
          authentication,
          parallel.get(),
          Duration.ofSeconds(timeoutSeconds.get()),
          retries.get());
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private Authentication authentication(Console console) {
    if (apiKeyFile.get().isPresent()
        && (user.get().isPresent() || passwordFile.get().isPresent())) {
      throw new UsageException(
          (user.get().isPresent() ? "--user" : "--password-file")
              + " and --api-key-file exclude each other: expected one way to authenticate");
    }
    String name = user.get().orElseGet(() -> console.variable("ELASTICSEARCH_USERNAME"));
    String password =
        passwordFile
            .get()
            .map(file -> Secrets.withoutLastLineBreak(secret("--password-file", file)))
            .orElseGet(() -> console.variable("ELASTICSEARCH_PASSWORD"));
    if (apiKeyFile.get().isPresent()) {
      return new Authentication.ApiKey(secret("--api-key-file", apiKeyFile.get().get()).strip());
    }
    if (name != null && password != null) {
      return new Authentication.Basic(name, password);
    }
    if (user.get().isPresent() || passwordFile.get().isPresent()) {
      throw new UsageException(
          user.get().isPresent()
              ? "--user needs a password: in --password-file or ELASTICSEARCH_PASSWORD"
              : "--password-file needs a user: --user or ELASTICSEARCH_USERNAME");
    }
    String apiKey = console.variable("ELASTICSEARCH_API_KEY");
    if (apiKey != null) {
      return new Authentication.ApiKey(apiKey);
    }
    String bearer = console.variable("ELASTICSEARCH_BEARER_TOKEN");
    if (bearer != null) {
      return new Authentication.Bearer(bearer);
    }
    if (name != null || password != null) {
      throw new UsageException(
          "ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD go together; only one is set");
    }
    return new Authentication.None();
  }

  private static String secret(String option, Path file) {
    try {
      String secret = Files.readString(file);
      if (secret.isBlank()) {
        throw new UsageException(option + ": " + file + " is empty");
      }
      return secret;
    } catch (IOException e) {
      throw new UsageException(option + ": " + file + " cannot be read");
    }
  }
}
