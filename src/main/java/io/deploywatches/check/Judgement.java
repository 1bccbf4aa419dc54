package io.deploywatches.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.deploywatches.bundle.TestFile.Expectation;
import io.deploywatches.check.CaseResult.Mismatch;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares the record of a run with what a case expects. */
final class Judgement {
  private static final ObjectReader JSON = JsonMapper.builder().build().reader();
  private static final int SHOWN = 400;
  private static final List<String> MESSAGES = List.of("slack", "hipchat", "pagerduty", "jira");

  /** How a run ends that was carried out. */
  private static final List<String> RAN = List.of("executed", "execution_not_needed", "throttled");

  private final Expectation expected;
  private final JsonNode record;
  private final Set<String> documents;
  private final List<Mismatch> mismatches = new ArrayList<>();

  private Judgement(Expectation expected, JsonNode record, Set<String> documents) {
    this.expected = expected;
    this.record = record;
    this.documents = documents;
  }

  /**
   * What differs.
   *
   * @param record as the server gave it
   * @param documents the ids of the index actions, which log their documents
   */
  static List<Mismatch> mismatches(Expectation expected, JsonNode record, Set<String> documents) {
    Judgement judgement = new Judgement(expected, record, documents);
    judgement.judge();
    return judgement.mismatches;
  }

  /** Whether the run's condition was met. */
  static boolean isMet(JsonNode record) {
    return record.at("/result/condition/met").asBoolean(false);
  }

  private void judge() {
    String failure = failure();
    if (failure != null) {
      differ("the run", "no error", failure);
      return;
    }
    boolean fires = isMet(record);
    if (fires != expected.fires()) {
      differ("fires", String.valueOf(expected.fires()), fires + condition());
    }
    hits();
    groups();
    if (expected.fires() && fires) {
      actions();
    }
  }

  /** Why the run failed; null when it did not. */
  private @Nullable String failure() {
    JsonNode result = record.path("result");
    for (String step : List.of("input", "condition", "transform")) {
      if (result.path(step).path("status").asText().equals("failure")) {
        return "its " + step + " failed: " + reason(result.path(step));
      }
    }
    String state = record.path("state").asText();
    if (RAN.contains(state)) {
      return null;
    }
    return state.equals("failed")
        ? reason(record.has("exception") ? record.path("exception") : record)
        : "it ended as '" + state + "'";
  }

  private static String reason(JsonNode failed) {
    JsonNode error = failed.has("error") ? failed.path("error") : failed;
    Set<String> reasons = new LinkedHashSet<>();
    if (failed.path("reason").isTextual()) {
      reasons.add(failed.path("reason").textValue());
    }
    for (JsonNode layer = error; layer.isObject(); layer = layer.path("caused_by")) {
      reasons.add(layer.path("reason").asText(""));
    }
    for (JsonNode root : error.path("root_cause")) {
      reasons.add(root.path("reason").asText(""));
    }
    failed.path("messages").forEach(message -> reasons.add(message.asText()));
    reasons.remove("");
    return reasons.isEmpty() ? "no reason given" : shortened(oneLine(String.join(": ", reasons)));
  }

