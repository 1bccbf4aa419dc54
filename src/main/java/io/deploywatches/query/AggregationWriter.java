package io.deploywatches.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.bundle.TimeSpan;
import io.deploywatches.query.CorrelatedSearch.Run;
import io.deploywatches.sigma.Comparison;
import io.deploywatches.sigma.Condition;
import io.deploywatches.sigma.Correlated;
import io.deploywatches.sigma.Correlated.Function;
import io.deploywatches.sigma.Correlated.Measured;
import io.deploywatches.sigma.Correlated.Member;
import io.deploywatches.sigma.Correlated.Occurring;
import io.deploywatches.sigma.Correlated.Several;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.Threshold;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes the aggregations of a {@link CorrelatedSearch}, whose comment says what they hold. */
final class AggregationWriter {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String AGGS = "aggs";
  private static final String COUNT = "_count";
  private static final String MEASURE = "measure";

  /** Groups that each shard tells of, so that rare ones are counted right. */
  private static final int GROUPS_OF_A_SHARD = 5_000;

  private static final int MIN_PRECISION = 1_000;

  /** The most that servers take. */
  private static final int MAX_PRECISION = 40_000;

  private final Correlated correlated;
  private final IndexFields fields;
  private final AggregationScripts scripts;
  private final Run run;
  private final List<ObjectNode> queries;
  private final TimeSpan timeframe;
  private final boolean windowed;

  /**
   * @param queries those of the members
   */
  AggregationWriter(Correlated correlated, IndexFields fields, Run run, List<ObjectNode> queries) {
    this.correlated = correlated;
    this.fields = fields;
    this.scripts = new AggregationScripts(fields.suffix());
    this.run = run;
    this.queries = queries;
    this.timeframe = correlated.timespan().orElse(run.window());
    this.windowed = timeframe.seconds() < run.window().seconds();
  }

  ObjectNode write() {
    ObjectNode groups = JSON.objectNode();
    if (!correlated.groups().isEmpty()) {
      groups.set("terms", terms());
      groups.set(AGGS, windowed ? stretches() : measures());
    } else if (windowed) {
      groups.set("histogram", histogram());
      groups.set(AGGS, measures());
    } else {
      groups.putObject("filters").putArray("filters").addObject().putObject("match_all");
      groups.set(AGGS, measures());
    }
    return JSON.objectNode().set("groups", groups);
  }

  private ObjectNode stretches() {
    ObjectNode aggs = JSON.objectNode();
    ObjectNode stretches = aggs.putObject("stretches");
    stretches.set("histogram", histogram());
    stretches.set(AGGS, measures());
    Selector some = new Selector();
    some.path("stretches", "stretches._bucket_count");
    some.require("params.stretches > 0");
    aggs.set("holds", some.write());
    return aggs;
  }

  /** Unlike date_histogram, which was renamed within, all servers know this one. */
  private ObjectNode histogram() {
    return JSON.objectNode()
        .put("field", run.timeField())
        .put("interval", timeframe.seconds() * 1000)
        .put("min_doc_count", minimumOfEvents());
  }

  private ObjectNode terms() {
    ObjectNode terms = JSON.objectNode();
    List<List<String>> keys = new ArrayList<>();
    correlated.groups().forEach(group -> keys.add(names(group)));
    if (keys.size() == 1 && isPlain(keys.get(0))) {
      terms.put("field", keys.get(0).get(0));
    } else {
      terms.set("script", scripts.keys(keys));
    }
    terms.put("size", CorrelatedSearch.MAX_GROUPS);
    terms.put("shard_size", GROUPS_OF_A_SHARD);
    terms.put("min_doc_count", minimumOfEvents());
    if (!windowed && correlated.requirement() instanceof Measured measured) {
      order(measured, terms);
    }
    return terms;
  }

  /** The groups that are likeliest to hold come first; without an order the largest do. */
  private static void order(Measured measured, ObjectNode terms) {
    boolean more = measured.thresholds().stream().allMatch(Threshold::holdsForMore);
    boolean less = measured.thresholds().stream().allMatch(Threshold::holdsForLess);
    if (more || less) {
      terms.putObject("order").put(path(measured), more ? "desc" : "asc");
    }
  }

