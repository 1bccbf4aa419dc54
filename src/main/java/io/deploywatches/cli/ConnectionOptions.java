package io.deploywatches.cli;

import io.deploywatches.bundle.BundleSettings;
import io.deploywatches.cluster.Authentication;
import io.deploywatches.cluster.ConnectionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the cluster is reached. Secrets come from files or the environment, never as arguments. */
final class ConnectionOptions {
  @Option(
      names = "--cluster",
      paramLabel = "URL",
      description =
          "host:port or http(s)://host:port[/prefix]; commas between nodes of one cluster."
              + " Env: ELASTICSEARCH_URL.")
  @Nullable String cluster;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "The user's name. Env: ELASTICSEARCH_USERNAME.")
  @Nullable String user;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "A file with the user's password. Env: ELASTICSEARCH_PASSWORD.")
  @Nullable Path passwordFile;

  @Option(
      names = "--api-key-file",
      paramLabel = "FILE",
      description =
          "A file with an API key, as id:key or encoded. Env: ELASTICSEARCH_API_KEY;"
              + " ELASTICSEARCH_BEARER_TOKEN for a token.")
  @Nullable Path apiKeyFile;

  @Option(names = "--parallel", paramLabel = "N", description = "Requests in flight. Default: 8.")
  int parallel = ConnectionSettings.DEFAULT_PARALLELISM;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "The longest that one request may take. Default: 30.")
  int timeoutSeconds = 30;

  @Option(
      names = "--retries",
      paramLabel = "N",
      description =
          "How often a request is sent again after 429, 502, 503, 504 or a lost connection."
              + " Default: 5.")
  int retries = ConnectionSettings.DEFAULT_RETRIES;

  /** The cluster's URL, from wherever it is given; empty when nowhere. */
  Optional<String> url(Optional<BundleSettings> settings, Console console) {
    return Optional.ofNullable(cluster)
        .or(() -> Optional.ofNullable(console.variable("ELASTICSEARCH_URL")))
        .or(() -> settings.flatMap(BundleSettings::cluster));
  }

  /**
   * @throws UsageException when an option has a value that cannot be used
   */
  ConnectionSettings settings(String url, Console console) {
    if (parallel < 1 || parallel > 256) {
      throw new UsageException("--parallel is " + parallel + ": expected 1 to 256");
    }
    if (timeoutSeconds < 1) {
      throw new UsageException("--timeout is " + timeoutSeconds + ": expected a second or more");
    }
    if (retries < 0) {
      throw new UsageException("--retries is " + retries + ": expected 0 or more");
    }
    try {
      return new ConnectionSettings(
          ConnectionSettings.parseNodes(url),
          authentication(console),
          parallel,
          Duration.ofSeconds(timeoutSeconds),
          retries);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private Authentication authentication(Console console) {
    String name = user != null ? user : console.variable("ELASTICSEARCH_USERNAME");
    String password =
        passwordFile != null
            ? secret("--password-file", passwordFile)
            : console.variable("ELASTICSEARCH_PASSWORD");
    if (apiKeyFile != null) {
      return new Authentication.ApiKey(secret("--api-key-file", apiKeyFile));
    }
    if (name != null && password != null) {
      return new Authentication.Basic(name, password);
    }
    if (user != null || passwordFile != null) {
      throw new UsageException(
          user != null
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
      String secret = Files.readString(file).strip();
      if (secret.isEmpty()) {
        throw new UsageException(option + ": " + file + " is empty");
      }
      return secret;
    } catch (IOException e) {
      throw new UsageException(option + ": " + file + " cannot be read");
    }
  }
}
