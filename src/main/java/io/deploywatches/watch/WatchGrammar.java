package io.deploywatches.watch;

import static io.deploywatches.watch.Field.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
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
import io.deploywatches.watch.Kind.Stray;
import io.deploywatches.watch.Kind.Switch;
import io.deploywatches.watch.Kind.Use;
import java.util.Map;

/**
 * The grammar of a watch, the one table that canonical form, neutralising of rule text, masking and
 * lint read. It says of every place in a watch how a server reads what stands there and how it
 * shows it again: whether it is run-time Mustache, whether a server may redact it, what it is when
 * it is absent, whether its order matters, which other spellings it has, and what is silently lost.
 *
 * <p>How to read it: {@code field(name, kind)} is a key of an object in the spelling of the
 * canonical form. {@code .spelt(other)} is another key for the same thing; {@code .assumed(value)}
 * is the default, which the canonical form leaves out; {@code .written(value)} is a default that it
 * spells out, where {@code {}} would tell a reader nothing. What the table does not hold is kept as
 * it is: a server newer than the table is never second-guessed.
 *
 * <p>The facts were measured on 6.8.23, 7.17.6 and 8.17.0 and are checked against those
 * measurements by {@code CanonicalFormConformanceTest}.
 */
final class WatchGrammar {
  private WatchGrammar() {}

  // ---- Leaves ----

  /** A value that stays as it is. */
  private static final Kind PLAIN = new Leaf(Form.AS_IS, Use.PLAIN);

  /** Any JSON; every string in it is run-time Mustache. */
  private static final Kind TEMPLATE_JSON = new Leaf(Form.AS_IS, Use.TEMPLATE);

  private static final Kind LOWER = new Leaf(Form.LOWER, Use.PLAIN);
  private static final Kind UPPER = new Leaf(Form.UPPER, Use.PLAIN);
  private static final Kind FLAG = new Leaf(Form.FLAG, Use.PLAIN);
  private static final Kind WHOLE = new Leaf(Form.WHOLE, Use.PLAIN);
  private static final Kind DURATION = new Leaf(Form.DURATION, Use.PLAIN);
  private static final Kind MILLIS = new Leaf(Form.MILLIS, Use.PLAIN);

  /** A value to compare with: it may refer to a path or a date, but is not rendered. */
  private static final Kind REFERENCE = new Leaf(Form.AS_IS, Use.REFERENCE);

  private static final Kind PASSWORD = new Redactable(PLAIN);

  // ---- Text templates and scripts ----

  /**
   * A text template: a string stays a string, an object stays an object. Its source may be JSON,
   * and then the server adds a content type, which {@link TemplateSource} takes off again.
   */
  private static final Kind TEXT =
      new Fields(
              field("source", TEMPLATE_JSON).spelt("inline"),
              field("id", PLAIN).spelt("stored"),
              field("lang", PLAIN).assumed(text("mustache")),
              field("params", PLAIN).assumed(object()),
              field("options", PLAIN).assumed(object()))
          .strays(Stray.REFUSED)
          .prepared(TemplateSource::withoutContentType)
          .orBare("source");

  private static final Kind TEXTS = new ListOf(TEXT);

  /** A script: a string is its source. */
  static final Kind SCRIPT =
      new Fields(
              field("source", PLAIN).spelt("inline"),
              field("id", PLAIN).spelt("stored"),
              field("lang", PLAIN).assumed(text("painless")),
              field("params", PLAIN).assumed(object()),
              field("options", PLAIN).assumed(object()))
          .strays(Stray.REFUSED)
          .shorthandFor("source");

  /** A search template: a script in Mustache. */
  private static final Kind SEARCH_TEMPLATE =
      new Fields(
              field("source", TEMPLATE_JSON).spelt("inline"),
              field("id", PLAIN).spelt("stored"),
              field("lang", PLAIN).assumed(text("mustache")),
              field("params", PLAIN).assumed(object()),
              field("options", PLAIN).assumed(object()))
          .strays(Stray.REFUSED)
          .prepared(TemplateSource::withoutContentType)
          .shorthandFor("source");

  // ---- HTTP requests, wherever they occur ----

  private static final Kind AUTH =
      new Fields(field("basic", new Fields(field("username", PLAIN), field("password", PASSWORD))));

  private static final Kind PROXY =
      new Fields(field("host", PLAIN), field("port", WHOLE), field("scheme", LOWER));

