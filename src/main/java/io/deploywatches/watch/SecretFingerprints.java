package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Tells that a secret is another one than what was deployed, although a server does not show it.
 * The ownership mark keeps a fingerprint of all that a server may hide in a watch. Whoever reads
 * watches can read marks, so a guess has to be dear: each distinct secret goes through PBKDF2,
 * salted with cluster, bundle and the secret's name. Computed once for each secret of a run.
 */
public final class SecretFingerprints {
  private static final String VERSION = "v1";
  private static final String ALGORITHM = "PBKDF2WithHmacSHA256";

  /** Half a second of one core for ten distinct secrets, and as much for ten guesses. */
  private static final int ITERATIONS = 100_000;

  private static final int BITS = 256;

  private final SecretValues values;
  private final String salt;
  private final Map<String, String> known = new ConcurrentHashMap<>();

  /**
   * @param clusterUuid so that the same secret looks different on each cluster
   * @param bundle and in each bundle
   */
  public SecretFingerprints(SecretValues values, String clusterUuid, String bundle) {
    this.values = values;
    this.salt = clusterUuid + "\n" + bundle + "\n";
  }

  /**
   * The fingerprint of all secrets of a body: {@code v1-} and 64 hex digits; empty when it has
   * none.
   *
   * @param canonical in canonical form
   */
  public String of(ObjectNode canonical) {
    SortedMap<String, JsonNode> leaves = Redaction.secretLeaves(canonical);
    if (leaves.isEmpty()) {
      return "";
    }
    MessageDigest digest = sha256();
    leaves.forEach(
        (pointer, leaf) -> {
          digest.update((pointer + "\n").getBytes(StandardCharsets.UTF_8));
          digest.update(slow(leaf).getBytes(StandardCharsets.UTF_8));
        });
    return VERSION + "-" + HexFormat.of().formatHex(digest.digest());
  }

  private String slow(JsonNode leaf) {
    String name =
        MarkedText.of(leaf).map(SecretFingerprints::names).orElse("a literal of the bundle");
    String value = MarkedText.of(leaf).map(values::reveal).orElseGet(leaf::asText);
    String text = value.isEmpty() ? leaf.toString() : value;
    return known.computeIfAbsent(name + "\n" + text, key -> pbkdf2(name, text));
  }

  private static String names(MarkedText text) {
    StringBuilder names = new StringBuilder();
    for (MarkedText.Segment segment : text.segments()) {
      if (segment instanceof MarkedText.Segment.Secret secret) {
        names.append(secret.name()).append(' ');
      }
    }
    return names.toString();
  }

  private String pbkdf2(String name, String value) {
    PBEKeySpec spec =
        new PBEKeySpec(
            value.toCharArray(), (salt + name).getBytes(StandardCharsets.UTF_8), ITERATIONS, BITS);
    try {
      byte[] hash = SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded();
      return HexFormat.of().formatHex(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java has " + ALGORITHM, e);
    } finally {
      spec.clearPassword();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