  private static String path(Measured measured) {
    if (measured.function() == Function.EVENTS) {
      return COUNT;
    }
    BigDecimal percentile = measured.percentile();
    return percentile == null ? MEASURE : MEASURE + "[" + percentile.doubleValue() + "]";
  }

  /** Fewer events make no group that holds. */
  private int minimumOfEvents() {
    int minimum = 1;
    if (!(correlated.requirement() instanceof Measured measured)
        || measured.function() != Function.EVENTS) {
      return minimum;
    }
    for (Threshold threshold : measured.thresholds()) {
      BigDecimal number = threshold.number().min(BigDecimal.valueOf(Integer.MAX_VALUE - 1));
      if (threshold.comparison() == Comparison.GREATER) {
        minimum = Math.max(minimum, number.setScale(0, RoundingMode.FLOOR).intValue() + 1);
      } else if (threshold.comparison() == Comparison.AT_LEAST
          || threshold.comparison() == Comparison.EQUAL) {
        minimum = Math.max(minimum, number.setScale(0, RoundingMode.CEILING).intValue());
      }
    }
    return minimum;
  }

  private ObjectNode measures() {
    ObjectNode aggs = JSON.objectNode();
    Selector holds = new Selector();
    if (correlated.requirement() instanceof Measured measured) {
      measure(measured, aggs, holds);
    } else {
      occurrences(aggs, holds);
    }
    if (correlated.requirement().growsWithEvents()
        && timeframe.seconds() != run.window().seconds()) {
      ObjectNode range = JSON.objectNode();
      range
          .putObject(run.timeField())
          .put("format", "strict_date_optional_time")
          .set("gte", run.start());
      aggs.putObject("fresh").putObject("filter").set("range", range);
      holds.path("fresh", "fresh." + COUNT);
      holds.require("params.fresh > 0");
    }
    aggs.set("first", metric("min"));
    aggs.set("last", metric("max"));
    aggs.set("holds", holds.write());
    return aggs;
  }

  private ObjectNode metric(String function) {
    ObjectNode metric = JSON.objectNode();
    metric.putObject(function).put("field", run.timeField());
    return metric;
  }

  private void measure(Measured measured, ObjectNode aggs, Selector holds) {
    String field = measured.field();
    if (field != null) {
      aggs.set(MEASURE, measure(measured, names(field)));
    }
    holds.path(MEASURE, path(measured));
    holds.nothingIsZero(measured.function().isZeroForNothing());
    for (Threshold threshold : measured.thresholds()) {
      holds.compare("params." + MEASURE, threshold);
    }
  }

  private ObjectNode measure(Measured measured, List<String> names) {
    ObjectNode measure = JSON.objectNode();
    if (measured.function() == Function.DIFFERENT_VALUES) {
      ObjectNode cardinality = measure.putObject("cardinality");
      if (isPlain(names)) {
        cardinality.put("field", names.get(0));
      } else {
        cardinality.set("script", scripts.values(names));
      }
      cardinality.put("precision_threshold", precision(measured));
      return measure;
    }
    String name =
        switch (measured.function()) {
          case SUM -> "sum";
          case AVG -> "avg";
          case MIN -> "min";
          case MAX -> "max";
          default -> "percentiles";
        };
    ObjectNode numbers = measure.putObject(name);
    numbers.set("script", scripts.numbers(names));
    BigDecimal percentile = measured.percentile();
    if (percentile != null) {
      numbers.putArray("percents").add(percentile.doubleValue());
    }
    return measure;
  }

  /** A count is nearly exact up to the precision. */
  private static int precision(Measured measured) {
    return measured.thresholds().stream()
        .map(threshold -> threshold.number().multiply(BigDecimal.TEN))
        .mapToInt(number -> number.min(BigDecimal.valueOf(MAX_PRECISION)).intValue())
        .reduce(MIN_PRECISION, Math::max);
  }

