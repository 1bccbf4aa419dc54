package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a cluster knows of the keys of metadata. It maps them once for all watches, those of others
 * and those that were deleted included, and never forgets one.
 */
public final class MetadataMapping {
  /** What an index takes unless somebody set {@code index.mapping.total_fields.limit}. */
  public static final int USUAL_LIMIT = 1000;

  /** The index as Watcher makes it: nine fields, one of which is the metadata. */
  private static final int EMPTY_FIELDS = 9;

  /** Of a cluster to which nobody ever put a watch. */
  public static final MetadataMapping EMPTY =
      new MetadataMapping(Map.of(), EMPTY_FIELDS, OptionalInt.of(USUAL_LIMIT));

  /** Of a cluster that is not known, or does not show it to us. */
  public static final MetadataMapping UNKNOWN =
      new MetadataMapping(Map.of(), EMPTY_FIELDS, OptionalInt.empty());

  private final Map<String, MetadataType> types;
  private final int fields;
  private final OptionalInt limit;

  private MetadataMapping(Map<String, MetadataType> types, int fields, OptionalInt limit) {
    this.types = Map.copyOf(types);
    this.fields = fields;
    this.limit = limit;
  }

  /**
   * Reads what a server shows.
   *
   * @param properties the fields of the index of watches, by name
   * @param limit how many fields it takes, if that is known
   */
  public static MetadataMapping of(JsonNode properties, OptionalInt limit) {
    Map<String, MetadataType> types = new HashMap<>();
    JsonNode metadata = properties.path("metadata").path("properties");
    metadata.properties().forEach(field -> collect(field.getKey(), field.getValue(), types));
    return new MetadataMapping(types, count(properties), limit);
  }

  private static void collect(String path, JsonNode field, Map<String, MetadataType> types) {
    types.put(path, MetadataType.mapped(field));
    field
        .path("properties")
        .properties()
        .forEach(inner -> collect(path + "." + inner.getKey(), inner.getValue(), types));
  }

  /** Every field counts, objects and the second mappings of texts included. */
  private static int count(JsonNode properties) {
    int count = 0;
    for (JsonNode field : properties) {
      count += 1 + field.path("fields").size() + count(field.path("properties"));
    }
    return count;
  }

  /** The types of the keys that are mapped, by path below the metadata: {@code alert.title}. */
  Map<String, MetadataType> types() {
    return types;
  }

  /** How many fields the index of watches has. */
  int fields() {
    return fields;
  }

  /** How many it takes; empty when that is not known. */
  OptionalInt limit() {
    return limit;
  }
}
