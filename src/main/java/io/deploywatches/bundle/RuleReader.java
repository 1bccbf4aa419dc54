package io.deploywatches.bundle;

import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.SourceValue.Sequence;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problems;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes rules of the documents of one file. */
final class RuleReader {
  private static final String PREVIOUS_IDS = "previous_ids";

  /** Sigma's metadata, and what a query rule adds. */
  private static final List<String> QUERY_RULE_KEYS =
      List.of(
          "title",
          "id",
          "name",
          "description",
          "status",
          "author",
          "date",
          "modified",
          "license",
          "level",
          "tags",
          "references",
          "falsepositives",
          "fields",
          "logsource",
          "query",
          "dsl",
          "indices",
          PREVIOUS_IDS,
          "watch");

  private static final List<String> WHOLE_WATCH_SETTINGS =
      List.of("id", "active", "deploy", PREVIOUS_IDS);
  private static final String OWN_KEY = "deploy_watches";
  private static final int MAX_ID_BYTES = 512;

  private final BundleSettings settings;
  private final String source;
  private final Problems problems;
  private final Decoder decoder;

  RuleReader(BundleSettings settings, String source, Problems problems) {
    this.settings = settings;
    this.source = source;
    this.problems = problems;
    this.decoder = new Decoder(problems);
  }