  private static final Kind HTTP_REQUEST =
      new Fields(
              field("scheme", LOWER).assumed(text("http")),
              field("host", PLAIN),
              field("port", WHOLE),
              field("url", new Leaf(Form.AS_IS, Use.URL)),
              field("method", LOWER).assumed(text("get")),
              field("path", TEXT),
              field("params", new MapOf(TEXT)).assumed(object()),
              field("headers", new MapOf(new Redactable(TEXT))).assumed(object()),
              field("auth", AUTH).assumed(object()),
              field("body", TEXT),
              field("connection_timeout", DURATION).spelt("connection_timeout_in_millis", MILLIS),
              field("read_timeout", DURATION).spelt("read_timeout_millis", MILLIS),
              field("proxy", PROXY))
          .prepared(RequestUrl::split);

  // ---- Searches: the input and the transform ----

  private static final Kind INDICES_OPTIONS =
      new Fields(
          field("expand_wildcards", new Leaf(Form.WILDCARDS, Use.PLAIN))
              .assumed(list(text("open"))),
          field("ignore_unavailable", FLAG).assumed(BooleanNode.TRUE),
          field("allow_no_indices", FLAG).assumed(BooleanNode.TRUE),
          field("ignore_throttled", FLAG).assumed(BooleanNode.FALSE).knownFrom(7, 0));

  private static final Kind SEARCH_REQUEST =
      new Fields(
          field("search_type", LOWER).assumed(text("query_then_fetch")),
          field("indices", new ListOf(PLAIN).splitAtCommas()).assumed(list()),
          field("types", new ListOf(PLAIN).splitAtCommas()).assumed(list()).refusedFrom(8, 0),
          field("rest_total_hits_as_int", FLAG).assumed(BooleanNode.TRUE).lostBefore(7, 0),
          field("indices_options", INDICES_OPTIONS).assumed(object()),
          field("body", TEMPLATE_JSON),
          field("template", SEARCH_TEMPLATE));

  private static final Kind EXTRACT = new ListOf(PLAIN).ordered(Order.SET);

  private static final Field[] SEARCH = {
    field("request", SEARCH_REQUEST),
    field("timeout", DURATION).spelt("timeout_in_millis", MILLIS),
    field("dynamic_name_timezone", PLAIN).refusedFrom(7, 0)
  };

  private static final Kind SEARCH_INPUT = new Fields(SEARCH).and(field("extract", EXTRACT));

  /** A transform gives all that it finds. */
  private static final Kind SEARCH_TRANSFORM = new Fields(SEARCH);

  // ---- Transforms, conditions, inputs ----

  private static final Kind TRANSFORM =
      new OneOf(
          "transform",
          Map.of(
              "script",
              SCRIPT,
              "search",
              SEARCH_TRANSFORM,
              "chain",
              new ListOf(new Recursive(() -> WatchGrammar.TRANSFORM))));

  private static final Kind CONDITION =
      new OneOf(
          "condition",
          Map.of(
              "always",
              PLAIN,
              "never",
              PLAIN,
              "script",
              SCRIPT,
              "compare",
              new Entry(new Fields().otherKeys(REFERENCE)),
              "array_compare",
              new Entry(
                  new Fields(field("path", PLAIN).assumed(text("")))
                      .otherKeys(
                          new Fields(
                              field("value", REFERENCE),
                              field("quantifier", LOWER).assumed(text("some")))))));

  private static final Kind INPUT =
      new OneOf(
          "input",
          Map.of(
              "none",
              PLAIN,
              "simple",
              PLAIN,
              "search",
              SEARCH_INPUT,
              "http",
              new Fields(
                  field("request", HTTP_REQUEST),
                  field("extract", EXTRACT),
                  field("response_content_type", LOWER)),
              "transform",
              TRANSFORM,
              "chain",
              new Fields(
                  field(
                      "inputs",
                      new ListOf(new MapOf(new Recursive(() -> WatchGrammar.INPUT)))
                          .single(Single.LOST)))));

  // ---- Schedules ----

  /** A time of day in a list: a string is kept to the letter. */
  private static final Kind DAY_TIME =
      new Fields(
              field("hour", new ListOf(WHOLE)).written(list(IntNode.valueOf(0))),
              field("minute", new ListOf(WHOLE)).written(list(IntNode.valueOf(0))))
          .strays(Stray.LOST)
          .orBare();

