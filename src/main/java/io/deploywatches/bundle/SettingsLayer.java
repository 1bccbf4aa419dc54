package io.deploywatches.bundle;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.SourceValue.Sequence;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.watch.Activation;
import io.deploywatches.watch.ServerVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Some of a rule's settings, as one place gives them. Layers are put on top of each other; the
 * result is decoded into {@link Settings}.
 *
 * @param entries by the name of the setting
 */
record SettingsLayer(Map<String, Entry> entries) {
  static final List<String> KEYS =
      List.of(
          "template",
          "generator",
          "schedule",
          "window",
          "time_field",
          "indices",
          "matching",
          "deploy",
          "lag",
          "active",
          "id_prefix",
          "throttle_period",
          "owner",
          "runbook",
          "previous_ids",
          "allow",
          "values");

  static final SettingsLayer EMPTY = new SettingsLayer(Map.of());

  private static final List<String> SCHEDULES =
      List.of("interval", "hourly", "daily", "weekly", "monthly", "yearly", "cron");
  private static final List<String> MATCHING_KEYS = List.of("fields", "keyword", "server");
  private static final List<String> MERGED = List.of("matching", "values");

  /**
   * The versions of the query generator. What a version makes of a rule never changes once it is
   * released, apart from faults; with a second one, the settings tell which.
   */
  private static final List<String> GENERATORS = List.of("1");

  private static final String DEFAULT_TEMPLATE = "email";
  private static final TimeSpan DEFAULT_INTERVAL = new TimeSpan(30 * 60);
  private static final TimeSpan DEFAULT_LAG = new TimeSpan(60);
  private static final String DEFAULT_TIME_FIELD = "@timestamp";
  private static final Matching DEFAULT_MATCHING = new Matching("winlogbeat", "none", "7.10");

  SettingsLayer {
    entries = Map.copyOf(entries);
  }

  /**
   * Takes the settings out of a mapping and checks each of them.
   *
   * @param more keys of the mapping that are not settings and known to the caller
   * @param where what a message calls the mapping: {@code defaults}
   */
  static SettingsLayer read(Mapping mapping, List<String> more, String where, Problems problems) {
    List<String> known = new ArrayList<>(KEYS);
    known.addAll(more);
    new Decoder(problems).knownKeys(mapping, known, where);
    Map<String, Entry> entries = new LinkedHashMap<>(mapping.entries());
    entries.keySet().retainAll(KEYS);
    SettingsLayer layer = new SettingsLayer(entries);
    layer.decode(problems);
    return layer;
  }

  /** These settings with those of another layer put over them. */
  SettingsLayer with(SettingsLayer over) {
    Map<String, Entry> merged = new LinkedHashMap<>(entries);
    over.entries.forEach(
        (key, entry) ->
            merged.merge(key, entry, MERGED.contains(key) ? SettingsLayer::merge : (a, b) -> b));
    return new SettingsLayer(merged);
  }

  private static Entry merge(Entry under, Entry over) {
    if (!(under.value() instanceof Mapping a) || !(over.value() instanceof Mapping b)) {
      return over;
    }
    Map<String, Entry> merged = new LinkedHashMap<>(a.entries());
    b.entries().forEach((key, entry) -> merged.merge(key, entry, SettingsLayer::merge));
    return new Entry(over.location(), over.key(), new Mapping(b.location(), merged));
  }

  /** The settings, with built-in values for what no layer gives. */
  Settings decode(Problems problems) {
    Decoder decoder = new Decoder(problems);
    checkGenerator(decoder);
    ObjectNode schedule = schedule(decoder);
    Optional<TimeSpan> interval = interval(schedule);
    Optional<TimeSpan> window = decoder.timeSpan(entries.get("window"), false).or(() -> interval);
    return new Settings(
        decoder.string(entries.get("template")).orElse(DEFAULT_TEMPLATE),
        schedule,
        interval,
        window,
        decoder.string(entries.get("time_field")).orElse(DEFAULT_TIME_FIELD),
        decoder.strings(entries.get("indices")),
        matching(decoder),
        decoder.bool(entries.get("deploy")).orElse(true),
        decoder.timeSpan(entries.get("lag"), true).orElse(DEFAULT_LAG),
        activation(decoder),
        decoder.string(entries.get("id_prefix")).orElse(""),
        decoder.timeSpan(entries.get("throttle_period"), true).map(TimeSpan::toString),
        decoder.string(entries.get("owner")),
        decoder.string(entries.get("runbook")),
        decoder.strings(entries.get("previous_ids")),
        allowed(decoder),
        decoder
            .mapping(entries.get("values"))
            .map(Mapping::toJson)
            .orElseGet(JsonNodeFactory.instance::objectNode));
  }

