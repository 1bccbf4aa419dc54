package io.deploywatches.query.language;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Aggregation;
import io.deploywatches.sigma.Aggregation.Measure;
import io.deploywatches.sigma.Aggregation.Measured;
import io.deploywatches.sigma.Comparison;
import io.deploywatches.sigma.Detection;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What sigmac's watches make of an aggregation: the largest or smallest buckets of a field, of
 * which the condition compares the first.
 *
 * @param aggregations empty when the watch looks at hits alone; to be treated as immutable
 * @param condition of the watch; to be treated as immutable
 * @param listed the names of the aggregations that the mail lists, each within the one before
 * @param quirks the ways of sigmac that made a difference
 */
public record SigmacAggregation(
    ObjectNode aggregations, ObjectNode condition, List<String> listed, Set<SigmacQuirk> quirks) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String FIELD = "agg";
  private static final String GROUP = "by";

  /** Of a rule about single events. */
  public static final SigmacAggregation NONE =
      new SigmacAggregation(
          JSON.objectNode(),
          compared("ctx.payload.hits.total", "not_eq", BigDecimal.ZERO),
          List.of(),
          Set.of());

  public SigmacAggregation {
    listed = List.copyOf(listed);
    quirks = Set.copyOf(quirks);
  }

  /** What becomes of a detection, with an error in {@code problems} for what sigmac ends at. */
  public static SigmacAggregation of(Detection detection, Problems problems) {
    Aggregation aggregation = detection.aggregation().orElse(null);
    if (aggregation == null) {
      return NONE;
    }
    if (!(aggregation instanceof Measured measured)) {
      return new SigmacAggregation(
          NONE.aggregations,
          NONE.condition,
          List.of(),
          EnumSet.of(SigmacQuirk.AGGREGATION_IS_LEFT_OUT));
    }
    Set<SigmacQuirk> quirks = EnumSet.noneOf(SigmacQuirk.class);
    if (measured.measure() != Measure.COUNT) {
      quirks.add(SigmacQuirk.MEASURE_IS_A_COUNT);
    } else if (measured.field() != null) {
      quirks.add(SigmacQuirk.EVENTS_ARE_COUNTED);
    }
    return measured.field() == null && measured.groups().isEmpty()
        ? ofHits(measured, quirks)
        : ofBuckets(detection, measured, quirks, problems);
  }

  private static SigmacAggregation ofHits(Measured measured, Set<SigmacQuirk> quirks) {
    if (measured.threshold().comparison() == Comparison.EQUAL) {
      quirks.add(SigmacQuirk.EQUAL_IS_ANY);
      return new SigmacAggregation(NONE.aggregations, NONE.condition, List.of(), quirks);
    }
    ObjectNode condition =
        compared("ctx.payload.hits.total", operator(measured), measured.threshold().number());
    return new SigmacAggregation(NONE.aggregations, condition, List.of(), quirks);
  }

  private static SigmacAggregation ofBuckets(
      Detection detection, Measured measured, Set<SigmacQuirk> quirks, Problems problems) {
    if (measured.threshold().comparison() == Comparison.EQUAL) {
      problems.error(
          detection.location(),
          "sigmac ends at '==' with a field",
          "leave --compat sigmac, or the template 'sigmac', out");
      return NONE;
    }
    quirks.add(SigmacQuirk.FIRST_BUCKET_ALONE);
    List<String> listed = new ArrayList<>();
    StringBuilder path = new StringBuilder("ctx.payload.aggregations.");
    ObjectNode inner = JSON.objectNode();
    if (measured.field() != null) {
      inner.set(FIELD, terms(name(measured.field(), detection), measured));
      listed.add(FIELD);
    }
    ObjectNode aggregations = inner;
    if (!measured.groups().isEmpty()) {
      ObjectNode by = terms(name(measured.groups().get(0), detection), measured);
      if (measured.field() != null) {
        by.set("aggs", inner);
      }
      aggregations = JSON.objectNode().set(GROUP, by);
      listed.add(GROUP);
      path.append(GROUP).append(".buckets.0.");
    }
    if (measured.field() != null) {
      path.append(FIELD).append(".buckets.0.");
    }
    ObjectNode condition =
        compared(path + "doc_count", operator(measured), measured.threshold().number());
    return new SigmacAggregation(aggregations, condition, listed, quirks);
  }

  private static String name(@Nullable String field, Detection detection) {
    return field == null
        ? ""
        : SigmacConfiguration.WINLOGBEAT.names(field, SigmacTree.events(detection)).get(0);
  }

  private static ObjectNode terms(String field, Measured measured) {
    boolean more = measured.threshold().comparison() == Comparison.GREATER;
    ObjectNode written = JSON.objectNode();
    ObjectNode terms = written.putObject("terms");
    terms.put("field", field);
    terms.put("size", 10);
    terms.putObject("order").put("_count", more ? "desc" : "asc");
    if (more) {
      terms.set("min_doc_count", JSON.numberNode(measured.threshold().number().intValue() + 1));
    }
    return written;
  }

  private static String operator(Measured measured) {
    return measured.threshold().comparison() == Comparison.GREATER ? "gt" : "lt";
  }

  private static ObjectNode compared(String path, String operator, BigDecimal number) {
    ObjectNode condition = JSON.objectNode();
    condition
        .putObject("compare")
        .putObject(path)
        .set(operator, JSON.numberNode(number.toBigInteger().intValue()));
    return condition;
  }
}
