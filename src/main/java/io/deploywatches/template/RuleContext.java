package io.deploywatches.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.bundle.Bundle;
import io.deploywatches.bundle.Rule;
import io.deploywatches.bundle.Settings;
import io.deploywatches.bundle.SourceValue;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.SourceValue.Sequence;
import io.deploywatches.bundle.TimeSpan;
import io.deploywatches.query.CorrelatedSearch;
import io.deploywatches.query.language.SigmacAggregation;
import io.deploywatches.sigma.Correlated;
import io.deploywatches.sigma.Detection;
import io.deploywatches.template.TemplateValue.Lazy;
import io.deploywatches.template.TemplateValue.RuleText;
import io.deploywatches.template.TemplateValue.SecretName;
import io.deploywatches.watch.ServerVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a template sees of one rule. Sigma's metadata keys are always there: texts that a rule does
 * not give are null (false in a section), lists are empty.
 */
final class RuleContext {
  private static final List<String> TEXTS =
      List.of("title", "description", "status", "author", "level", "name", "date", "modified");
  private static final Pattern TECHNIQUE = Pattern.compile("attack\\.t\\d{4}(\\.\\d{3})?");
  private static final List<String> LISTS =
      List.of("tags", "references", "falsepositives", "fields");

  private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
  private final Set<String> unasked = new TreeSet<>();
  private final Map<String, @Nullable Object> alert;
  private final Settings settings;
  private final Mapping document;

  /**
   * @param id the watch's id
   * @param indices where to search, for a rule whose settings do not say
   */
  RuleContext(
      Bundle bundle,
      Optional<String> environment,
      Rule rule,
      Mapping document,
      String id,
      List<String> indices) {
    this.settings = rule.settings();
    this.document = document;
    document.toJson().properties().stream()
        .filter(entry -> !entry.getKey().equals("watch"))
        .forEach(entry -> values.put(entry.getKey(), TemplateValue.ofRule(entry.getValue())));
    TEXTS.forEach(key -> values.put(key, text(key)));
    LISTS.forEach(key -> values.put(key, list(key)));
    values.put("id", new RuleText(id));
    if (values.get("title") == null) {
      values.put("title", new RuleText(id));
    }
    List<String> ids = texts("id");
    values.put("rule_id", new RuleText(ids.isEmpty() ? id : ids.get(0)));
    values.put("shown", ShownFields.of(texts("fields")));
    values.put("severity", IntNode.valueOf(severity()));
    values.put("techniques", techniques());
    values.put("source", new RuleText(rule.source()));
    values.put("bundle", bundle.settings().bundle());
    values.put("env", environment.orElse(null));
    addSettings(indices);
    Map<String, @Nullable Object> secrets = new HashMap<>();
    bundle.settings().secrets().keySet().forEach(name -> secrets.put(name, new SecretName(name)));
    values.put("secrets", secrets);
    alert = alert(id);
    values.put("alert", alert);
    values.put("aggs", null);
    values.put("has_aggs", false);
    values.put("has_groups", false);
    values.put("condition", TemplateValue.ofSettings(anyHit()));
  }

  /** Says which fields of an event tell what the rule has found. */
  RuleContext withDetections(List<Detection> detections) {
    values.put("shown", ShownFields.of(texts("fields"), detections, settings.matching()));
    return this;
  }

  /** The level as a number from 0 to 100, by which alerts can be sorted. */
  private int severity() {
    return switch (String.join("", texts("level"))) {
      case "critical" -> 99;
      case "high" -> 73;
      case "medium" -> 47;
      case "low" -> 21;
      case "informational" -> 1;
      default -> 0;
    };
  }

  /** The ATT&CK techniques among the tags: {@code T1059.001} for {@code attack.t1059.001}. */
  private List<Object> techniques() {
    return texts("tags").stream()
        .filter(tag -> TECHNIQUE.matcher(tag).matches())
        .<Object>map(
            tag -> new RuleText(tag.substring("attack.".length()).toUpperCase(Locale.ROOT)))
        .toList();
  }

