package io.deploywatches.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Makes watches over the whole grammar that 6.8 takes, in all of its spellings: every value is
 * written in one of the ways that mean it, keys stand in any order, defaults are there or not.
 * Actions are those that need no account. The same random numbers give the same watches.
 */
public final class GeneratedWatches {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MAX_DEPTH = 2;

  private static final List<String> TEXTS =
      List.of(
          "",
          "plain",
          "{{ctx.watch_id}}",
          "{{#ctx.payload.hits.hits}}{{_source.user}} {{/ctx.payload.hits.hits}}",
          "äöü ß 漢字 😀",
          "a \"quoted\" \\ slash / and\ttab\nline\r\n",
          "  blanks  ",
          "<b>&amp;</b>",
          "{{#toJson}}ctx.payload{{/toJson}}",
          "true",
          "15m",
          "2024-01-01");

  private final Random random;

  public GeneratedWatches(Random random) {
    this.random = random;
  }

  /** One watch. */
  public ObjectNode next() {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    keys.put("trigger", object("schedule", schedule()));
    maybe(keys, "input", () -> input(0));
    maybe(keys, "condition", this::condition);
    maybe(keys, "transform", () -> one(this::emptyObject, () -> transform(0)));
    throttle(keys);
    maybe(keys, "metadata", this::metadata);
    maybe(keys, "actions", this::actions);
    return shuffled(keys);
  }

  // ---- Schedules ----

  private JsonNode schedule() {
    return one(
        () -> object("interval", interval()),
        () -> object("cron", cron()),
        () -> object("hourly", optional("minute", () -> oneOrList(this::minute))),
        () -> object("daily", optional("at", () -> oneOrList(this::dayTime))),
        () -> object("weekly", oneOrList(this::week)),
        () -> object("monthly", oneOrList(this::month)),
        () -> object("yearly", oneOrList(this::year)));
  }

  private JsonNode interval() {
    int count = 1 + random.nextInt(90);
    return one(
        () -> text(count + pick("s", "m", "h", "d", "w")),
        () -> NODES.numberNode(30 + count),
        () -> NODES.numberNode(60 + count + 0.5));
  }

  private JsonNode cron() {
    Supplier<JsonNode> one =
        () ->
            text(
                pick(
                    "0 0 12 * * ?",
                    "0 0/5 * * * ?",
                    "0  15   10 ? * mon-fri",
                    "0 15 10 ? * MON-FRI",
                    "0 0 0 L * ?",
                    "0 0 0 ? * 2#1",
                    "30 10,40 * * * ? 2030-2040",
                    "0 0 1 1 jan ?"));
    return oneOrList(one);
  }

  private JsonNode minute() {
    int minute = random.nextInt(60);
    return one(
        () -> NODES.numberNode(minute),
        () -> text("" + minute),
        () -> NODES.numberNode(minute + 0.0));
  }

  private JsonNode hour() {
    int hour = random.nextInt(24);
    return one(() -> NODES.numberNode(hour), () -> text("" + hour));
  }

  private JsonNode dayTime() {
    return one(
        this::clock,
        () -> {
          Map<String, JsonNode> keys = new LinkedHashMap<>();
          keys.put("hour", oneOrList(this::hour));
          maybe(keys, "minute", () -> oneOrList(this::minute));
          return shuffled(keys);
        });
  }

  private JsonNode clock() {
    int hour = random.nextInt(24);
    int minute = random.nextInt(60);
    return text(
        one(
            () -> "noon",
            () -> "midnight",
            () -> "12:00",
            () -> "00:00",
            () -> String.format("%02d:%02d", hour, minute),
            () -> hour + ":" + String.format("%02d", minute)));
  }

  private JsonNode week() {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    maybe(keys, pick("on", "day"), () -> oneOrList(this::weekday));
    maybe(keys, pick("at", "time"), () -> oneOrList(this::dayTime));
    return shuffled(keys);
  }

  private JsonNode weekday() {
    return one(
        () -> text(pick("monday", "tue", "WED", "Thursday", "FRIDAY", "sat", "sunday")),
        () -> NODES.numberNode(1 + random.nextInt(7)),
        () -> text("" + (1 + random.nextInt(7))));
  }

  private JsonNode month() {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    maybe(keys, pick("on", "day"), this::monthDays);
    maybe(keys, pick("at", "time"), () -> oneOrList(this::dayTime));
    return shuffled(keys);
  }

