package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.deploywatches.problem.Severity;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds watches whose metadata a cluster would refuse. A server maps metadata once for all watches:
 * the first type that a key is seen with stays for ever, and a watch that brings another one is
 * refused. So is one that brings more keys than an index may have, or keys that cannot be fields.
 * Collects watches; not safe for use by several threads.
 */
public final class MetadataTypes {
  private static final ServerVersion SEVEN = new ServerVersion(7, 0);

  /** The most levels of objects below the metadata. */
  private static final int DEEPEST = 18;

  private static final String RENAME =
      "rename the key, or give it values of one type in all watches";
  private static final JsonNode AN_OBJECT = JsonNodeFactory.instance.objectNode();

  /** One value of one key; objects come before what is in them. */
  private record Value(String path, String pointer, JsonNode json) {}

  /** As what a value would be mapped, and where it is taken. */
  private record Shape(MetadataType type, Set<MetadataType> takenBy) {
    static Shape of(JsonNode value, boolean before7) {
      Set<MetadataType> takenBy = EnumSet.noneOf(MetadataType.class);
      for (MetadataType type : MetadataType.values()) {
        if (type.takes(value, before7)) {
          takenBy.add(type);
        }
      }
      return new Shape(MetadataType.of(value, before7), takenBy);
    }

    /** Whether whichever of them comes second is taken. */
    boolean agreesWith(Shape other) {
      return takenBy.contains(other.type) && other.takenBy.contains(type);
    }
  }

  /** With what another watch has a key. */
  private record Clash(MetadataType here, MetadataType there, Watch other) {}

  /** What was seen so far, as servers of one generation understand it. */
  private static final class Generation {
    private final boolean before7;
    private final Map<String, Map<Shape, Watch>> shapes = new HashMap<>();

    Generation(boolean before7) {
      this.before7 = before7;
    }

    Servers servers() {
      return before7
          ? Servers.before(SEVEN, Severity.WARNING)
          : Servers.from(SEVEN, Severity.WARNING);
    }

    String words() {
      return before7 ? "a cluster before 7.0" : "a cluster from 7.0 on";
    }

    Optional<Clash> add(Value value, Watch watch) {
      Map<Shape, Watch> known = shapes.computeIfAbsent(value.path, path -> new LinkedHashMap<>());
      Shape shape = Shape.of(value.json, before7);
      for (Map.Entry<Shape, Watch> other : known.entrySet()) {
        if (!shape.agreesWith(other.getKey())) {
          return Optional.of(new Clash(shape.type, other.getKey().type, other.getValue()));
        }
      }
      known.putIfAbsent(shape, watch);
      return Optional.empty();
    }
  }

  private final MetadataMapping mapping;
  private final List<Generation> generations;
  private final Set<String> counted = new HashSet<>();
  private int fields;

  /**
   * @param mapping what the cluster has already
   * @param version its version; null when it is not known
   */
  public MetadataTypes(MetadataMapping mapping, @Nullable ServerVersion version) {
    this.mapping = mapping;
    this.generations =
        version == null
            ? List.of(new Generation(true), new Generation(false))
            : List.of(new Generation(version.compareTo(SEVEN) < 0));
    this.fields = mapping.fields() + Ownership.fieldsToAdd(mapping.types().keySet());
  }

  /**
   * Adds a watch, and says what is wrong with it on this cluster, or together with those that were
   * added before.
   */
  public List<Finding> add(Watch watch) {
    List<Finding> findings = new ArrayList<>();
    List<Value> values = new ArrayList<>();
    collectAll("", "/metadata", watch.body().path("metadata"), values, findings);
    Set<String> told = new HashSet<>();
    for (Value value : values) {
      MetadataType mapped = mapping.types().get(value.path);
      Optional<Finding> finding =
          mapped == null ? amongWatches(value, watch) : onCluster(value, mapped);
      if (finding.isPresent() && told.add(value.path)) {
        findings.add(finding.get());
      }
    }
    countFields(values).ifPresent(findings::add);
    return findings;
  }

