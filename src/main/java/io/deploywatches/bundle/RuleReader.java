package io.deploywatches.bundle;

import io.deploywatches.bundle.Bundle.Broken;
import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.SourceValue.Sequence;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problems;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;

/** Makes rules of the documents of one file. */
final class RuleReader {
  private static final String DETECTION = "detection";
  private static final String CORRELATION = "correlation";
  private static final String FILTER = "filter";
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
      List.of("id", "active", "deploy", "allow", PREVIOUS_IDS);
  private static final String OWN_KEY = "deploy_watches";
  private static final int MAX_ID_BYTES = 512;

  private final BundleSettings settings;
  private final Map<String, Mapping> mappings;
  private final String source;
  private final Problems problems;
  private final Decoder decoder;
  private final List<Rule> rules = new ArrayList<>();
  private final List<Broken> broken = new ArrayList<>();
  private final List<Bundle.Filter> filters = new ArrayList<>();

  /**
   * @param mappings the bundle's own field mappings by name
   */
  RuleReader(
      BundleSettings settings, Map<String, Mapping> mappings, String source, Problems problems) {
    this.settings = settings;
    this.mappings = mappings;
    this.source = source;
    this.problems = problems;
    this.decoder = new Decoder(problems);
  }

  /** The rules that are right; one that is wrong does not hide the others of its file. */
  List<Rule> rules() {
    return rules;
  }

  /** The rules that are wrong. */
  List<Broken> broken() {
    return broken;
  }

  /** The filter rules, of which no watches come. */
  List<Bundle.Filter> filters() {
    return filters;
  }

  /** Reads the file. */
  void read(String text) {
    if (source.endsWith(".json")) {
      readJson(text);
    } else {
      readYaml(text);
    }
  }

  /** Takes it that nobody knows which rules the file holds. */
  void isBroken() {
    broken.add(new Broken(null, source));
  }

  private void readYaml(String text) {
    Problems syntax = new Problems();
    List<SourceValue> documents = YamlReader.read(source, text, syntax);
    problems.addAll(syntax.list());
    if (documents.isEmpty() && !syntax.hasErrors()) {
      // To take it for a file without rules would make the watches of a truncated file orphans.
      problems.error(
          Location.of(source),
          "empty: expected a rule",
          "delete the file, or keep the rule and switch it off with 'watch: {deploy: false}'");
    }
    if (documents.isEmpty() || syntax.hasErrors()) {
      isBroken();
    }
    Problems wrongParts = new Problems();
    Optional<List<SourceValue>> complete = RuleCollection.rules(documents, wrongParts);
    if (complete.isEmpty()) {
      isBroken();
      if (!syntax.hasErrors()) {
        problems.addAll(wrongParts.list());
      }
      return;
    }
    FileIds ids = new FileIds(pathId());
    for (SourceValue document : complete.get()) {
      if (document instanceof Mapping filter && filter.has(FILTER) && !filter.has(DETECTION)) {
        checkMetadata(filter);
        filters.add(new Bundle.Filter(source, filter.location(), filter, true));
        continue;
      }
      List<String> own = ids.next(document);
      Problems found = new Problems();
      RuleReader reader = new RuleReader(settings, mappings, source, found);
      Optional<Rule> rule = reader.rule(document, own);
      problems.addAll(found.list());
      add(rule, document, own, found.hasErrors() || syntax.hasErrors());
    }
  }

  private void add(Optional<Rule> rule, SourceValue value, List<String> ids, boolean isWrong) {
    if (rule.isPresent() && !isWrong) {
      rules.add(rule.get());
    } else if (rule.isPresent()) {
      rule.get().ids().forEach(id -> broken.add(new Broken(id, source)));
    } else if (value instanceof Mapping document) {
      String prefix = settings.settingsFor(source, document, SettingsLayer.EMPTY).idPrefix();
      ids.forEach(id -> broken.add(new Broken(prefix + id, source)));
    } else {
      isBroken();
    }
  }

  private Optional<Rule> rule(SourceValue value, List<String> ids) {
    return decoder.mapping(value, "a rule").flatMap(document -> rule(document, ids));
  }