  /** The rules of a YAML file. */
  List<Rule> readYaml(String text) {
    List<SourceValue> documents = YamlReader.read(source, text, problems);
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      String number = i == 0 ? "" : "-" + (i + 1);
      if (documents.get(i) instanceof Mapping document) {
        rule(document, pathId() + number).ifPresent(rules::add);
      } else {
        decoder.wrongType(documents.get(i), "a rule", "a mapping");
      }
    }
    return rules;
  }

  private Optional<Rule> rule(Mapping document, String pathId) {
    for (String later : List.of("action", "correlation", "filter")) {
      if (document.has(later) && !document.has("detection")) {
        problems.error(
            document.location(), "a Sigma document with '" + later + "' is not supported yet");
        return Optional.empty();
      }
    }
    boolean isSigma = document.has("detection");
    boolean isQuery = document.has("query") || document.has("dsl");
    if (!isSigma && !isQuery) {
      problems.error(
          document.location(),
          "not a rule: expected 'detection' (a Sigma rule), or 'query' or 'dsl' (a query rule)");
      return Optional.empty();
    }
    checkMetadata(document);
    SettingsLayer own =
        decoder
            .mapping(document.entries().get("watch"))
            .map(watch -> SettingsLayer.read(watch, List.of(), "watch", problems))
            .orElse(SettingsLayer.EMPTY)
            .with(previousIds(document));
    Settings resolved = settings.settingsFor(source, document, own);
    Location at = document.location();
    if (resolved.deploy() && resolved.window().isEmpty()) {
      problems.error(
          own.entries().containsKey("schedule") ? own.entries().get("schedule").location() : at,
          "the schedule is no interval, so 'window' (how far back a run looks) must be given",
          "add for example 'window: 1d'");
    }
    String id = id(document, "id", pathId, resolved, at);
    if (isSigma) {
      return Optional.of(new Rule.Sigma(id, source, at, resolved, document));
    }
    checkQuery(document);
    return Optional.of(new Rule.Query(id, source, at, resolved, document));
  }

  /** A rule may say its previous ids beside its id. */
  private SettingsLayer previousIds(Mapping document) {
    Entry entry = document.entries().get(PREVIOUS_IDS);
    decoder.strings(entry);
    return entry == null ? SettingsLayer.EMPTY : new SettingsLayer(Map.of(PREVIOUS_IDS, entry));
  }

  private void checkMetadata(Mapping document) {
    for (String key : List.of("title", "id", "name", "description", "status", "level", "author")) {
      Entry entry = document.entries().get(key);
      if (entry != null && !(key.equals("author") && entry.value() instanceof Sequence)) {
        decoder.string(entry);
      }
    }
    for (String key : List.of("tags", "references", "falsepositives", "fields")) {
      decoder.strings(document.entries().get(key));
    }
  }

  private void checkQuery(Mapping document) {
    decoder.knownKeys(document, QUERY_RULE_KEYS, "a query rule");
    if (document.has("query") && document.has("dsl")) {
      problems.error(document.location(), "a query rule has 'query' or 'dsl', not both");
    }
    Entry query = document.entries().get("query");
    if (query != null && !(query.value() instanceof Scalar scalar && scalar.isString())) {
      decoder.wrongType(query.value(), "'query'", "a Lucene query string");
    }
    decoder.mapping(document.entries().get("dsl"));
    decoder.strings(document.entries().get("indices"));
  }

  /** The rule of a JSON file: a whole watch. */
  List<Rule> readJson(String text) {
    Optional<SourceValue> value = JsonReader.read(source, text, problems);
    return value
        .flatMap(root -> decoder.mapping(root, "a whole watch"))
        .flatMap(this::wholeWatch)
        .map(List::of)
        .orElse(List.of());
  }

  private Optional<Rule> wholeWatch(Mapping root) {
    if (!root.has("trigger")) {
      problems.error(
          root.location(), "not a watch: a .json file of watches/ needs a 'trigger' at its top");
      return Optional.empty();
    }
    Location at = root.location();
    Optional<Mapping> own = decoder.mapping(root.entries().get(OWN_KEY));
    own.ifPresent(mapping -> decoder.knownKeys(mapping, WHOLE_WATCH_SETTINGS, OWN_KEY));
    SettingsLayer layer =
        own.map(mapping -> SettingsLayer.read(mapping, List.of("id"), OWN_KEY, new Problems()))
            .orElse(SettingsLayer.EMPTY);
    layer.decode(problems);
    Settings resolved = settings.settingsFor(source, root, layer);
    String id =
        own.map(mapping -> id(mapping, "id", fileName(), resolved, at))
            .orElseGet(() -> checkedId(resolved.idPrefix() + fileName(), at));
    if (root.get("metadata") instanceof Mapping metadata && metadata.has(OWN_KEY)) {
      problems.error(
          root.locationOf("/metadata/" + OWN_KEY),
          "'metadata." + OWN_KEY + "' is the mark of the tool itself and cannot be in a bundle",
          "remove it: a watch copied from a cluster carries the mark of its owner");
    }
    return Optional.of(new Rule.WholeWatch(id, source, at, resolved, root.without(OWN_KEY)));
  }

  private String id(
      Mapping mapping, String key, String otherwise, Settings resolved, Location location) {
    Entry entry = mapping.entries().get(key);
    Optional<String> given = decoder.string(entry);
    if (given.isPresent() && entry != null) {
      return checkedId(resolved.idPrefix() + given.get(), entry.value().location());
    }
    return checkedId(resolved.idPrefix() + otherwise, location);
  }

  /** Reports an id that Watcher refuses. */
  private String checkedId(String id, Location at) {
    if (id.isEmpty()) {
      problems.error(at, "the watch's id is empty");
    } else if (id.chars().anyMatch(Character::isWhitespace)) {
      problems.error(at, "the watch's id '" + id + "' has white space in it: Watcher refuses it");
    } else if (id.getBytes(StandardCharsets.UTF_8).length > MAX_ID_BYTES) {
      problems.error(at, "the watch's id is longer than " + MAX_ID_BYTES + " bytes in UTF-8");
    } else if (id.equals("..") || id.equals(".") || id.equals("_execute")) {
      problems.error(at, "Watcher cannot hold a watch with the id '" + id + "'");
    }
    return id;
  }

  /** The path below {@code watches/} without its ending, {@code /} as {@code -}. */
  private String pathId() {
    return withoutEnding(source.substring(source.indexOf('/') + 1)).replace('/', '-');
  }

  private String fileName() {
    return withoutEnding(source.substring(source.lastIndexOf('/') + 1));
  }

  private static String withoutEnding(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }
}
