package io.deploywatches.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.SourceValue.Sequence;
import io.deploywatches.bundle.TestFile.Case;
import io.deploywatches.bundle.TestFile.EventMapping;
import io.deploywatches.bundle.TestFile.Expectation;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes test cases of one file. */
final class TestFileReader {
  private static final List<String> FILE_KEYS = List.of("rule", "watch", "mapping", "cases");
  private static final List<String> CASE_KEYS =
      List.of(
          "name",
          "watch",
          "mapping",
          "events",
          "payload",
          "fires",
          "hits",
          "groups",
          "subject",
          "body",
          "message",
          "webhook",
          "document");

  /** What only a watch that fires can hold. */
  private static final List<String> OF_ALERTS =
      List.of("subject", "body", "message", "webhook", "document");

  private static final List<String> MAPPINGS =
      List.of(
          EventMapping.WINLOGBEAT, EventMapping.ECS, EventMapping.DYNAMIC, EventMapping.CLUSTER);

  private final String file;
  private final Function<String, Optional<String>> texts;
  private final Problems problems;
  private final Decoder decoder;

  /**
   * @param texts the text of a file, named as relative to the test file's folder; reports what
   *     cannot be read
   */
  TestFileReader(String file, Function<String, Optional<String>> texts, Problems problems) {
    this.file = file;
    this.texts = texts;
    this.problems = problems;
    this.decoder = new Decoder(problems);
  }

  /**
   * Reads the file.
   *
   * @param besides the rule file of the same name, relative to the test file's folder
   * @param resolve gives the path of a rule's file, relative to the bundle, if there is one
   */
  Optional<TestFile> read(
      String text, Optional<String> besides, Function<String, Optional<String>> resolve) {
    Problems syntax = new Problems();
    List<SourceValue> documents = YamlReader.read(file, text, syntax);
    problems.addAll(syntax.list());
    if (syntax.hasErrors()) {
      return Optional.empty();
    }
    if (documents.size() != 1 || !(documents.get(0) instanceof Mapping root)) {
      problems.error(Location.of(file), "expected one mapping with a list of 'cases'");
      return Optional.empty();
    }
    decoder.knownKeys(root, FILE_KEYS, "a test file");
    Optional<String> rule = rule(root, besides, resolve);
    Optional<String> watch = decoder.string(root.entries().get("watch"));
    Optional<EventMapping> mapping = mapping(root.entries().get("mapping"));
    List<Case> cases = new ArrayList<>();
    Optional<Sequence> list = decoder.sequence(root.entries().get("cases"));
    if (list.isEmpty() && !root.has("cases")) {
      problems.error(root.location(), "'cases' is missing: expected a list of cases");
    }
    Map<String, Location> names = new HashMap<>();
    list.ifPresent(
        items ->
            items
                .items()
                .forEach(
                    item ->
                        testCase(item, cases.size() + 1, watch, mapping)
                            .ifPresent(made -> add(made, names, cases))));
    return rule.map(found -> new TestFile(file, found, cases));
  }

  private void add(Case made, Map<String, Location> names, List<Case> cases) {
    Location first = names.putIfAbsent(made.name(), made.location());
    if (first != null) {
      problems.error(
          made.location(),
          "a second case with the name '" + made.name() + "', the first is on line " + first.line(),
          "give it another name, as reports tell cases apart by their names");
    }
    cases.add(made);
  }

  private Optional<String> rule(
      Mapping root, Optional<String> besides, Function<String, Optional<String>> resolve) {
    Entry entry = root.entries().get("rule");
    Optional<String> given = decoder.string(entry);
    if (entry != null && given.isPresent()) {
      Optional<String> found = resolve.apply(given.get());
      if (found.isEmpty()) {
        problems.error(
            entry.value().location(),
            "there is no rule file '" + given.get() + "'",
            "name it from the folder of this file");
      }
      return found;
    }
    if (besides.isEmpty()) {
      problems.error(
          Location.of(file),
          "there is no rule beside this test file",
          "name the file like its rule, RULE.test.yml beside RULE.yml, or say 'rule: FILE'");
    }
    return besides.flatMap(resolve);
  }