  /** Times of day of which a server keeps a set in no particular order. */
  private static final Field AT =
      field("at", new ListOf(new Leaf(Form.TIME_OF_DAY, Use.PLAIN)).ordered(Order.SET))
          .spelt("time")
          .written(list(text("00:00")));

  private static final Field ON_MONTH_DAYS =
      field("on", new ListOf(new Leaf(Form.MONTH_DAY, Use.PLAIN)).ordered(Order.SET))
          .spelt("day")
          .written(list(IntNode.valueOf(1)));

  private static final Kind SCHEDULE =
      new OneOf(
          "schedule",
          Map.of(
              "interval",
              new Leaf(Form.INTERVAL, Use.PLAIN),
              "cron",
              new ListOf(UPPER).ordered(Order.BAG).single(Single.UNWRAPPED),
              "hourly",
              new Fields(field("minute", new ListOf(WHOLE)).written(list(IntNode.valueOf(0))))
                  .strays(Stray.REFUSED),
              "daily",
              new Fields(field("at", new ListOf(DAY_TIME)).written(list(text("midnight"))))
                  .strays(Stray.REFUSED),
              "weekly",
              new ListOf(
                  new Fields(
                          field(
                                  "on",
                                  new ListOf(new Leaf(Form.WEEKDAY, Use.PLAIN)).ordered(Order.SET))
                              .spelt("day")
                              .written(list(text("MON"))),
                          AT)
                      .strays(Stray.LOST)),
              "monthly",
              new ListOf(new Fields(ON_MONTH_DAYS, AT).strays(Stray.LOST)),
              "yearly",
              new ListOf(
                  new Fields(
                          field(
                                  "in",
                                  new ListOf(new Leaf(Form.MONTH, Use.PLAIN)).ordered(Order.SET))
                              .spelt("month")
                              .written(list(text("JAN"))),
                          ON_MONTH_DAYS,
                          AT)
                      .strays(Stray.LOST))),
          new Fields(field("timezone", PLAIN).knownFrom(8, 18)));

  // ---- Actions ----

  private static final Kind DATA_ATTACHMENT =
      new Fields(field("format", LOWER).written(text("yaml")));

  private static final Kind EMAIL_ATTACHMENT =
      new OneOf(
          "attachment",
          Map.of(
              "data",
              DATA_ATTACHMENT,
              "http",
              new Fields(
                  field("request", HTTP_REQUEST),
                  field("content_type", PLAIN),
                  field("inline", FLAG).assumed(BooleanNode.FALSE)),
              "reporting",
              new Fields(
                  field("url", TEXT),
                  field("retries", WHOLE),
                  field("interval", new Leaf(Form.REPORTING_INTERVAL, Use.PLAIN)),
                  field("inline", FLAG).assumed(BooleanNode.FALSE),
                  field("auth", AUTH).assumed(object()),
                  field("proxy", PROXY))));

  private static final Kind EMAIL =
      new Fields(
          field("account", PLAIN),
          field("user", PLAIN),
          field("password", PASSWORD).onlyWith("user"),
          field("profile", LOWER).assumed(text("standard")),
          field("from", TEXT),
          field("to", TEXTS),
          field("cc", TEXTS),
          field("bcc", TEXTS),
          field("reply_to", TEXTS),
          field("subject", TEXT),
          field("priority", TEXT),
          field("body", new Fields(field("text", TEXT), field("html", TEXT)).shorthandFor("text"))
              .assumed(object()),
          field("attach_data", new Switch(DATA_ATTACHMENT)).orNull(),
          field("attachments", new MapOf(EMAIL_ATTACHMENT)).assumed(object()));

  private static final Kind SLACK_ATTACHMENT =
      new Fields(
          field("fallback", TEXT),
          field("color", TEXT),
          field("pretext", TEXT),
          field("author_name", TEXT),
          field("author_link", TEXT).onlyWith("author_name"),
          field("author_icon", TEXT).onlyWith("author_name"),
          field("title", TEXT),
          field("title_link", TEXT).onlyWith("title"),
          field("text", TEXT),
          field(
              "fields",
              new ListOf(
                  new Fields(
                      field("title", TEXT),
                      field("value", TEXT),
                      field("short", FLAG).assumed(BooleanNode.FALSE)))),
          field("image_url", TEXT),
          field("thumb_url", TEXT),
          field("mrkdwn_in", TEXTS),
          field("actions", new ListOf(TEMPLATE_JSON)).assumed(list()));