  private void collectAll(
      String path, String pointer, JsonNode object, List<Value> values, List<Finding> findings) {
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      String key = entry.getKey();
      String at = pointer + "/" + key.replace("~", "~0").replace("/", "~1");
      if (hasEmptyName(key)) {
        findings.add(
            new Finding(
                "metadata-key",
                Severity.ERROR,
                at,
                "a server refuses keys that are blank, begin with a dot or have two in a row",
                "rename the key"));
      } else {
        // A dot makes an object, as if what follows were nested.
        for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
          if (dot < key.length() - 1) {
            values.add(new Value(path + key.substring(0, dot), at, AN_OBJECT));
          }
        }
        collect(path + key.replaceFirst("\\.$", ""), at, entry.getValue(), values, findings);
      }
    }
  }

  private static boolean hasEmptyName(String key) {
    return key.isBlank() || key.startsWith(".") || key.contains("..");
  }

  private void collect(
      String path, String pointer, JsonNode json, List<Value> values, List<Finding> findings) {
    if (json.isArray()) {
      json.forEach(item -> collect(path, pointer, item, values, findings));
    } else if (json.isObject() && path.chars().filter(c -> c == '.').count() >= DEEPEST) {
      findings.add(
          new Finding(
              "metadata-depth",
              Severity.ERROR,
              pointer,
              "a server refuses more than " + DEEPEST + " levels of objects in metadata",
              "make it flatter, or write it as one text"));
    } else if (!json.isNull()) {
      values.add(new Value(path, pointer, json));
      if (json.isObject()) {
        collectAll(path + ".", pointer, json, values, findings);
      }
    }
  }

  /** What is wrong with a value of a key that the cluster has not mapped yet. */
  private Optional<Finding> amongWatches(Value value, Watch watch) {
    List<Generation> refusing = new ArrayList<>();
    Clash clash = null;
    for (Generation generation : generations) {
      if (!MetadataType.of(value.json, generation.before7).takes(value.json, generation.before7)) {
        return Optional.of(tooLong(value));
      }
      Optional<Clash> found = generation.add(value, watch);
      if (found.isPresent()) {
        refusing.add(generation);
        clash = found.get();
      }
    }
    if (clash == null) {
      return Optional.empty();
    }
    boolean onAll = refusing.size() == generations.size();
    String there = clash.other.id().equals(watch.id()) ? "too" : "in " + clash.other.source();
    return Optional.of(
        new Finding(
            "metadata-clash",
            Severity.ERROR,
            value.pointer,
            clash.here.words()
                + " here and "
                + clash.there.words()
                + " "
                + there
                + "; "
                + (onAll ? "a cluster" : refusing.get(0).words())
                + " maps a key once for all watches and refuses one of them",
            RENAME,
            onAll ? null : refusing.get(0).servers()));
  }

  private static Finding tooLong(Value value) {
    return new Finding(
        "metadata-number",
        Severity.ERROR,
        value.pointer,
        "a server refuses a number of this size in metadata",
        "write it as a text");
  }

  private Optional<Finding> onCluster(Value value, MetadataType mapped) {
    boolean before7 = generations.get(0).before7;
    if (mapped.takes(value.json, before7)) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            "metadata-mapped",
            Severity.ERROR,
            value.pointer,
            MetadataType.of(value.json, before7).words()
                + " here, but the cluster has the key as "
                + mapped.words()
                + " from an earlier watch and refuses anything else",
            "rename the key, or write "
                + mapped.words()
                + "; a cluster does not forget the key when that watch is deleted"));
  }

  /** Counts what the cluster has to add for a watch; what is too much is not added. */
  private Optional<Finding> countFields(List<Value> values) {
    Map<String, Integer> more = new HashMap<>();
    for (Value value : values) {
      if (!mapping.types().containsKey(value.path) && !counted.contains(value.path)) {
        more.putIfAbsent(
            value.path, MetadataType.of(value.json, generations.get(0).before7).fields());
      }
    }
    int wanted = more.values().stream().mapToInt(Integer::intValue).sum();
    int limit = mapping.limit().orElse(MetadataMapping.USUAL_LIMIT);
    if (wanted == 0 || fields + wanted <= limit) {
      counted.addAll(more.keySet());
      fields += wanted;
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            "metadata-fields",
            mapping.limit().isPresent() ? Severity.ERROR : Severity.WARNING,
            "/metadata",
            "new keys need "
                + wanted
                + " more fields (a text needs two), and the "
                + fields
                + " of all watches so far leave "
                + Math.max(0, limit - fields)
                + " of the "
                + limit
                + " that a cluster takes",
            "write what varies as values, not as keys; or raise index.mapping.total_fields.limit of"
                + " .watches"));
  }
}