  private JsonNode monthDays() {
    return one(
        () -> text(pick("first_day", "last_day", "LAST_DAY", "5")),
        () ->
            list(
                () ->
                    one(
                        () -> NODES.numberNode(1 + random.nextInt(31)),
                        () -> text("" + (1 + random.nextInt(31))))));
  }

  private JsonNode year() {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    maybe(keys, pick("in", "month"), () -> oneOrList(this::monthName));
    maybe(keys, pick("on", "day"), this::monthDays);
    maybe(keys, pick("at", "time"), () -> oneOrList(this::dayTime));
    return shuffled(keys);
  }

  private JsonNode monthName() {
    return one(
        () -> text(pick("january", "feb", "MAR", "April", "may", "december")),
        () -> NODES.numberNode(1 + random.nextInt(12)));
  }

  // ---- Inputs and transforms ----

  private JsonNode input(int depth) {
    return one(
        () -> object("none", emptyObject()),
        () -> object("simple", json(3)),
        () -> object("search", search("extract")),
        () -> object("http", http()),
        () -> object("transform", transform(depth)),
        () -> depth < MAX_DEPTH ? chain(depth) : object("simple", emptyObject()));
  }

  private JsonNode chain(int depth) {
    ArrayNode inputs = NODES.arrayNode();
    for (int i = random.nextInt(4); i >= 0; i--) {
      inputs.add(object("step" + i, input(depth + 1)));
    }
    return object("chain", object("inputs", inputs));
  }

  private JsonNode transform(int depth) {
    return one(
        () -> object("script", script("return ['a': %d]")),
        () -> object("search", search()),
        () ->
            depth < MAX_DEPTH
                ? object("chain", list(() -> transform(depth + 1)))
                : object("script", script("return ctx.payload")));
  }

  private JsonNode search(String... inputKeys) {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    keys.put("request", searchRequest());
    for (String key : inputKeys) {
      maybe(keys, key, () -> list(() -> text(pick("hits.total", "hits.hits", "a", "b.c"))));
    }
    duration(keys, "timeout", "timeout_in_millis");
    maybe(keys, "dynamic_name_timezone", () -> text(pick("+01:00", "Europe/Paris")));
    return shuffled(keys);
  }

  private JsonNode searchRequest() {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    maybe(keys, "search_type", () -> text(pick("query_then_fetch", "dfs_query_then_fetch")));
    maybe(
        keys,
        "indices",
        () ->
            one(
                () -> text(pick("a", "a,b", "logs-*,<logs-{now/d}>", "a, b")),
                () -> list(() -> text(pick("b", "a", "logs-*", "<logs-{now/d}>")))));
    maybe(keys, "types", () -> one(() -> text("t"), () -> list(() -> text(pick("t", "u")))));
    maybe(keys, "rest_total_hits_as_int", () -> NODES.booleanNode(random.nextBoolean()));
    maybe(keys, "indices_options", this::indicesOptions);
    if (random.nextInt(4) > 0) {
      keys.put("body", one(() -> json(3), () -> parsed(QUERY)));
    } else {
      keys.put("template", searchTemplate());
    }
    return shuffled(keys);
  }

  private static final String QUERY =
      "{\"size\": 0, \"query\": {\"bool\": {\"filter\": [{\"range\": {\"@timestamp\":"
          + " {\"gte\": \"{{ctx.trigger.scheduled_time}}||-5m\", \"boost\": 1.10}}}]}}}";

  private JsonNode indicesOptions() {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    maybe(keys, "expand_wildcards", () -> text(pick("open", "closed", "all", "none")));
    maybe(keys, "ignore_unavailable", this::flag);
    maybe(keys, "allow_no_indices", this::flag);
    return shuffled(keys);
  }

  private JsonNode searchTemplate() {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    if (random.nextInt(3) == 0) {
      keys.put("id", text("a-template"));
    } else {
      keys.put(pick("source", "inline"), one(() -> text("{\"query\":{}}"), () -> parsed(QUERY)));
      maybe(keys, "lang", () -> text("mustache"));
    }
    maybe(keys, "params", () -> json(2));
    return shuffled(keys);
  }