  private static String oneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
  }

  /** What a comparison compared, for a message. */
  private String condition() {
    JsonNode values = record.at("/result/condition/compare/resolved_values");
    return values.isEmpty() ? "" : ", as the condition saw " + values;
  }

  private void hits() {
    Long wanted = expected.hits();
    if (wanted == null) {
      return;
    }
    JsonNode total = total(record.at("/result/input/payload"));
    if (!total.isNumber()) {
      differ("hits", wanted.toString(), "none counted: the input is no search");
    } else if (total.longValue() != wanted) {
      differ("hits", wanted.toString(), total.asText());
    }
  }

  /** The number of hits: of the payload itself, or of the first part of a chain that has hits. */
  private static JsonNode total(JsonNode payload) {
    if (payload.has("hits")) {
      JsonNode total = payload.path("hits").path("total");
      return total.isObject() ? total.path("value") : total;
    }
    for (JsonNode part : payload) {
      if (part.has("hits")) {
        return total(part);
      }
    }
    return MissingNode.getInstance();
  }

  private void groups() {
    List<String> wanted = expected.groups();
    if (wanted == null) {
      return;
    }
    Set<String> actual = new TreeSet<>();
    JsonNode payload = record.at("/result/input/payload");
    buckets(payload, actual);
    payload.forEach(part -> buckets(part, actual));
    if (!actual.equals(new TreeSet<>(wanted))) {
      differ("groups", new TreeSet<>(wanted).toString(), actual.toString());
    }
  }

  private static void buckets(JsonNode payload, Set<String> keys) {
    for (JsonNode aggregation : payload.path("aggregations")) {
      JsonNode buckets = aggregation.path("buckets");
      if (buckets.isObject()) {
        buckets.fieldNames().forEachRemaining(keys::add);
      } else {
        buckets.forEach(bucket -> keys.add(key(bucket.path("key"))));
      }
    }
  }

  private static String key(JsonNode key) {
    if (!key.isObject()) {
      return key.asText();
    }
    List<String> parts = new ArrayList<>();
    key.forEach(part -> parts.add(part.asText()));
    return String.join(", ", parts);
  }

  private void actions() {
    for (JsonNode action : record.at("/result/actions")) {
      if (action.path("status").asText().equals("failure")) {
        differ("action " + action.path("id").asText(), "no error", reason(action));
      }
    }
    texts("subject", expected.subject(), "no mail", a -> Stream.of(a.at("/email/message/subject")));
    texts(
        "body",
        expected.body(),
        "no mail",
        a -> Stream.of(a.at("/email/message/body/text"), a.at("/email/message/body/html")));
    texts("message", expected.message(), "no message", this::messages);
    json("webhook", expected.webhook(), "no webhook", webhooks());
    json("document", expected.document(), "no document", documents());
  }

  private Stream<JsonNode> messages(JsonNode action) {
    if (documents.contains(action.path("id").asText())) {
      return Stream.empty();
    }
    Stream<JsonNode> others =
        MESSAGES.stream()
            .filter(action::has)
            .map(kind -> TextNode.valueOf(words(action.path(kind))));
    return Stream.concat(Stream.of(action.at("/logging/logged_text")), others);
  }

  /** All texts of a tree, a line each. */
  private static String words(JsonNode node) {
    if (node.isTextual()) {
      return node.textValue();
    }
    List<String> words = new ArrayList<>();
    node.forEach(child -> words.add(words(child)));
    words.removeIf(String::isEmpty);
    return String.join("\n", words);
  }

  private List<String> webhooks() {
    List<String> bodies = new ArrayList<>();
    for (JsonNode action : record.at("/result/actions")) {
      if (action.has("webhook")) {
        bodies.add(action.at("/webhook/request/body").asText());
      }
    }
    return bodies;
  }

  private List<String> documents() {
    List<String> found = new ArrayList<>();
    for (JsonNode action : record.at("/result/actions")) {
      if (!documents.contains(action.path("id").asText())) {
        continue;
      }
      // With foreach, an action has an answer for each element.
      Stream<JsonNode> logged =
          Stream.concat(Stream.of(action), action.findParents("logging").stream());
      logged
          .map(each -> each.at("/logging/logged_text"))
          .filter(JsonNode::isTextual)
          .map(JsonNode::textValue)
          .distinct()
          .forEach(text -> found.addAll(each(text)));
    }
    return found;
  }

  /** A payload is one document, or holds a list of them. */
  private static List<String> each(String payload) {
    JsonNode json = parsed(payload);
    if (json == null || !json.path("_doc").isArray()) {
      return List.of(payload);
    }
    List<String> documents = new ArrayList<>();
    json.path("_doc").forEach(document -> documents.add(document.toString()));
    return documents;
  }

  private void texts(
      String what,
      List<String> wanted,
      String none,
      Function<JsonNode, Stream<JsonNode>> candidates) {
    if (wanted.isEmpty()) {
      return;
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode action : record.at("/result/actions")) {
      candidates.apply(action).filter(JsonNode::isTextual).forEach(t -> texts.add(t.textValue()));
    }
    if (texts.stream().anyMatch(text -> wanted.stream().allMatch(text::contains))) {
      return;
    }
    for (String each : wanted) {
      if (texts.stream().noneMatch(text -> text.contains(each))) {
        differ(what, each, texts.isEmpty() ? none : shortened(String.join("\n", texts)));
        return;
      }
    }
    differ(what, String.join("\n", wanted), "each of them, but not all in one text");
  }

  private void json(String what, @Nullable JsonNode wanted, String none, List<String> texts) {
    if (wanted == null) {
      return;
    }
    List<Mismatch> all = new ArrayList<>();
    for (String text : texts) {
      Mismatch mismatch = difference(what, wanted, text);
      if (mismatch == null) {
        return;
      }
      all.add(mismatch);
    }
    if (all.isEmpty()) {
      differ(what, shortened(wanted.toString()), none);
    } else if (all.size() == 1) {
      mismatches.add(all.get(0));
    } else {
      differ(what, shortened(wanted.toString()), shortened("none of: " + String.join("\n", texts)));
    }
  }

  private static @Nullable Mismatch difference(String what, JsonNode wanted, String text) {
    if (wanted.isTextual()) {
      boolean holds = text.contains(wanted.textValue());
      return holds ? null : new Mismatch(what, wanted.textValue(), shortened(text));
    }
    JsonNode actual = parsed(text);
    if (actual == null) {
      return new Mismatch(what, "JSON", "no JSON: " + shortened(text));
    }
    return difference(what, wanted, actual);
  }

  /** The first place where what is wanted is not there. */
  private static @Nullable Mismatch difference(String at, JsonNode wanted, JsonNode actual) {
    if (wanted.isObject() && actual.isObject()) {
      for (var entry : wanted.properties()) {
        String place = at + "." + entry.getKey();
        JsonNode value = actual.get(entry.getKey());
        Mismatch mismatch =
            value == null
                ? new Mismatch(place, shortened(entry.getValue().toString()), "not there")
                : difference(place, entry.getValue(), value);
        if (mismatch != null) {
          return mismatch;
        }
      }
      return null;
    }
    if (wanted.isArray() && actual.isArray() && wanted.size() == actual.size()) {
      for (int i = 0; i < wanted.size(); i++) {
        Mismatch mismatch = difference(at + "[" + i + "]", wanted.get(i), actual.get(i));
        if (mismatch != null) {
          return mismatch;
        }
      }
      return null;
    }
    boolean isSame =
        (wanted.isNumber() && actual.isNumber())
            ? wanted.decimalValue().compareTo(actual.decimalValue()) == 0
            : wanted.equals(actual);
    return isSame
        ? null
        : new Mismatch(at, shortened(wanted.toString()), shortened(actual.toString()));
  }

  private static @Nullable JsonNode parsed(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      return json.isMissingNode() ? null : json;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private void differ(String what, String wanted, String actual) {
    mismatches.add(new Mismatch(what, wanted, actual));
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