  private Optional<Rule> rule(Mapping document, List<String> idsOfFile) {
    boolean isSigma = document.has(DETECTION);
    boolean isCorrelation = document.has(CORRELATION) && !isSigma;
    boolean isQuery = document.has("query") || document.has("dsl");
    if (!isSigma && !isCorrelation && !isQuery) {
      problems.error(
          document.location(),
          "not a rule: expected 'detection', 'correlation' or 'filter' (a Sigma rule), or 'query' or"
              + " 'dsl' (a query rule)");
      return Optional.empty();
    }
    checkMetadata(document);
    SettingsLayer own =
        decoder
            .mapping(document.entries().get("watch"))
            .map(watch -> SettingsLayer.read(watch, List.of(), "watch", problems))
            .orElse(SettingsLayer.EMPTY)
            .with(previousIds(document));
    Settings resolved = withMapping(settings.settingsFor(source, document, own));
    Location at = document.location();
    if (resolved.deploy() && resolved.window().isEmpty() && !resolved.schedule().has("interval")) {
      problems.error(
          own.entries().containsKey("schedule") ? own.entries().get("schedule").location() : at,
          "the schedule is no interval, so 'window' (how far back a run looks) must be given",
          "add for example 'window: 1d'");
    }
    Location idAt = document.locationOf("/id");
    List<String> ids =
        idsOfFile.stream().map(id -> checkedId(resolved.idPrefix() + id, idAt)).toList();
    if (isSigma) {
      return Optional.of(new Rule.Sigma(ids, source, at, resolved, document));
    }
    if (isCorrelation) {
      return Optional.of(new Rule.Correlation(ids.get(0), source, at, resolved, document));
    }
    checkQuery(document);
    return Optional.of(new Rule.Query(ids.get(0), source, at, resolved, document));
  }

  private Settings withMapping(Settings resolved) {
    Mapping file = mappings.get(resolved.matching().fields());
    return file == null ? resolved : resolved.with(resolved.matching().with(file));
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
  private void readJson(String text) {
    Problems found = new Problems();
    RuleReader reader = new RuleReader(settings, mappings, source, found);
    Optional<Rule> rule =
        JsonReader.read(source, text, found)
            .flatMap(root -> reader.decoder.mapping(root, "a whole watch"))
            .flatMap(reader::wholeWatch);
    problems.addAll(found.list());
    if (rule.isPresent() && !found.hasErrors()) {
      rules.add(rule.get());
    } else {
      broken.add(new Broken(rule.map(Rule::id).orElse(null), source));
    }
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
    checkSecrets(root);
    if (root.get("metadata") instanceof Mapping metadata && metadata.has(OWN_KEY)) {
      problems.error(
          root.locationOf("/metadata/" + OWN_KEY),
          "'metadata." + OWN_KEY + "' is the mark of the tool itself and cannot be in a bundle",
          "remove it: a watch copied from a cluster carries the mark of its owner");
    }
    return Optional.of(new Rule.WholeWatch(id, source, at, resolved, root.without(OWN_KEY)));
  }

  private void checkSecrets(SourceValue value) {
    if (value instanceof Mapping mapping) {
      mapping.entries().values().forEach(entry -> checkSecrets(entry.value()));
    } else if (value instanceof Sequence sequence) {
      sequence.items().forEach(this::checkSecrets);
    } else if (value instanceof Scalar scalar && scalar.isString()) {
      checkSecrets(scalar.text(), scalar.location());
    }
  }

  private void checkSecrets(String text, Location at) {
    Set<String> known = settings.secrets().keySet();
    Matcher reference = SecretReference.PATTERN.matcher(text);
    while (reference.find()) {
      String name = reference.group(1);
      if (!known.contains(name)) {
        problems.error(
            at,
            reference.group()
                + ": there is no such secret in the settings"
                + Nearest.suggestion(name, known),
            "add it to 'secrets' in " + BundleSettings.FILE);
      }
    }
    if (reference.replaceAll("").contains(SecretReference.START)) {
      problems.error(
          at, "'" + SecretReference.START + "' without its '}': expected ${secret:NAME}");
    }
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
