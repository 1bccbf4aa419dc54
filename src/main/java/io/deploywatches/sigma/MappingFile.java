package io.deploywatches.sigma;

import io.deploywatches.bundle.SourceValue;
import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.SourceValue.Sequence;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problems;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a mapping file of a bundle: our own form, or a processing pipeline of pySigma, which has
 * {@code transformations}.
 */
final class MappingFile {
  private static final Set<String> KEYS = new TreeSet<>(Set.of("extends", "fields", "logsources"));
  private static final Set<String> PART_KEYS =
      new TreeSet<>(Set.of("category", "fields", "product", "service"));

  private final String name;
  private final Mapping file;
  private final Problems problems;

  private MappingFile(String name, Mapping file, Problems problems) {
    this.name = name;
    this.file = file;
    this.problems = problems;
  }

  /** Null when an error was reported. */
  static @Nullable FieldMapping read(String name, Mapping file, Problems problems) {
    Problems found = new Problems();
    FieldMapping mapping =
        file.has("transformations")
            ? PipelineParser.parse(name, file, found)
            : new MappingFile(name, file, found).read();
    problems.addAll(found.list());
    return found.hasErrors() ? null : mapping;
  }

  private FieldMapping read() {
    knownKeys(file, KEYS, "the mapping", problems);
    FieldMapping base = base();
    List<OwnMapping.Part> parts = new ArrayList<>();
    SourceValue more = file.get("logsources");
    if (more instanceof Sequence sequence) {
      sequence.items().forEach(item -> part(item).ifPresent(parts::add));
    } else if (more != null) {
      problems.error(more.location(), "'logsources' is " + more.kind() + ": expected a list");
    }
    parts.add(new OwnMapping.Part(LogSource.UNKNOWN, fields(file)));
    return new OwnMapping(name, base, parts);
  }

  private FieldMapping base() {
    SourceValue value = file.get("extends");
    String base = value instanceof Scalar scalar ? scalar.text() : "none";
    FieldMapping known = FieldMapping.builtIn().contains(base) ? FieldMapping.named(base) : null;
    if (known == null || (value != null && !(value instanceof Scalar))) {
      problems.error(
          value == null ? file.location() : value.location(),
          "there is no built-in mapping '"
              + Texts.shortened(base)
              + "'"
              + Nearest.suggestion(Texts.shortened(base), FieldMapping.builtIn()),
          "known are: " + String.join(", ", FieldMapping.builtIn()));
    }
    return known == null ? FieldTable.NONE : known;
  }

  private Optional<OwnMapping.Part> part(SourceValue item) {
    if (!(item instanceof Mapping mapping)) {
      problems.error(
          item.location(),
          "a part is " + item.kind() + ": expected {category, product, service, fields}");
      return Optional.empty();
    }
    knownKeys(mapping, PART_KEYS, "a part of the mapping", problems);
    return Optional.of(
        new OwnMapping.Part(SigmaParser.logSourceOf(mapping, problems), fields(mapping)));
  }

  private Map<String, List<String>> fields(Mapping mapping) {
    Entry entry = mapping.entries().get("fields");
    return entry == null ? Map.of() : fields(entry, problems);
  }

  /** A mapping from names to a name or a list of names. */
  static Map<String, List<String>> fields(Entry entry, Problems problems) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    if (!(entry.value() instanceof Mapping names)) {
      problems.error(
          entry.location(),
          "'" + entry.key() + "' is " + entry.value().kind() + ": expected a mapping");
      return fields;
    }
    for (Entry field : names.entries().values()) {
      List<String> targets = texts(field.value(), problems);
      if (!targets.isEmpty()) {
        fields.put(field.key(), targets);
      }
    }
    return fields;
  }

  /** A text or a list of them; empty when a problem was reported. */
  static List<String> texts(SourceValue value, Problems problems) {
    List<SourceValue> items =
        value instanceof Sequence sequence ? sequence.items() : List.of(value);
    List<String> texts = new ArrayList<>();
    for (SourceValue item : items) {
      if (item instanceof Scalar scalar && scalar.isString() && !scalar.text().isEmpty()) {
        texts.add(scalar.text());
      } else {
        problems.error(item.location(), "expected the name of a field, not " + item.kind());
      }
    }
    if (items.isEmpty()) {
      problems.error(value.location(), "expected the name of a field, not an empty list");
    }
    return texts;
  }

  static void knownKeys(
      Mapping mapping, Collection<String> known, String where, Problems problems) {
    for (Entry entry : mapping.entries().values()) {
      if (!known.contains(entry.key())) {
        String key = Texts.shortened(entry.key());
        problems.error(
            entry.location(),
            "unknown key '" + key + "' in " + where + Nearest.suggestion(key, known),
            "known keys: " + String.join(", ", known));
      }
    }
  }
}