  /** Holds when a search finds an event. */
  private static ObjectNode anyHit() {
    ObjectNode condition = JsonNodeFactory.instance.objectNode();
    condition.putObject("compare").putObject("ctx.payload.hits.total").put("gt", 0);
    return condition;
  }

  /** Holds when a search finds a group; the same script in every watch, so compiled once. */
  private static ObjectNode anyGroup(boolean holdsForNothing) {
    ObjectNode condition = JsonNodeFactory.instance.objectNode();
    ObjectNode script = condition.putObject("script");
    script.put("lang", "painless");
    script.put(
        "source",
        "def found = ctx.payload.aggregations;"
            + " return found == null ? params.nothing : found.groups.buckets.size() > 0;");
    script.putObject("params").put("nothing", holdsForNothing);
    return condition;
  }

  /** Adds what counts events or brings them together. */
  RuleContext withCorrelation(CorrelatedSearch search, Correlated correlated) {
    values.put("window", search.window().toString());
    values.put("window_and_lag", search.window().plus(settings.lag()).toString());
    values.put("has_aggs", true);
    values.put("has_groups", search.grouped());
    unasked.add("aggs");
    unasked.add("condition");
    values.put("aggs", asked("aggs", TemplateValue.ofRule(search.aggregations())));
    values.put(
        "condition",
        asked("condition", TemplateValue.ofSettings(anyGroup(search.holdsForNothing()))));
    alert.put("condition", new RuleText(correlated.description()));
    if (search.grouped()) {
      alert.put("group_by", correlated.groups().stream().<Object>map(RuleText::new).toList());
    }
    return this;
  }

  private Lazy asked(String name, @Nullable Object value) {
    return new Lazy(
        () -> {
          unasked.remove(name);
          return value;
        });
  }

  /** The names without which the rendered watch says less than the rule. */
  Set<String> unasked() {
    return unasked;
  }

  /**
   * The time at which the run's own window begins, as a search says it: a node that {@link
   * TemplateValue#ofRule} takes for our own text.
   */
  static JsonNode startOfRun(Settings settings, TimeSpan window) {
    return JsonNodeFactory.instance.pojoNode(
        "{{ctx.trigger.scheduled_time}}||-" + window.plus(settings.lag()));
  }

  /** Adds the search in its forms, each made only when a template asks for it. */
  RuleContext withQuery(Supplier<JsonNode> dsl, Supplier<String> query, Supplier<String> sigmac) {
    values.put("dsl", new Lazy(() -> TemplateValue.ofRule(dsl.get())));
    values.put("query", new Lazy(() -> new RuleText(query.get())));
    values.put("sigmac", sigmac(sigmac));
    return this;
  }

  /** Says what sigmac's watch does with what stands behind the bar of the condition. */
  RuleContext withSigmacAggregation(SigmacAggregation aggregation) {
    @SuppressWarnings("unchecked")
    Map<String, @Nullable Object> sigmac =
        (Map<String, @Nullable Object>) Objects.requireNonNull(values.get("sigmac"));
    addTo(sigmac, aggregation);
    return this;
  }

  private static void addTo(Map<String, @Nullable Object> sigmac, SigmacAggregation aggregation) {
    List<String> listed = aggregation.listed();
    sigmac.put("has_aggs", !listed.isEmpty());
    sigmac.put("aggs", TemplateValue.ofRule(aggregation.aggregations()));
    sigmac.put("condition", TemplateValue.ofSettings(aggregation.condition()));
    sigmac.put("outer", listed.isEmpty() ? null : listed.get(0));
    sigmac.put("inner", listed.size() < 2 ? null : listed.get(1));
  }

  Map<String, @Nullable Object> values() {
    return values;
  }