  private Optional<Case> testCase(
      SourceValue value, int number, Optional<String> watch, Optional<EventMapping> mapping) {
    Optional<Mapping> read = decoder.mapping(value, "a case");
    if (read.isEmpty()) {
      return Optional.empty();
    }
    Mapping test = read.get();
    decoder.knownKeys(test, CASE_KEYS, "a case");
    Entry firesEntry = test.entries().get("fires");
    Optional<Boolean> fires = decoder.bool(firesEntry);
    if (firesEntry == null) {
      problems.error(
          test.location(),
          "'fires' is missing: expected true or false",
          "say whether the watch fires on these events");
    }
    Entry payload = test.entries().get("payload");
    if (payload != null && test.has("events")) {
      problems.error(
          payload.location(),
          "a case has 'events', in which the watch searches, or 'payload', which stands for what"
              + " its input gives; not both");
    }
    if (fires.isPresent() && !fires.get()) {
      refuseAlerts(test);
    }
    return Optional.of(
        new Case(
            test.location(),
            decoder.string(test.entries().get("name")).orElse("case " + number),
            decoder.string(test.entries().get("watch")).or(() -> watch),
            mapping(test.entries().get("mapping")).or(() -> mapping),
            events(test.entries().get("events")),
            decoder.mapping(payload).map(Mapping::toJson),
            expectation(test, fires.orElse(true))));
  }

  private void refuseAlerts(Mapping test) {
    for (String key : OF_ALERTS) {
      Entry entry = test.entries().get(key);
      if (entry != null) {
        problems.error(
            entry.location(), "'" + key + "' of a watch that does not fire: it says nothing");
      }
    }
  }

  private Expectation expectation(Mapping test, boolean fires) {
    Entry groups = test.entries().get("groups");
    return new Expectation(
        fires,
        number(test.entries().get("hits")),
        groups == null ? null : decoder.strings(groups),
        decoder.strings(test.entries().get("subject")),
        decoder.strings(test.entries().get("body")),
        decoder.strings(test.entries().get("message")),
        json(test.entries().get("webhook")),
        decoder.mapping(test.entries().get("document")).map(Mapping::toJson).orElse(null));
  }

  private @Nullable Long number(@Nullable Entry entry) {
    if (entry == null) {
      return null;
    }
    if (entry.value() instanceof Scalar scalar
        && scalar.value().isIntegralNumber()
        && scalar.value().canConvertToLong()) {
      return scalar.value().longValue();
    }
    decoder.wrongType(entry.value(), "'" + entry.key() + "'", "a whole number");
    return null;
  }

  private static @Nullable JsonNode json(@Nullable Entry entry) {
    return entry == null ? null : entry.value().toJson();
  }

  private List<ObjectNode> events(@Nullable Entry entry) {
    List<ObjectNode> events = new ArrayList<>();
    decoder
        .sequence(entry)
        .ifPresent(
            list ->
                list.items()
                    .forEach(
                        item ->
                            decoder
                                .mapping(item, "an event")
                                .ifPresent(event -> events.add(event.toJson()))));
    return events;
  }

  private Optional<EventMapping> mapping(@Nullable Entry entry) {
    Optional<String> given = decoder.string(entry);
    if (entry == null || given.isEmpty()) {
      return Optional.empty();
    }
    if (!given.get().endsWith(".json")) {
      if (!MAPPINGS.contains(given.get())) {
        problems.error(
            entry.value().location(),
            "there is no mapping '"
                + given.get()
                + "': expected "
                + String.join(", ", MAPPINGS)
                + " or a file that ends in .json"
                + Nearest.suggestion(given.get(), MAPPINGS));
        return Optional.empty();
      }
      return Optional.of(new EventMapping.Named(given.get()));
    }
    Optional<ObjectNode> mappings =
        texts
            .apply(given.get())
            .flatMap(text -> JsonReader.read(given.get(), text, problems))
            .flatMap(value -> decoder.mapping(value, "a mapping"))
            .map(TestFileReader::mappings);
    if (mappings.isPresent() && !mappings.get().has("properties")) {
      problems.error(
          entry.value().location(),
          given.get() + " holds no 'properties': expected the mappings of an index");
      return Optional.empty();
    }
    return mappings.map(EventMapping.Own::new);
  }

  /** The mappings of a file: bare, in {@code mappings}, and there perhaps below a type's name. */
  private static ObjectNode mappings(Mapping root) {
    ObjectNode json = root.toJson();
    JsonNode mappings = json.path("mappings").isObject() ? json.path("mappings") : json;
    if (!mappings.has("properties")
        && mappings.size() == 1
        && mappings.elements().next().has("properties")) {
      mappings = mappings.elements().next();
    }
    return (ObjectNode) mappings;
  }
}
