package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.problem.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds what loses or doubles alerts though every server takes it: windows that do not fit the
 * interval, throttles that are longer than it, and mails that show hits which nobody asks for.
 */
final class AlertLint {
  private static final String PLACE_OF_QUERY = "/input/search/request/body/query";
  private static final Pattern BACK =
      Pattern.compile("(?:now|.*\\|\\|)(?:-(\\d+[smhdw]))?(?:/[smhdwMy])?");
  private static final Pattern TAG_OF_HITS =
      Pattern.compile("\\{\\{[#&{]?\\s*ctx\\.payload\\.hits\\.hits");

  private final ObjectNode body;
  private final OptionalLong interval;
  private final List<Finding> findings = new ArrayList<>();

  private AlertLint(ObjectNode body) {
    this.body = body;
    JsonNode given = body.at("/trigger/schedule/interval");
    this.interval =
        given.isIntegralNumber()
            ? OptionalLong.of(given.longValue() * 1000)
            : given.isTextual() ? Durations.millis(given.textValue()) : OptionalLong.empty();
  }

  /** What is wrong with the alerts of a watch. */
  static List<Finding> findings(ObjectNode body) {
    AlertLint lint = new AlertLint(body);
    lint.hitsNotAskedFor();
    if (lint.interval.isPresent()) {
      lint.windows();
      lint.throttles();
    }
    return lint.findings;
  }

  private void hitsNotAskedFor() {
    JsonNode size = body.at("/input/search/request/body/size");
    boolean isZero = size.isIntegralNumber() && size.intValue() == 0;
    if (!isZero || body.has("transform")) {
      return;
    }
    for (Map.Entry<String, JsonNode> action : body.path("actions").properties()) {
      if (!action.getValue().has("transform")
          && TAG_OF_HITS.matcher(action.getValue().toString()).find()) {
        warning(
            "hits-not-asked-for",
            "/actions/" + escaped(action.getKey()),
            "it shows ctx.payload.hits.hits, but the search asks for none (\"size\": 0)",
            "set size to the number of hits that it is to show");
      }
    }
  }

  /** Whether the watch fires on events as such: then each event is to be seen once. */
  private boolean firesOnHits() {
    JsonNode compare = body.at("/condition/compare");
    if (body.at("/input/search/request/body").findValue("aggs") != null
        || body.at("/input/search/request/body").findValue("aggregations") != null) {
      return false;
    }
    if (compare.isMissingNode()) {
      return false;
    }
    JsonNode total = compare.path("ctx.payload.hits.total");
    return zero(total.path("gt")) || zero(total.path("not_eq")) || total.path("gte").asInt(0) == 1;
  }

  private static boolean zero(JsonNode value) {
    return value.asText("").equals("0");
  }

  private void windows() {
    if (!firesOnHits()) {
      return;
    }
    for (Range range : ranges(body.at("/input/search/request/body/query"), PLACE_OF_QUERY)) {
      long window = range.from - range.to;
      long every = interval.getAsLong();
      if (window < every) {
        warning(
            "window-shorter-than-interval",
            range.pointer,
            "a run looks at "
                + time(window)
                + " and comes every "
                + time(every)
                + ": events between two windows are never seen",
            "make both the same");
      } else if (window > every) {
        warning(
            "window-longer-than-interval",
            range.pointer,
            "a run looks at "
                + time(window)
                + " and comes every "
                + time(every)
                + ": the same event is alerted on again",
            "make both the same");
      }
    }
  }

  /**
   * How far back a range looks.
   *
   * @param from milliseconds before the run
   * @param to milliseconds before the run; 0 for the run itself
   */
  private record Range(String pointer, long from, long to) {}

  private static List<Range> ranges(JsonNode node, String pointer) {
    List<Range> ranges = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String place = pointer + "/" + escaped(entry.getKey());
      if (entry.getKey().equals("range")) {
        for (Map.Entry<String, JsonNode> field : entry.getValue().properties()) {
          range(field.getValue(), place + "/" + escaped(field.getKey()), ranges);
        }
      } else {
        ranges.addAll(ranges(entry.getValue(), place));
      }
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      ranges.addAll(ranges(node.get(i), pointer + "/" + i));
    }
    return ranges;
  }

  private static void range(JsonNode range, String pointer, List<Range> ranges) {
    OptionalLong from = back(range, "gte", "gt", "from");
    OptionalLong to = back(range, "lte", "lt", "to");
    boolean hasEnd = range.has("lte") || range.has("lt") || range.has("to");
    if (from.isPresent() && (to.isPresent() || !hasEnd)) {
      ranges.add(new Range(pointer, from.getAsLong(), to.orElse(0)));
    }
  }

  private static OptionalLong back(JsonNode range, String... keys) {
    for (String key : keys) {
      if (range.path(key).isTextual()) {
        Matcher matcher = BACK.matcher(range.path(key).textValue());
        if (matcher.matches()) {
          String amount = matcher.group(1);
          return amount == null ? OptionalLong.of(0) : Durations.millis(amount);
        }
      }
    }
    return OptionalLong.empty();
  }

  /**
   * What a run finds while an action is throttled is in no later run's window. An action without a
   * throttle keeps a record of it.
   */
  private void throttles() {
    if (!firesOnHits()) {
      return;
    }
    OptionalLong whole = throttle(body);
    List<String> throttled = new ArrayList<>();
    boolean hasRecord = false;
    for (Map.Entry<String, JsonNode> action : body.path("actions").properties()) {
      OptionalLong own = throttle(action.getValue());
      long longest = own.orElse(whole.orElse(0));
      if (longest <= interval.getAsLong()) {
        hasRecord = true;
      } else if (carriesEvents(action.getValue())) {
        throttled.add(action.getKey());
      }
    }
    if (!hasRecord) {
      for (String action : throttled) {
        findings.add(
            new Finding(
                "throttle-loses-events",
                Severity.ERROR,
                "/actions/" + escaped(action),
                "it carries events and is throttled for longer than the interval of "
                    + time(interval.getAsLong())
                    + ": what is found meanwhile is never alerted on",
                "take the throttle off, or add an action without one that records the events"));
      }
    }
  }

  private static OptionalLong throttle(JsonNode of) {
    JsonNode millis = of.path("throttle_period_in_millis");
    if (millis.isNumber()) {
      return OptionalLong.of(millis.longValue());
    }
    JsonNode text = of.path("throttle_period");
    return text.isTextual() ? Durations.millis(text.textValue()) : OptionalLong.empty();
  }

  private static boolean carriesEvents(JsonNode action) {
    String text = action.toString();
    return text.contains("ctx.payload.hits.hits")
        || text.contains("ctx.payload.hits}")
        || action.path("email").has("attach_data")
        || action.path("email").path("attachments").findValue("data") != null
        || action.has("index");
  }

  private static String time(long millis) {
    long seconds = millis / 1000;
    if (seconds >= 3600 && seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds >= 60 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private static String escaped(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  private void warning(String name, String pointer, String message, @Nullable String hint) {
    findings.add(new Finding(name, Severity.WARNING, pointer, message, hint));
  }
}