  private void addSettings(List<String> indices) {
    values.put("indices", List.copyOf(indices));
    values.put("schedule", TemplateValue.ofSettings(settings.schedule()));
    values.put("window", settings.window().map(TimeSpan::toString).orElse(null));
    values.put("lag", settings.lag().toString());
    values.put(
        "window_and_lag",
        settings.window().map(window -> window.plus(settings.lag()).toString()).orElse(null));
    values.put("time_field", settings.timeField());
    values.put("throttle_period", settings.throttlePeriod().orElse(null));
    values.put("owner", settings.owner().map(RuleText::new).orElse(null));
    values.put("runbook", settings.runbook().map(RuleText::new).orElse(null));
    boolean isOld =
        ServerVersion.parse(settings.matching().server())
            .map(version -> !version.isAtLeast(7, 0))
            .orElse(false);
    values.put("needs_doc_type", isOld);
    values.put("values", new FreeValues(settings.values()));
    values.put("has_recipients", settings.values().hasNonNull("to"));
  }

  /**
   * The rule's words for a watch's metadata, from where run-time texts take them. Only what the
   * rule says; always with the same types, since a server maps metadata once for all watches.
   */
  private Map<String, @Nullable Object> alert(String id) {
    Map<String, @Nullable Object> alert = new LinkedHashMap<>();
    alert.put("watch_id", new RuleText(id));
    for (String key : List.of("title", "description", "level", "owner", "runbook")) {
      Object value = values.get(key);
      if (value != null) {
        alert.put(key, value);
      }
    }
    for (String key : List.of("tags", "references", "falsepositives")) {
      alert.put(key, values.get(key));
    }
    alert.put("has_tags", !list("tags").isEmpty());
    return alert;
  }

  private @Nullable RuleText text(String key) {
    List<String> texts = texts(key);
    return texts.isEmpty() ? null : new RuleText(String.join(", ", texts));
  }

  private List<Object> list(String key) {
    return texts(key).stream().<Object>map(RuleText::new).toList();
  }

  /** The texts of a key, numbers as they are written: the title 007 is no 7. */
  private List<String> texts(String key) {
    SourceValue value = document.get(key);
    if (value == null) {
      return List.of();
    }
    List<SourceValue> items =
        value instanceof Sequence sequence ? sequence.items() : List.of(value);
    return items.stream()
        .filter(item -> item instanceof Scalar scalar && !scalar.isNull())
        .map(item -> ((Scalar) item).text())
        .toList();
  }

  /** What only the template {@code sigmac} uses. */
  private Map<String, @Nullable Object> sigmac(Supplier<String> query) {
    Map<String, @Nullable Object> sigmac = new LinkedHashMap<>();
    JsonNodeFactory json = JsonNodeFactory.instance;
    ObjectNode rule = document.toJson();
    for (String key : List.of("title", "description", "tags")) {
      sigmac.put(
          key, TemplateValue.ofRule(rule.hasNonNull(key) ? rule.get(key) : json.textNode("")));
    }
    sigmac.put("query", new Lazy(() -> new RuleText(query.get())));
    List<Object> names = list("fields");
    int width = names.stream().mapToInt(name -> ((RuleText) name).text().length()).max().orElse(0);
    List<Object> fields = new ArrayList<>();
    for (Object each : names) {
      String name = ((RuleText) each).text();
      Map<String, Object> field = new LinkedHashMap<>();
      field.put("name", new RuleText(name));
      field.put("padded", new RuleText(" ".repeat(width - name.length()) + name));
      fields.add(field);
    }
    sigmac.put("fields", fields);
    sigmac.put("has_fields", !fields.isEmpty());
    addTo(sigmac, SigmacAggregation.NONE);
    return sigmac;
  }

  /**
   * The free values of the settings. A section may ask for one that nobody gave; a place that needs
   * it is a problem all the same, since null has no text.
   */
  private static final class FreeValues extends LinkedHashMap<String, @Nullable Object> {
    private static final long serialVersionUID = 1L;

    FreeValues(ObjectNode values) {
      values
          .properties()
          .forEach(
              entry -> {
                Object value =
                    entry.getValue() instanceof ObjectNode object
                        ? new FreeValues(object)
                        : TemplateValue.ofSettings(entry.getValue());
                put(entry.getKey(), value);
              });
    }

    @Override
    public boolean containsKey(Object key) {
      return true;
    }
  }
}
