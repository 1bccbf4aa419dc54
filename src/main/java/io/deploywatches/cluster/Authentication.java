package io.deploywatches.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How we prove who we are. Nothing here shows a secret in {@code toString}. */
public sealed interface Authentication {

  /** The value of the {@code Authorization} header, if one is sent. */
  Optional<String> header();

  /** What nobody may see of it, in all its spellings. */
  Set<String> secrets();

  /** For clusters without security. */
  record None() implements Authentication {
    @Override
    public Optional<String> header() {
      return Optional.empty();
    }

    @Override
    public Set<String> secrets() {
      return Set.of();
    }
  }

  /** A user of the cluster. */
  record Basic(String user, String password) implements Authentication {
    @Override
    public Optional<String> header() {
      return Optional.of("Basic " + base64(user + ":" + password));
    }

    @Override
    public Set<String> secrets() {
      return new HashSet<>(List.of(password, base64(user + ":" + password)));
    }

    @Override
    public String toString() {
      return "Basic[user=" + user + "]";
    }
  }

  /**
   * An API key.
   *
   * @param key as the server's {@code encoded} field gives it, or {@code id:key}
   */
  record ApiKey(String key) implements Authentication {
    @Override
    public Optional<String> header() {
      return Optional.of("ApiKey " + encoded());
    }

    private String encoded() {
      return key.indexOf(':') < 0 ? key : base64(key);
    }

    @Override
    public Set<String> secrets() {
      return new HashSet<>(List.of(key, encoded(), key.substring(key.indexOf(':') + 1)));
    }

    @Override
    public String toString() {
      return "ApiKey[]";
    }
  }

  /** A token of the cluster's token service or of a service account. */
  record Bearer(String token) implements Authentication {
    @Override
    public Optional<String> header() {
      return Optional.of("Bearer " + token);
    }

    @Override
    public Set<String> secrets() {
      return Set.of(token);
    }

    @Override
    public String toString() {
      return "Bearer[]";
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