  private JsonNode http() {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    keys.put("request", request());
    if (random.nextBoolean()) {
      maybe(keys, "extract", () -> list(() -> text(pick("status", "a.b"))));
      maybe(keys, "response_content_type", () -> text(pick("json", "YAML")));
    } else {
      keys.put("response_content_type", text(pick("text", "TEXT")));
    }
    return shuffled(keys);
  }

  private ObjectNode request() {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    boolean hasUrl = random.nextBoolean();
    if (hasUrl) {
      keys.put(
          "url",
          text(
              pick(
                  "http://h.invalid",
                  "http://h.invalid:8080/p%20q/x?a=b&c=d+e&flag#f",
                  "HTTPS://h.invalid/p?x=%7B%7B",
                  "https://user:pw@h.invalid:444/")));
    } else {
      keys.put("host", text("h.invalid"));
      keys.put("port", one(() -> NODES.numberNode(80), () -> NODES.numberNode(9200.0)));
      maybe(keys, "scheme", () -> text(pick("http", "HTTPS", "https")));
      maybe(keys, "path", this::textTemplate);
      maybe(keys, "params", this::texts);
    }
    maybe(keys, "method", () -> text(pick("get", "POST", "Put", "delete", "HEAD")));
    maybe(keys, "headers", this::texts);
    maybe(keys, "body", this::textTemplate);
    maybe(keys, "auth", this::auth);
    duration(keys, "connection_timeout", "connection_timeout_in_millis");
    duration(keys, "read_timeout", "read_timeout_millis");
    maybe(keys, "proxy", this::proxy);
    return shuffled(keys);
  }

  private JsonNode auth() {
    return one(
        this::emptyObject,
        () ->
            object(
                "basic",
                shuffled(Map.of("username", text("u"), "password", text(pick("p", "", "x y"))))));
  }

  private JsonNode proxy() {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    keys.put("host", text("p.invalid"));
    keys.put("port", NODES.numberNode(8080));
    maybe(keys, "scheme", () -> text(pick("http", "HTTPS")));
    return shuffled(keys);
  }

  // ---- Conditions ----

  private JsonNode condition() {
    return one(
        () -> object("always", emptyObject()),
        () -> object("never", emptyObject()),
        () -> object("script", script("return ctx.payload.size() > %d")),
        () -> object("compare", object(path(), object(operator(), comparable()))),
        this::arrayCompare);
  }

  private JsonNode arrayCompare() {
    Map<String, JsonNode> value = new LinkedHashMap<>();
    value.put("value", comparable());
    maybe(value, "quantifier", () -> text(pick("some", "all", "ALL")));
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    keys.put(operator(), shuffled(value));
    maybe(keys, "path", () -> text(pick("", "doc_count", "a.b")));
    return object("array_compare", object(path(), shuffled(keys)));
  }

  private String path() {
    return pick("ctx.payload.hits.total", "ctx.payload.a~b/c", "ctx.payload.aggregations.x.0.y");
  }

  private String operator() {
    return pick("eq", "not_eq", "gt", "GTE", "lt", "Lte");
  }

  private JsonNode comparable() {
    return one(
        () -> NODES.numberNode(random.nextInt(100)),
        () -> NODES.numberNode(random.nextInt(100) / 8.0),
        () -> text(pick("x", "{{ctx.payload.b}}", "<{now-5m}>", "5")),
        () -> NODES.booleanNode(random.nextBoolean()));
  }

  // ---- Actions ----

