package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The mark by which a watch says whose it is: {@code metadata.deploy_watches}. It counts only on
 * the watch that it was made for, since a watch cloned in Kibana carries a copy.
 *
 * <p>A server maps metadata once for all watches, and what looks like a date in the first would
 * make every later text be refused. So the mark has the same keys with strings in every watch, and
 * a value that begins like a date or a number is written behind {@value #TEXT}.
 *
 * @param bundle the owner
 * @param id the watch's own id
 * @param source the file that it came from
 * @param applied the digest of what was deployed ({@link WatchDigest})
 * @param principal the user who put it, as whom it runs; empty on a cluster without security
 * @param fingerprints of its secrets ({@link SecretFingerprints}); empty when it has none
 */
public record Ownership(
    String bundle,
    String id,
    String source,
    String applied,
    String principal,
    String fingerprints) {
  private static final String METADATA = "metadata";
  private static final String KEY = "deploy_watches";
  private static final String TEXT = "text:";
  private static final Set<String> KEYS =
      Set.of("bundle", "id", "source", "applied", "principal", "secrets");
  private static final Pattern LIKE_DATE_OR_NUMBER = Pattern.compile("[-+]?\\d.*", Pattern.DOTALL);

  /** The mark of a live watch, if it has one that counts. */
  public static Optional<Ownership> of(LiveWatch live) {
    JsonNode mark = live.body().path(METADATA).path(KEY);
    Ownership ownership =
        new Ownership(
            read(mark, "bundle"),
            read(mark, "id"),
            read(mark, "source"),
            read(mark, "applied"),
            read(mark, "principal"),
            read(mark, "secrets"));
    return ownership.id.equals(live.id()) && !ownership.bundle.isEmpty()
        ? Optional.of(ownership)
        : Optional.empty();
  }

  /** A copy of the body with this mark in it. */
  public ObjectNode addTo(ObjectNode body) {
    ObjectNode marked = body.deepCopy();
    ObjectNode mark = marked.withObjectProperty(METADATA).putObject(KEY);
    mark.put("bundle", written(bundle));
    mark.put("id", written(id));
    mark.put("source", written(source));
    mark.put("applied", written(applied));
    mark.put("principal", written(principal));
    mark.put("secrets", written(fingerprints));
    return marked;
  }

  /**
   * The body without a mark, the same object if there is none. Metadata that holds nothing else
   * goes too: a watch without metadata has some as soon as it is marked.
   */
  public static ObjectNode removeFrom(ObjectNode body) {
    if (!(body.get(METADATA) instanceof ObjectNode metadata)
        || !(metadata.isEmpty() || metadata.has(KEY))) {
      return body;
    }
    // Shallow copies: what is removed lies no deeper.
    ObjectNode bare = body.objectNode();
    bare.setAll(body);
    ObjectNode bareMetadata = metadata.objectNode();
    bareMetadata.setAll(metadata);
    bareMetadata.remove(KEY);
    if (bareMetadata.isEmpty()) {
      bare.remove(METADATA);
    } else {
      bare.set(METADATA, bareMetadata);
    }
    return bare;
  }

  /**
   * How many fields a server has to make for the mark.
   *
   * @param mapped the keys of metadata that it has made already
   */
  static int fieldsToAdd(Set<String> mapped) {
    int fields = mapped.contains(KEY) ? 0 : MetadataType.OBJECT.fields();
    for (String key : KEYS) {
      fields += mapped.contains(KEY + "." + key) ? 0 : MetadataType.TEXT.fields();
    }
    return fields;
  }

  private static String written(String value) {
    return value.startsWith(TEXT) || LIKE_DATE_OR_NUMBER.matcher(value).matches()
        ? TEXT + value
        : value;
  }

  private static String read(JsonNode mark, String key) {
    String text = mark.path(key).asText("");
    return text.startsWith(TEXT) ? text.substring(TEXT.length()) : text;
  }
}