  private void occurrences(ObjectNode aggs, Selector holds) {
    List<Member> members = correlated.members();
    holds.nothingIsZero(true);
    for (int i = 0; i < members.size(); i++) {
      ObjectNode events = aggs.putObject("events" + i);
      events.set("filter", queries.get(i));
      holds.path("events" + i, "events" + i + "." + COUNT);
    }
    if (correlated.requirement() instanceof Several several) {
      List<String> occurred = new ArrayList<>();
      for (int i = 0; i < members.size(); i++) {
        occurred.add("(params.events" + i + " > 0 ? 1 : 0)");
      }
      String sum = "(" + String.join(" + ", occurred) + ")";
      several.thresholds().forEach(threshold -> holds.compare(sum, threshold));
      return;
    }
    Occurring occurring = (Occurring) correlated.requirement();
    holds.require(painless(occurring.condition(), members.stream().map(Member::name).toList()));
    if (occurring.ordered()) {
      order(members.size(), aggs, holds);
    }
  }

  /** Of each two, the earlier one's first event is not after the later one's last event. */
  private void order(int members, ObjectNode aggs, Selector holds) {
    for (int i = 0; i < members; i++) {
      ObjectNode times = ((ObjectNode) aggs.get("events" + i)).putObject(AGGS);
      times.set("first", metric("min"));
      times.set("last", metric("max"));
      holds.path("first" + i, "events" + i + ">first");
      holds.path("last" + i, "events" + i + ">last");
      for (int earlier = 0; earlier < i; earlier++) {
        holds.require("params.first" + earlier + " <= params.last" + i);
      }
    }
  }

  private static String painless(Condition node, List<String> names) {
    if (node instanceof Condition.Name name) {
      return "params.events" + names.indexOf(name.name()) + " > 0";
    } else if (node instanceof Condition.Not not) {
      return "!(" + painless(not.operand(), names) + ")";
    } else if (node instanceof Condition.Grouped grouped) {
      return "(" + painless(grouped.operand(), names) + ")";
    } else if (node instanceof Condition.And and) {
      return "(" + joined(and.operands(), names, " && ") + ")";
    } else if (node instanceof Condition.Or or) {
      return "(" + joined(or.operands(), names, " || ") + ")";
    }
    Condition.Quantified quantified = (Condition.Quantified) node;
    List<Condition> each = new ArrayList<>();
    quantified.names().forEach(name -> each.add(new Condition.Name(name)));
    return "(" + joined(each, names, quantified.all() ? " && " : " || ") + ")";
  }

  private static String joined(List<Condition> nodes, List<String> names, String word) {
    return String.join(word, nodes.stream().map(node -> painless(node, names)).toList());
  }

  /** Whether the field can be named without a script. */
  private boolean isPlain(List<String> names) {
    return names.size() == 1 && fields.suffix().isEmpty();
  }

  /** What a field may be called in the index, best first. */
  private List<String> names(String field) {
    Set<String> names = new LinkedHashSet<>();
    for (Member member : correlated.members()) {
      for (Detection detection : member.detections()) {
        for (String name : fields.mapping().map(member.field(field), detection.logSource())) {
          names.add(name);
        }
      }
    }
    return List.copyOf(names);
  }

  /** Drops the buckets for which a condition does not hold. */
  private static final class Selector {
    private final ObjectNode paths = JSON.objectNode();
    private final ObjectNode params = JSON.objectNode();
    private final List<String> conditions = new ArrayList<>();
    private boolean nothingIsZero;

    void path(String name, String path) {
      paths.put(name, path);
    }

    void require(String condition) {
      conditions.add(condition);
    }

    void nothingIsZero(boolean is) {
      nothingIsZero = is;
    }

    /** A measure that a bucket lacks is NaN, for which no comparison holds but {@code !=}. */
    void compare(String value, Threshold threshold) {
      String name = "limit" + params.size();
      String limit = "params." + name;
      params.put(name, threshold.number());
      conditions.add(
          threshold.comparison() == Comparison.DIFFERENT
              ? "(" + value + " < " + limit + " || " + value + " > " + limit + ")"
              : value + " " + threshold.comparison().symbol() + " " + limit);
    }

    ObjectNode write() {
      ObjectNode written = JSON.objectNode();
      ObjectNode selector = written.putObject("bucket_selector");
      selector.set("buckets_path", paths);
      selector.put("gap_policy", nothingIsZero ? "insert_zeros" : "skip");
      ObjectNode script = selector.putObject("script");
      script.put("lang", "painless");
      script.put("source", String.join(" && ", conditions));
      if (!params.isEmpty()) {
        script.set("params", params);
      }
      return written;
    }
  }
}