  private static final Kind SLACK =
      new Fields(
          field("account", PLAIN),
          field("proxy", PROXY),
          field(
              "message",
              new Fields(
                  field("from", TEXT),
                  field("to", TEXTS).assumed(list()),
                  field("text", TEXT),
                  field("icon", TEXT),
                  field("attachments", new ListOf(SLACK_ATTACHMENT)).assumed(list()),
                  field(
                      "dynamic_attachments",
                      new Fields(
                          field("list_path", PLAIN),
                          field("attachment_template", SLACK_ATTACHMENT))))));

  private static final Kind HIPCHAT =
      new Fields(
          field("account", PLAIN),
          field("proxy", PROXY),
          field(
              "message",
              new Fields(
                  field("from", PLAIN),
                  field("room", TEXTS),
                  field("user", TEXTS),
                  field("body", TEXT),
                  field("format", LOWER),
                  field("color", TEXT),
                  field("notify", FLAG))));

  private static final Kind PAGERDUTY =
      new Fields(
          field("account", PLAIN),
          field("proxy", PROXY),
          field("description", TEXT),
          field("event_type", TEXT),
          field("incident_key", TEXT),
          field("client", TEXT),
          field("client_url", TEXT),
          field("attach_payload", FLAG),
          field(
                  "contexts",
                  new ListOf(
                      new Fields(
                          field("type", LOWER),
                          field("href", TEXT),
                          field("text", TEXT),
                          field("src", TEXT),
                          field("alt", TEXT))))
              .spelt("context"));

  private static final Kind JIRA =
      new Fields(
          field("account", PLAIN),
          field("proxy", PROXY),
          field("fields", TEMPLATE_JSON).assumed(object()));

  private static final Kind INDEX =
      new Fields(
          field("index", PLAIN),
          field("doc_type", PLAIN),
          field("doc_id", PLAIN),
          field("execution_time_field", PLAIN),
          field("dynamic_name_timezone", PLAIN),
          field("timeout", DURATION).spelt("timeout_in_millis", MILLIS),
          field("refresh", PLAIN),
          field("op_type", UPPER).knownFrom(7, 0));

  private static final Kind LOGGING =
      new Fields(
          field("text", TEXT),
          field("level", LOWER).assumed(text("info")),
          field("category", PLAIN));

  private static final Field THROTTLE =
      field("throttle_period", DURATION).spelt("throttle_period_in_millis", MILLIS).orNull();

  private static final Kind ACTION =
      new OneOf(
          "action",
          Map.of(
              "email",
              EMAIL,
              "webhook",
              HTTP_REQUEST,
              "index",
              INDEX,
              "logging",
              LOGGING,
              "slack",
              SLACK,
              "pagerduty",
              PAGERDUTY,
              "jira",
              JIRA,
              "hipchat",
              HIPCHAT),
          new Fields(
              THROTTLE,
              field("condition", CONDITION),
              field("transform", TRANSFORM).assumed(object()),
              field("foreach", PLAIN).knownFrom(7, 0),
              field("max_iterations", WHOLE)
                  .assumed(IntNode.valueOf(100))
                  .onlyWith("foreach")
                  .knownFrom(7, 0)));

  // ---- The watch ----

  /** The body of a watch. */
  static final Fields WATCH =
      new Fields(
              field("trigger", new Fields(field("schedule", SCHEDULE))),
              field("input", INPUT).assumed(object("none", object())),
              field("condition", CONDITION).assumed(object("always", object())),
              field("transform", TRANSFORM).assumed(object()),
              THROTTLE,
              field("actions", new MapOf(ACTION).droppingNulls()).assumed(object()),
              field("metadata", new Leaf(Form.OBJECT, Use.PLAIN)).assumed(object()),
              field("status", PLAIN).alwaysLost())
          .strays(Stray.REFUSED);

  private static JsonNode text(String value) {
    return TextNode.valueOf(value);
  }

  private static JsonNode object() {
    return Form.newObject();
  }

  private static JsonNode object(String key, JsonNode value) {
    ObjectNode object = Form.newObject();
    object.set(key, value);
    return object;
  }

  private static JsonNode list(JsonNode... elements) {
    ArrayNode list = Form.newArray();
    for (JsonNode element : elements) {
      list.add(element);
    }
    return list;
  }
}
