package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.problem.Severity;
import io.deploywatches.watch.Kind.Entry;
import io.deploywatches.watch.Kind.Fields;
import io.deploywatches.watch.Kind.Leaf;
import io.deploywatches.watch.Kind.ListOf;
import io.deploywatches.watch.Kind.ListOf.Order;
import io.deploywatches.watch.Kind.ListOf.Single;
import io.deploywatches.watch.Kind.MapOf;
import io.deploywatches.watch.Kind.OneOf;
import io.deploywatches.watch.Kind.Recursive;
import io.deploywatches.watch.Kind.Redactable;
import io.deploywatches.watch.Kind.Spelling;
import io.deploywatches.watch.Kind.Switch;
import io.deploywatches.watch.Kind.Use;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds in the body of a watch what a server refuses, and, worse, what it takes and then silently
 * changes or loses. Most of it follows from the table ({@link WatchGrammar}); what does not stands
 * in {@link #special}.
 */
public final class WatchLint {
  private static final Pattern INTERVAL = Pattern.compile("(\\d+)([smhdw])");
  private static final Pattern WHITESPACE = Pattern.compile("\\s+");

  /** {@code script.max_size_in_bytes}, unless somebody raised it. */
  private static final int MOST_BYTES_OF_A_SCRIPT = 65_535;

  private static final String REDACTED = "::es_redacted::";
  private static final String ENCRYPTED = "::es_encrypted::";

  private static final ServerVersion V7 = new ServerVersion(7, 0);
  private static final ServerVersion V7_10 = new ServerVersion(7, 10);
  private static final ServerVersion V8 = new ServerVersion(8, 0);

  private final List<Finding> findings = new ArrayList<>();

  private WatchLint() {}

  /**
   * What is wrong with a body on a server of that version, sorted by place.
   *
   * @param body as it would be sent, not in canonical form
   * @param version see {@link Finding#on}
   */
  public static List<Finding> findings(ObjectNode body, @Nullable ServerVersion version) {
    return findings(body).stream()
        .map(finding -> finding.on(version))
        .flatMap(Optional::stream)
        .sorted()
        .toList();
  }

  /**
   * What is wrong with a body on any server, sorted by place.
   *
   * @param body as it would be sent, not in canonical form
   */
  public static List<Finding> findings(ObjectNode body) {
    WatchLint lint = new WatchLint();
    lint.check(body, WatchGrammar.WATCH, Place.ROOT);
    if (!body.has("trigger")) {
      lint.error("trigger-missing", Place.ROOT, "the watch has no trigger", null);
    }
    MustacheLint.findings(body).stream()
        .filter(finding -> finding.severity() == Severity.ERROR)
        .forEach(lint.findings::add);
    return lint.findings.stream().sorted().distinct().toList();
  }

  /**
   * What a server takes and carries out, and what is hardly meant, sorted by place. It is for
   * whoever writes the watch, and no reason not to deploy it.
   */
  public static List<Finding> advice(ObjectNode body) {
    List<Finding> advice = new ArrayList<>(AlertLint.findings(body));
    MustacheLint.findings(body).stream()
        .filter(finding -> finding.severity() != Severity.ERROR)
        .forEach(advice::add);
    return advice.stream().sorted().distinct().toList();
  }

  private void check(JsonNode value, Kind kind, Place place) {
    if (kind == WatchGrammar.SCRIPT) {
      PainlessSyntax.check(value, place, findings::add);
    }
    if (kind instanceof Leaf leaf) {
      checkLeaf(value, leaf, place);
    } else if (kind instanceof Redactable redactable) {
      checkSecret(value, place);
      check(value, redactable.kind(), place);
    } else if (kind instanceof Recursive recursive) {
      check(value, recursive.kind().get(), place);
    } else if (kind instanceof Switch onOff) {
      checkSwitch(value, onOff, place);
    } else if (kind instanceof ListOf list) {
      checkList(value, list, place);
    } else if (kind instanceof MapOf map) {
      checkMap(value, map, place);
    } else if (kind instanceof Entry entry) {
      checkEntry(value, entry, place);
    } else if (kind instanceof OneOf oneOf) {
      checkOneOf(value, oneOf, place);
    } else if (kind instanceof Fields fields) {
      checkFields(value, fields, place);
    }
  }

  // ---- What follows from the table ----

  private void checkFields(JsonNode value, Fields fields, Place place) {
    if (!value.isObject()) {
      boolean string = value.isTextual() || MarkedText.of(value).isPresent();
      boolean bare = fields.bareKept() || fields.shorthand() != null;
      if (!string || !bare) {
        String expected = bare ? "a string or an object" : "an object";
        error("wrong-type", place, "expected " + expected + ", found " + typeOf(value), null);
      }
      return;
    }
    checkKeys(value, fields, place);
  }

  private void checkKeys(JsonNode value, Fields fields, Place place) {
    Map<Field, String> given = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      String key = entry.getKey();
      Place child = place.child(key);
      Spelling spelling = fields.spelling(key);
      if (spelling == null) {
        checkStray(key, entry.getValue(), fields, child);
        continue;
      }
      Field field = spelling.field();
      String other = given.put(field, key);
      if (other != null && !isSet(field.kind())) {
        error(
            "same-thing-twice",
            child,
            "[" + other + "] and [" + key + "] say the same thing, the last one counts",
            "keep one of them");
      }
      if (field.needs() != null && !value.has(field.needs())) {
        info(
            "lost-without-" + field.needs().replace('_', '-'),
            child,
            "[" + key + "] is silently dropped without [" + field.needs() + "]");
      }
      checkVersion(field, key, entry.getValue(), child);
      if (!(entry.getValue().isNull() && field.isNullable())) {
        special(entry.getValue(), spelling.kind(), child);
        check(entry.getValue(), spelling.kind(), child);
      }
    }
    specialFields(value, fields, place);
  }

  private void checkStray(String key, JsonNode value, Fields fields, Place place) {
    if (fields.otherKeys() != null) {
      check(value, fields.otherKeys(), place);
      return;
    }
    TreeSet<String> known = new TreeSet<>();
    fields.known().forEach(field -> known.add(field.name()));
    String hint = known.isEmpty() ? null : "known are: " + String.join(", ", known);
    switch (fields.strays()) {
      case REFUSED ->
          error("unknown-key", place, "[" + key + "] is no key that servers know here", hint);
      case LOST ->
          error(
              "ignored-key",
              place,
              "[" + key + "] is silently ignored, and the default is taken instead",
              hint);
      case DOUBTFUL ->
          warning("unknown-key", place, "[" + key + "] is no key that is known here", hint);
    }
  }

  private void checkVersion(Field field, String key, JsonNode value, Place place) {
    ServerVersion known = field.firstKnown();
    if (known != null) {
      add(
          Servers.before(known, null),
          Severity.ERROR,
          "too-new",
          place,
          "[" + key + "] is refused by servers before " + known,
          null);
    }
    ServerVersion refused = field.firstRefused();
    if (refused != null && !(value.isContainerNode() && value.isEmpty())) {
      add(
          Servers.from(refused, Severity.WARNING),
          Severity.ERROR,
          "too-old",
          place,
          "[" + key + "] is refused by servers from " + refused + " on",
          null);
    }
    if (field.isAlwaysLost()) {
      error("ignored-key", place, "[" + key + "] is silently ignored", "take it out");
    }
  }

  private void checkOneOf(JsonNode value, OneOf oneOf, Place place) {
    if (!value.isObject()) {
      error("wrong-type", place, "expected an object, found " + typeOf(value), null);
      return;
    }
    List<String> types = new ArrayList<>();
    ObjectNode common = ((ObjectNode) value).objectNode();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      Kind type = oneOf.types().get(entry.getKey());
      if (type == null) {
        common.set(entry.getKey(), entry.getValue());
      } else {
        types.add(entry.getKey());
        special(entry.getValue(), type, place.child(entry.getKey()));
        check(entry.getValue(), type, place.child(entry.getKey()));
      }
    }
    if (types.size() > 1) {
      error(
          "several-" + oneOf.what() + "-types",
          place,
          "of " + types + " only the last one counts, the others are silently dropped",
          "keep one " + oneOf.what());
    } else if (types.isEmpty()) {
      checkUntyped(value, common, oneOf, place);
    }
    if (!types.isEmpty() || !common.isEmpty()) {
      checkKeys(common, oneOf.common(), place);
    }
  }

  private void checkUntyped(JsonNode value, ObjectNode common, OneOf oneOf, Place place) {
    boolean unknownType =
        common.properties().stream()
            .anyMatch(entry -> oneOf.common().spelling(entry.getKey()) == null);
    boolean droppedWhenEmpty = oneOf.what().equals("transform") && value.isEmpty();
    if (!unknownType && !droppedWhenEmpty) {
      error(
          oneOf.what() + "-type-missing",
          place,
          "the " + oneOf.what() + " has no type",
          "known are: " + String.join(", ", new TreeSet<>(oneOf.types().keySet())));
    }
  }

  private void checkEntry(JsonNode value, Entry entry, Place place) {
    if (!value.isObject()) {
      error("wrong-type", place, "expected an object, found " + typeOf(value), null);
      return;
    }
    if (value.size() > 1) {
      error(
          "several-compare-paths",
          place,
          "of several paths only the last one counts, the others are silently dropped",
          "compare them in a script condition, or use one path");
    }
    for (Map.Entry<String, JsonNode> path : value.properties()) {
      Place child = place.child(path.getKey());
      if (!path.getValue().isObject()) {
        error("wrong-type", child, "expected an object {operator: value}", null);
        continue;
      }
      long operators =
          path.getValue().properties().stream()
              .filter(operator -> !operator.getKey().equals("path"))
              .count();
      if (operators > 1) {
        error("several-operators", child, "one path takes one operator", null);
      }
      check(path.getValue(), entry.value(), child);
    }
  }

  private void checkMap(JsonNode value, MapOf map, Place place) {
    if (!value.isObject()) {
      error("wrong-type", place, "expected an object, found " + typeOf(value), null);
      return;
    }
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      Place child = place.child(entry.getKey());
      if (entry.getValue().isNull() && map.dropsNulls()) {
        warning("null-dropped", child, "null is silently dropped", "take the key out");
      } else {
        check(entry.getValue(), map.value(), child);
      }
    }
  }

  private void checkList(JsonNode value, ListOf list, Place place) {
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        special(value.get(i), list.element(), place.child(i));
        check(value.get(i), list.element(), place.child(i));
      }
    } else if (list.single() == Single.LOST) {
      error(
          "list-expected",
          place,
          "expected a list; anything else is silently taken for an empty one",
          "write a list of objects with one key each");
    } else {
      check(value, list.element(), place);
    }
  }

  private void checkSwitch(JsonNode value, Switch onOff, Place place) {
    if (value.isObject()) {
      check(value, onOff.whenOn(), place);
    } else if (value.isBoolean() && !value.booleanValue()) {
      info("off-dropped", place, "false says the same as leaving the key out, and is dropped");
    } else if (!value.isBoolean()) {
      error("wrong-type", place, "expected true, false or an object", null);
    }
  }

  private void checkSecret(JsonNode value, Place place) {
    String text = value.isTextual() ? value.textValue() : "";
    if (text.equals(REDACTED)) {
      error(
          "redacted-secret",
          place,
          "the body was copied from a server, which shows " + REDACTED + " instead of the secret",
          "give the secret by name: ${secret:NAME}");
    } else if (text.startsWith(ENCRYPTED)) {
      warning(
          "encrypted-secret",
          place,
          "an encrypted secret is only good on the cluster that encrypted it",
          "give the secret by name: ${secret:NAME}");
    }
  }

  // ---- What does not follow from the table ----

  private void checkLeaf(JsonNode value, Leaf leaf, Place place) {
    switch (leaf.form()) {
      case OBJECT -> {
        if (value.isNull()) {
          warning("null-dropped", place, "null is silently dropped", "take the key out");
        } else if (!value.isObject()) {
          error(
              "metadata-lost",
              place,
              "expected an object; " + typeOf(value) + " is silently lost",
              null);
        }
      }
      case DURATION -> checkDuration(value, place);
      case INTERVAL -> checkInterval(value, place);
      case REPORTING_INTERVAL -> checkReportingInterval(value, place);
      case WEEKDAY -> {
        if (value.isNumber()) {
          info(
              "weekday-number",
              place,
              "day "
                  + value.asText()
                  + " is "
                  + Calendar.weekday(value).asText()
                  + ": 1 is Sunday");
        }
      }
      default -> {
        if (leaf.use() == Use.URL) {
          checkUrl(value, place);
        }
      }
    }
  }

  private void checkDuration(JsonNode value, Place place) {
    if (MarkedText.of(value).isPresent()) {
      return;
    }
    OptionalLong millis =
        value.isTextual() ? Durations.millis(value.textValue()) : OptionalLong.empty();
    if (millis.isEmpty()) {
      error(
          "duration-refused",
          place,
          "expected a duration with a unit such as \"15m\", found " + value.asText(typeOf(value)),
          null);
    }
  }

  private void checkInterval(JsonNode value, Place place) {
    if (!value.isTextual() && !value.isIntegralNumber()) {
      return;
    }
    // A number is of seconds.
    String text = value.isTextual() ? value.textValue() : value.asText() + "s";
    Matcher matcher = INTERVAL.matcher(text);
    if (!matcher.matches() || matcher.group(1).chars().allMatch(c -> c == '0')) {
      error(
          "interval-refused",
          place,
          "expected a whole number and one of s, m, h, d, w, at least 1s; found " + value.asText(),
          "write 90m for one hour and a half");
    }
  }

  /** 6.x stores one decimal, which it cannot read again: the watch can only be overwritten. */
  private void checkReportingInterval(JsonNode value, Place place) {
    OptionalLong millis =
        value.isTextual() ? Durations.millis(value.textValue()) : OptionalLong.empty();
    if (millis.isEmpty()) {
      return;
    }
    Servers servers = Servers.before(V7, Severity.WARNING);
    String stored = Durations.rounded(millis.getAsLong());
    boolean lossy = Durations.millis(stored).orElse(-1) != millis.getAsLong();
    if (stored.contains(".")) {
      add(
          servers,
          Severity.ERROR,
          "reporting-interval-unreadable",
          place,
          "servers before 7.0 store this as " + stored + ", which makes the watch unreadable",
          "use an interval that is whole in its largest unit, as 60s, 2m or 1h");
    } else if (lossy) {
      add(
          servers,
          Severity.WARNING,
          "reporting-interval-rounded",
          place,
          "servers before 7.0 silently change this to " + stored,
          null);
    }
  }

  private void checkUrl(JsonNode value, Place place) {
    if (RequestUrl.canSplit(value)) {
      return;
    }
    if (MarkedText.of(value).isPresent()) {
      error(
          "secret-in-url",
          place,
          "a server shows a url only in parts, so a secret must not reach into scheme or host",
          "give scheme, host and port, and let the secret stand in path or params");
    } else {
      error(
          "url-refused",
          place,
          "expected an http or https url; run-time Mustache is refused in a url",
          "give scheme, host, port, path and params instead");
    }
  }

  /** Checks of whole values that only one or two places need. */
  private void special(JsonNode value, Kind kind, Place place) {
    if (place.key().equals("cron") && isCron(place)) {
      for (JsonNode cron : value.isArray() ? value : Form.newArray().add(value)) {
        checkCron(cron, place);
      }
    } else if (place.key().equals("pagerduty") && kind instanceof Fields) {
      if (!value.has("description")) {
        error(
            "pagerduty-description-missing",
            place,
            "without a description the watch is stored and can then not be read",
            null);
      }
    } else if (place.key().equals("index") && kind instanceof Fields) {
      checkDocType(value, place);
    } else if (place.key().equals("hipchat") && kind instanceof Fields) {
      add(
          Servers.from(V7, Severity.WARNING),
          Severity.ERROR,
          "too-old",
          place,
          "servers from 7.0 on know no hipchat action",
          null);
    } else if (isSearchTemplate(place)) {
      SearchSyntax.check(value, place, findings::add);
    } else if (isSearchBody(place)) {
      checkSearch(value, place);
      SearchSyntax.check(value, place, findings::add);
    } else if (place.key().equals("port") && value.isTextual()) {
      error("wrong-type", place, "expected a number, found a string", null);
    } else if (place.key().equals("refresh") && value.isBoolean()) {
      error("wrong-type", place, "expected a string, found a boolean", "write \"true\"");
    }
  }

  private void checkDocType(JsonNode index, Place place) {
    if (!index.has("doc_type")) {
      add(
          Servers.before(V7, null),
          Severity.WARNING,
          "index-doc-type",
          place,
          "before 7.0 each document needs a type, so this fails unless each has its own _type",
          "add \"doc_type\": \"_doc\"");
    } else {
      add(
          Servers.from(V8, null),
          Severity.WARNING,
          "index-doc-type",
          place.child("doc_type"),
          "documents have no types any more: servers from 8.0 on ignore or refuse doc_type",
          "take it out");
    }
  }

  private void checkSearch(JsonNode body, Place place) {
    if (body.findValue("case_insensitive") != null) {
      add(
          Servers.before(V7_10, null),
          Severity.ERROR,
          "query-too-new",
          place,
          "servers before 7.10 refuse a query with [case_insensitive], so every run would fail",
          "say for which server queries are to be written: matching: {server: \"6.8\"}");
    }
    int length = body.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > MOST_BYTES_OF_A_SCRIPT) {
      warning(
          "search-too-long",
          place,
          "the search has "
              + length
              + " bytes: it is a run-time template, of which servers take "
              + MOST_BYTES_OF_A_SCRIPT
              + ", so that each run fails",
          "split the rule, or raise script.max_size_in_bytes on the cluster");
    }
  }

  private static boolean isSearchTemplate(Place place) {
    boolean isSource = place.key().equals("source") || place.key().equals("inline");
    return isSource
        && place.parent() != null
        && place.parent().key().equals("template")
        && place.parent().parent() != null
        && place.parent().parent().key().equals("request");
  }

  private static boolean isSearchBody(Place place) {
    return place.key().equals("body")
        && place.parent() != null
        && place.parent().key().equals("request")
        && place.parent().parent() != null
        && place.parent().parent().key().equals("search");
  }

  private static boolean isCron(Place place) {
    return place.parent() != null && place.parent().key().equals("schedule");
  }

  private void checkCron(JsonNode cron, Place place) {
    if (!cron.isTextual()) {
      return;
    }
    String text = cron.textValue().strip();
    int fields = text.isEmpty() ? 0 : WHITESPACE.split(text, -1).length;
    try {
      CronSchedule.parse(text);
    } catch (IllegalArgumentException e) {
      error(
          fields < 6 ? "cron-fields" : "cron-refused",
          place,
          String.valueOf(e.getMessage()),
          fields == 5 ? "write 0 " + text : null);
    }
  }

  /** Checks of scripts: whether the code is given or stored, never both. */
  private void specialFields(JsonNode value, Fields fields, Place place) {
    if (fields.spelling("stored") == null || fields.spelling("source") == null) {
      return;
    }
    boolean stored = value.has("id") || value.has("stored");
    boolean given = value.has("source") || value.has("inline");
    if (stored && given) {
      error(
          "script-twice", place, "a script is given by its source or by its id, not by both", null);
    } else if (!stored && !given) {
      error("script-missing", place, "neither source nor id is given", null);
    } else if (stored && value.has("lang")) {
      error(
          "stored-script-with-lang",
          place,
          "a stored script has its own language, and lang is refused beside its id",
          "take lang out");
    }
  }

  private static boolean isSet(Kind kind) {
    return kind instanceof ListOf list && list.order() == Order.SET;
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "an object";
      case NUMBER -> "a number";
      case BOOLEAN -> "a boolean";
      case NULL -> "null";
      default -> "a string";
    };
  }

  private void error(String name, Place place, String message, @Nullable String hint) {
    findings.add(new Finding(name, Severity.ERROR, place.pointer(), message, hint));
  }

  private void warning(String name, Place place, String message, @Nullable String hint) {
    findings.add(new Finding(name, Severity.WARNING, place.pointer(), message, hint));
  }

  private void add(
      Servers servers,
      Severity severity,
      String name,
      Place place,
      String message,
      @Nullable String hint) {
    findings.add(new Finding(name, severity, place.pointer(), message, hint, servers));
  }

  private void info(String name, Place place, String message) {
    findings.add(new Finding(name, Severity.INFO, place.pointer(), message, null));
  }
}