  /** Findings that are switched off, by name, each with its reason. */
  private Map<String, String> allowed(Decoder decoder) {
    @Nullable Entry entry = entries.get("allow");
    Map<String, String> allowed = new LinkedHashMap<>();
    if (entry == null) {
      return allowed;
    }
    List<SourceValue> items =
        entry.value() instanceof Sequence sequence ? sequence.items() : List.of(entry.value());
    for (SourceValue item : items) {
      if (item instanceof Mapping mapping) {
        for (Entry each : mapping.entries().values()) {
          decoder.string(each).ifPresent(reason -> allowed.put(each.key(), reason));
        }
      } else if (item instanceof Scalar scalar && scalar.isString()) {
        allowed.put(scalar.text(), "");
        decoder
            .problems()
            .add(
                Problem.warning(
                        scalar.location(),
                        "the finding '" + scalar.text() + "' is switched off without a reason",
                        "write '" + scalar.text() + ": REASON'")
                    .named("allow-without-reason"));
      } else {
        decoder.wrongType(item, "'allow'", "a list of 'FINDING: REASON'");
      }
    }
    return allowed;
  }

  private void checkGenerator(Decoder decoder) {
    @Nullable Entry entry = entries.get("generator");
    Optional<String> version = decoder.string(entry);
    if (entry != null && version.isPresent() && !GENERATORS.contains(version.get())) {
      decoder
          .problems()
          .error(
              entry.value().location(),
              "there is no version '" + version.get() + "' of the query generator",
              "versions: " + String.join(", ", GENERATORS) + "; without a pin it is the newest");
    }
  }

  private ObjectNode schedule(Decoder decoder) {
    ObjectNode builtIn =
        JsonNodeFactory.instance.objectNode().put("interval", DEFAULT_INTERVAL.toString());
    Optional<Mapping> given = decoder.mapping(entries.get("schedule"));
    if (given.isEmpty()) {
      return builtIn;
    }
    Mapping schedule = given.get();
    decoder.knownKeys(schedule, SCHEDULES, "schedule");
    if (!SCHEDULES.containsAll(schedule.entries().keySet())) {
      return builtIn;
    }
    if (schedule.entries().size() != 1) {
      decoder
          .problems()
          .error(
              schedule.location(),
              "a schedule has exactly one of "
                  + String.join(", ", SCHEDULES)
                  + "; this one has "
                  + schedule.entries().size());
      return builtIn;
    }
    Entry interval = schedule.entries().get("interval");
    if (interval != null && !isSeconds(interval.value())) {
      decoder.timeSpan(interval, false);
    }
    return schedule.toJson();
  }

  /** Watcher takes a bare number as seconds. */
  private static boolean isSeconds(SourceValue value) {
    return value instanceof Scalar scalar
        && scalar.value().isIntegralNumber()
        && scalar.value().canConvertToInt()
        && scalar.value().intValue() > 0;
  }

  private static Optional<TimeSpan> interval(ObjectNode schedule) {
    var interval = schedule.path("interval");
    return interval.isIntegralNumber()
        ? Optional.of(new TimeSpan(interval.longValue()))
        : TimeSpan.parse(interval.asText());
  }

  private Matching matching(Decoder decoder) {
    Optional<Mapping> given = decoder.mapping(entries.get("matching"));
    if (given.isEmpty()) {
      return DEFAULT_MATCHING;
    }
    Mapping matching = given.get();
    decoder.knownKeys(matching, MATCHING_KEYS, "matching");
    String server =
        decoder.string(matching.entries().get("server")).orElse(DEFAULT_MATCHING.server());
    if (ServerVersion.parse(server).isEmpty()) {
      decoder
          .problems()
          .error(
              at(matching, "server"),
              "'server' is '" + server + "': expected a version such as \"6.8\" or \"7.10\"");
    }
    return new Matching(
        decoder.string(matching.entries().get("fields")).orElse(DEFAULT_MATCHING.fields()),
        decoder.string(matching.entries().get("keyword")).orElse(DEFAULT_MATCHING.keyword()),
        server);
  }

  private static Location at(Mapping mapping, String key) {
    @Nullable SourceValue value = mapping.get(key);
    return value == null ? mapping.location() : value.location();
  }

  private Activation activation(Decoder decoder) {
    return decoder
        .oneOf(entries.get("active"), List.of("true", "false", "keep"))
        .map(
            word ->
                switch (word) {
                  case "true" -> Activation.ACTIVE;
                  case "false" -> Activation.INACTIVE;
                  default -> Activation.KEEP;
                })
        .orElse(Activation.KEEP);
  }
}