  private JsonNode actions() {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      keys.put(pick("a.", "b/", "c~", "ü_") + i, action());
    }
    return shuffled(keys);
  }

  private JsonNode action() {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    throttle(keys);
    maybe(keys, "condition", this::condition);
    maybe(keys, "transform", () -> transform(0));
    switch (random.nextInt(4)) {
      case 0 -> keys.put("logging", logging());
      case 1 -> keys.put("index", index());
      case 2 -> keys.put("webhook", request());
      default -> keys.put("email", email());
    }
    return shuffled(keys);
  }

  private JsonNode logging() {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    keys.put("text", textTemplate());
    maybe(keys, "level", () -> text(pick("info", "WARN", "Error", "debug", "trace")));
    maybe(keys, "category", () -> text("Some.Category"));
    return shuffled(keys);
  }

  private JsonNode index() {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    maybe(keys, "index", () -> text(pick("alerts", "<alerts-{now/d}>")));
    maybe(keys, "doc_type", () -> text("_doc"));
    maybe(keys, "doc_id", () -> text("{{ctx.id}}"));
    maybe(keys, "execution_time_field", () -> text("@timestamp"));
    maybe(keys, "dynamic_name_timezone", () -> text("+01:00"));
    maybe(keys, "refresh", () -> text(pick("true", "false", "wait_for")));
    duration(keys, "timeout", "timeout_in_millis");
    return shuffled(keys);
  }

  private JsonNode email() {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    keys.put("to", addresses());
    maybe(keys, "from", () -> text("Watcher <w@example.org>"));
    maybe(keys, "cc", this::addresses);
    maybe(keys, "bcc", this::addresses);
    maybe(keys, "reply_to", this::addresses);
    maybe(keys, "subject", this::textTemplate);
    maybe(keys, "account", () -> text("some-account"));
    maybe(keys, "profile", () -> text(pick("standard", "Gmail", "outlook")));
    maybe(keys, "priority", () -> text(pick("high", "NORMAL", "lowest")));
    if (random.nextInt(4) == 0) {
      keys.put("user", text("u"));
      keys.put("password", text("p"));
    }
    maybe(
        keys,
        "body",
        () ->
            one(
                () -> text(pick("text", "{{ctx.payload}}")),
                this::emptyObject,
                () -> optional(pick("text", "html"), this::textTemplate),
                () -> shuffled(Map.of("text", textTemplate(), "html", textTemplate()))));
    maybe(
        keys,
        "attach_data",
        () -> one(() -> NODES.booleanNode(random.nextBoolean()), this::data, NODES::nullNode));
    maybe(keys, "attachments", this::attachments);
    return shuffled(keys);
  }

  private JsonNode addresses() {
    return oneOrList(
        () ->
            text(pick("a@example.org", "Soc <soc@example.org>", "b@x.org, c@x.org", "{{ctx.x}}")));
  }

  private JsonNode data() {
    return optional("format", () -> text(pick("json", "yaml", "YAML")));
  }

  private JsonNode attachments() {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      keys.put(
          "attachment." + i,
          one(
              () -> object("data", data()),
              () -> object("http", httpAttachment()),
              () -> object("reporting", reporting())));
    }
    return shuffled(keys);
  }

  private JsonNode httpAttachment() {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    keys.put("request", request());
    maybe(keys, "content_type", () -> text(pick("application/pdf", "Text/HTML")));
    maybe(keys, "inline", () -> NODES.booleanNode(random.nextBoolean()));
    return shuffled(keys);
  }

  private JsonNode reporting() {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    keys.put("url", text("http://h.invalid/report?x={{ctx.id}}"));
    maybe(keys, "retries", () -> NODES.numberNode(random.nextInt(50)));
    maybe(keys, "interval", () -> text(pick("1s", "60s", "61s", "2m", "120s", "3600s", "1d")));
    maybe(keys, "inline", () -> NODES.booleanNode(random.nextBoolean()));
    maybe(keys, "auth", this::auth);
    maybe(keys, "proxy", this::proxy);
    return shuffled(keys);
  }

  // ---- What occurs everywhere ----

  /** A script in one of its forms; a number in the source keeps caches from hiding a fault. */
  private JsonNode script(String source) {
    String code = String.format(source, random.nextInt(1000));
    if (random.nextInt(3) == 0) {
      return text(code);
    }
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    if (random.nextInt(4) == 0) {
      keys.put(pick("id", "stored"), text("condition"));
    } else {
      keys.put(pick("source", "inline"), text(pick(code, " " + code + ";\r\n")));
      maybe(keys, "lang", () -> text("painless"));
    }
    maybe(keys, "params", () -> json(2));
    return shuffled(keys);
  }

  private JsonNode textTemplate() {
    if (random.nextInt(3) > 0) {
      return anyText();
    }
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    if (random.nextInt(4) == 0) {
      keys.put(pick("id", "stored"), text("a-template"));
    } else {
      keys.put(pick("source", "inline"), one(this::anyText, () -> json(2)));
      maybe(keys, "lang", () -> text("mustache"));
    }
    maybe(keys, "params", () -> json(2));
    return shuffled(keys);
  }

  private JsonNode texts() {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      keys.put(pick("X-", "a.", "ü") + i, textTemplate());
    }
    return shuffled(keys);
  }

  private void throttle(Map<String, JsonNode> keys) {
    duration(keys, "throttle_period", "throttle_period_in_millis");
  }

  private void duration(Map<String, JsonNode> keys, String key, String millisKey) {
    int count = 1 + random.nextInt(5000);
    switch (random.nextInt(6)) {
      case 0 -> keys.put(key, text(count + pick("s", "m", "h", "d", "w", "ms")));
      case 1 -> keys.put(key, text(count + pick(" s", "M", " H")));
      case 2 -> keys.put(key, text(count + "." + random.nextInt(100) + pick("s", "m", "h")));
      case 3 -> keys.put(millisKey, NODES.numberNode(count * 100L));
      default -> {}
    }
  }

  /** Keys of one type each, no text a date, since a server maps metadata once for all watches. */
  private JsonNode metadata() {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    maybe(keys, "gen_text", () -> text(pick("x", "{{ctx.id}}", "", "äö")));
    maybe(keys, "gen_count", () -> NODES.numberNode(random.nextLong()));
    maybe(keys, "gen_share", () -> NODES.numberNode(random.nextDouble() * 1e9));
    maybe(keys, "gen_flag", () -> NODES.booleanNode(random.nextBoolean()));
    maybe(keys, "gen_none", NODES::nullNode);
    maybe(keys, "gen_tags", () -> list(() -> text(pick("b", "a", "a"))));
    maybe(
        keys,
        "gen_deep",
        () -> optional("deeper", () -> optional("text", () -> text(pick("x", "{{ctx.id}}")))));
    return shuffled(keys);
  }

  private JsonNode flag() {
    return one(() -> NODES.booleanNode(random.nextBoolean()), () -> text(pick("true", "false")));
  }

  /** Any object, as search bodies, params and simple inputs hold it. */
  private ObjectNode json(int depth) {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      keys.put(pick("k", "a.b", "ü", "Z/~", "") + i, anyJson(depth - 1));
    }
    return shuffled(keys);
  }

  private JsonNode anyJson(int depth) {
    return one(
        () -> depth > 0 ? json(depth) : text("x"),
        () -> depth > 0 ? list(() -> anyJson(depth - 1)) : NODES.arrayNode(),
        this::anyText,
        () -> NODES.numberNode(random.nextInt()),
        () -> NODES.numberNode(random.nextLong()),
        () -> NODES.numberNode(random.nextInt(10) + 0.0),
        () -> NODES.numberNode(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20)),
        () -> NODES.booleanNode(random.nextBoolean()),
        NODES::nullNode);
  }

  private JsonNode anyText() {
    return text(TEXTS.get(random.nextInt(TEXTS.size())));
  }

  // ---- Ways to choose ----

  private JsonNode oneOrList(Supplier<JsonNode> element) {
    return random.nextBoolean() ? element.get() : list(element);
  }

  private ArrayNode list(Supplier<JsonNode> element) {
    ArrayNode list = NODES.arrayNode();
    for (int i = random.nextInt(3); i >= 0; i--) {
      list.add(element.get());
    }
    return list;
  }

  private void maybe(Map<String, JsonNode> keys, String key, Supplier<JsonNode> value) {
    if (random.nextInt(5) < 3) {
      keys.put(key, value.get());
    }
  }

  private ObjectNode optional(String key, Supplier<JsonNode> value) {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    maybe(keys, key, value);
    return shuffled(keys);
  }

  private ObjectNode shuffled(Map<String, JsonNode> keys) {
    List<String> names = new ArrayList<>(keys.keySet());
    Collections.sort(names);
    Collections.shuffle(names, random);
    ObjectNode object = NODES.objectNode();
    names.forEach(name -> object.set(name, keys.get(name)));
    return object;
  }

  private static ObjectNode object(String key, JsonNode value) {
    ObjectNode object = NODES.objectNode();
    object.set(key, value);
    return object;
  }

  private ObjectNode emptyObject() {
    return NODES.objectNode();
  }

  private static JsonNode text(String text) {
    return NODES.textNode(text);
  }

  private static JsonNode parsed(String json) {
    try {
      return Corpus.JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private String pick(String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  @SafeVarargs
  private final <T> T one(Supplier<? extends T>... ways) {
    return ways[random.nextInt(ways.length)].get();
  }
}
