package io.deploywatches.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What the ownership mark remembers of the body that was deployed. Two bodies with the same digest
 * say the same, secrets aside: passwords and the like are no part of it, as a server may not show
 * them, and as nobody must be able to guess them from it.
 */
public final class WatchDigest {
  /**
   * The version of the canonical form. It is to be raised whenever {@link WatchGrammar} or {@link
   * CanonicalForm} make something else of a body, so that a digest of an older tool is known to be
   * not comparable, instead of telling of a drift that never was.
   */
  private static final String VERSION = "v1";

  private WatchDigest() {}

  /**
   * The digest of a body: {@code v1-} and the SHA-256 in hex.
   *
   * @param canonical in canonical form; secrets in it are blanked here
   */
  public static String of(ObjectNode canonical) {
    return of(canonical, canonical.objectNode());
  }

  /**
   * The digest of a live body, without what the desired body knows to be secret.
   *
   * @param secretsOf the desired body in canonical form
   */
  public static String of(ObjectNode canonical, ObjectNode secretsOf) {
    StringBuilder text = new StringBuilder();
    StableText.append(Form.verbatim(Redaction.blanked(canonical, secretsOf)), text);
    return VERSION + "-" + HexFormat.of().formatHex(sha256(text.toString()));
  }

  /** Whether that digest was made of the same canonical form as those of this version. */
  public static boolean isComparable(String digest) {
    return digest.startsWith(VERSION + "-");
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
