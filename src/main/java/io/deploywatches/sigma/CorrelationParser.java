package io.deploywatches.sigma;

import io.deploywatches.bundle.SourceValue;
import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.SourceValue.Sequence;
import io.deploywatches.bundle.TimeSpan;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Correlated.Function;
import io.deploywatches.sigma.Correlated.Measured;
import io.deploywatches.sigma.Correlated.Occurring;
import io.deploywatches.sigma.Correlated.Requirement;
import io.deploywatches.sigma.Correlated.Several;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the {@code correlation} of a correlation rule. */
public final class CorrelationParser {
  private static final Set<String> KEYS =
      new TreeSet<>(
          Set.of("aliases", "condition", "generate", "group-by", "rules", "timespan", "type"));
  private static final Set<String> TYPES =
      new TreeSet<>(
          Set.of(
              "event_count",
              "temporal",
              "temporal_ordered",
              "value_avg",
              "value_count",
              "value_percentile",
              "value_sum"));
  private static final String FIELD = "field";
  private static final String PERCENTILE = "percentile";
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private final Mapping correlation;
  private final Location at;
  private final Problems problems;

  private CorrelationParser(Mapping correlation, Location at, Problems problems) {
    this.correlation = correlation;
    this.at = at;
    this.problems = problems;
  }

  /**
   * Reads a rule.
   *
   * @param rule one document
   * @return empty when an error was reported
   */
  public static Optional<Correlation> parse(Mapping rule, Problems problems) {
    Entry entry = rule.entries().get("correlation");
    if (entry == null || !(entry.value() instanceof Mapping correlation)) {
      problems.error(
          entry == null ? rule.location() : entry.location(), "the correlation is no mapping");
      return Optional.empty();
    }
    Problems found = new Problems();
    Optional<Correlation> parsed =
        new CorrelationParser(correlation, entry.location(), found).parse();
    problems.addAll(found.list());
    return found.hasErrors() ? Optional.empty() : parsed;
  }

  /**
   * The rules that a correlation rule names, and whether these make watches of their own, also when
   * something else in it is wrong.
   */
  public record Named(List<Reference> rules, boolean generate) {}

  /** What a rule with {@code correlation} names; nothing when that cannot be read. */
  public static Named named(Mapping rule) {
    if (!(rule.get("correlation") instanceof Mapping correlation)) {
      return new Named(List.of(), false);
    }
    CorrelationParser parser =
        new CorrelationParser(correlation, correlation.location(), new Problems());
    return new Named(parser.rules(), parser.generate());
  }

  private List<Reference> rules() {
    return References.read(correlation.entries().get("rules"), at, problems);
  }

  private Optional<Correlation> parse() {
    for (Entry entry : correlation.entries().values()) {
      if (!KEYS.contains(entry.key())) {
        problems.error(
            entry.location(),
            "unknown key '"
                + Texts.shortened(entry.key())
                + "' in the correlation"
                + suggestion(entry.key(), KEYS),
            "known keys: " + String.join(", ", KEYS));
      }
    }
    List<Reference> rules = rules();
    TimeSpan timespan = timespan();
    Requirement requirement = requirement(rules);
    if (timespan == null || requirement == null || rules.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Correlation(
            rules,
            groups(),
            timespan,
            requirement,
            aliases(rules),
            generate(),
            correlation.locationOf("/condition")));
  }

  private @Nullable TimeSpan timespan() {
    SourceValue value = correlation.get("timespan");
    Optional<TimeSpan> span =
        value instanceof Scalar scalar
            ? TimeSpan.parse(scalar.text().strip()).filter(time -> time.seconds() > 0)
            : Optional.empty();
    if (span.isEmpty()) {
      problems.error(
          value == null ? at : value.location(),
          "the correlation needs a timespan: a whole number and one of s, m, h, d and w, such as"
              + " 15m");
    }
    return span.orElse(null);
  }

  private List<String> groups() {
    SourceValue value = correlation.get("group-by");
    List<String> groups = new ArrayList<>();
    if (value == null) {
      return groups;
    }
    List<SourceValue> items =
        value instanceof Sequence sequence ? sequence.items() : List.of(value);
    for (SourceValue item : items) {
      if (item instanceof Scalar scalar && scalar.isString() && !scalar.text().isEmpty()) {
        groups.add(scalar.text());
      } else {
        problems.error(
            item.location(), "group-by is a list of the names of fields, not " + item.kind());
      }
    }
    return groups;
  }

  private boolean generate() {
    SourceValue value = correlation.get("generate");
    if (value == null) {
      return false;
    }
    if (value instanceof Scalar scalar && scalar.value().isBoolean()) {
      return scalar.value().booleanValue();
    }
    problems.error(value.location(), "generate is true or false, not " + value.kind());
    return false;
  }

  private Map<String, Map<String, String>> aliases(List<Reference> rules) {
    Map<String, Map<String, String>> aliases = new LinkedHashMap<>();
    SourceValue value = correlation.get("aliases");
    if (value == null) {
      return aliases;
    }
    if (!(value instanceof Mapping mapping)) {
      problems.error(value.location(), "aliases are a mapping, not " + value.kind());
      return aliases;
    }
    Set<String> names = new LinkedHashSet<>();
    rules.forEach(rule -> names.add(rule.name()));
    for (Entry alias : mapping.entries().values()) {
      Map<String, String> fields = new LinkedHashMap<>();
      if (!(alias.value() instanceof Mapping byRule)) {
        problems.error(
            alias.location(),
            "the alias '" + Texts.shortened(alias.key()) + "' is no mapping from rules to fields");
        continue;
      }
      for (Entry field : byRule.entries().values()) {
        if (!names.contains(field.key())) {
          problems.error(
              field.location(),
              "the alias '"
                  + Texts.shortened(alias.key())
                  + "' names '"
                  + Texts.shortened(field.key())
                  + "', which is not among the rules of the correlation"
                  + suggestion(field.key(), names));
        } else if (field.value() instanceof Scalar scalar && scalar.isString()) {
          fields.put(field.key(), scalar.text());
        } else {
          problems.error(field.location(), "the alias of a field is no field's name");
        }
      }
      aliases.put(alias.key(), fields);
    }
    return aliases;
  }

  private @Nullable Requirement requirement(List<Reference> rules) {
    SourceValue value = correlation.get("type");
    String type = value instanceof Scalar scalar ? scalar.text() : "";
    if (!TYPES.contains(type)) {
      problems.error(
          value == null ? at : value.location(),
          value == null
              ? "the correlation has no type"
              : "there is no correlation '" + Texts.shortened(type) + "'" + suggestion(type, TYPES),
          "known are: " + String.join(", ", TYPES));
      return null;
    }
    boolean ordered = type.equals("temporal_ordered");
    return ordered || type.equals("temporal") ? temporal(rules, ordered) : measured(type);
  }

  private @Nullable Requirement temporal(List<Reference> rules, boolean ordered) {
    SourceValue value = correlation.get("condition");
    Set<String> names = new LinkedHashSet<>();
    rules.forEach(rule -> names.add(rule.name()));
    if (value == null) {
      List<Condition> all = new ArrayList<>();
      names.forEach(name -> all.add(new Condition.Name(name)));
      return all.isEmpty() ? null : new Occurring(new Condition.And(all), ordered);
    }
    if (value instanceof Scalar scalar && scalar.isString()) {
      Condition condition =
          ConditionParser.parse(scalar.value().textValue(), names, scalar.location(), problems);
      if (condition != null && ordered && !names.equals(required(condition))) {
        tellOrder(value);
      }
      return condition == null ? null : new Occurring(condition, ordered);
    }
    List<Threshold> thresholds = thresholds(Set.of());
    if (ordered && !thresholds.isEmpty()) {
      tellOrder(value);
    }
    return thresholds.isEmpty() ? null : new Several(thresholds);
  }

  private void tellOrder(SourceValue condition) {
    problems.error(
        condition.location(),
        "an order can be told only of rules that all have to occur",
        "leave the condition out, or use the type temporal");
  }

  /** The rules that must occur for a condition to hold; none when it does not just join them. */
  private static Set<String> required(Condition node) {
    if (node instanceof Condition.Name name) {
      return Set.of(name.name());
    } else if (node instanceof Condition.Grouped grouped) {
      return required(grouped.operand());
    } else if (node instanceof Condition.Quantified quantified && quantified.all()) {
      return Set.copyOf(quantified.names());
    } else if (node instanceof Condition.And and) {
      Set<String> all = new LinkedHashSet<>();
      for (Condition operand : and.operands()) {
        Set<String> each = required(operand);
        if (each.isEmpty()) {
          return Set.of();
        }
        all.addAll(each);
      }
      return all;
    }
    return Set.of();
  }

  private @Nullable Requirement measured(String type) {
    Function function =
        switch (type) {
          case "value_count" -> Function.DIFFERENT_VALUES;
          case "value_sum" -> Function.SUM;
          case "value_avg" -> Function.AVG;
          case "value_percentile" -> Function.PERCENTILE;
          default -> Function.EVENTS;
        };
    Set<String> more =
        switch (function) {
          case EVENTS -> Set.of();
          case PERCENTILE -> Set.of(FIELD, PERCENTILE);
          default -> Set.of(FIELD);
        };
    List<Threshold> thresholds = thresholds(more);
    if (thresholds.isEmpty() || !(correlation.get("condition") instanceof Mapping condition)) {
      return null;
    }
    String field = null;
    if (function != Function.EVENTS) {
      SourceValue value = condition.get(FIELD);
      if (!(value instanceof Scalar scalar) || !scalar.isString() || scalar.text().isEmpty()) {
        problems.error(
            value == null ? condition.location() : value.location(),
            type + " needs 'field', the name of one field, in its condition");
        return null;
      }
      field = scalar.text();
    }
    return new Measured(
        function,
        field,
        function == Function.PERCENTILE ? percentile(condition) : null,
        thresholds);
  }

  private @Nullable BigDecimal percentile(Mapping condition) {
    SourceValue value = condition.get(PERCENTILE);
    if (value instanceof Scalar scalar
        && scalar.value().isNumber()
        && scalar.value().decimalValue().signum() >= 0
        && scalar.value().decimalValue().compareTo(HUNDRED) <= 0) {
      return scalar.value().decimalValue();
    }
    problems.error(
        value == null ? condition.location() : value.location(),
        "value_percentile needs 'percentile', a number from 0 to 100, in its condition");
    return null;
  }

  /** Empty when a problem was reported. */
  private List<Threshold> thresholds(Set<String> more) {
    SourceValue value = correlation.get("condition");
    if (!(value instanceof Mapping condition)) {
      problems.error(
          value == null ? at : value.location(),
          "the correlation needs a condition, such as {gte: 10}");
      return List.of();
    }
    Set<String> known = new TreeSet<>(more);
    for (Comparison comparison : Comparison.values()) {
      known.add(comparison.modifier());
    }
    List<Threshold> thresholds = new ArrayList<>();
    boolean wrong = false;
    for (Entry entry : condition.entries().values()) {
      if (more.contains(entry.key())) {
        continue;
      }
      Comparison comparison = comparison(entry.key());
      if (comparison == null) {
        problems.error(
            entry.location(),
            "unknown key '"
                + Texts.shortened(entry.key())
                + "' in the correlation's condition"
                + suggestion(entry.key(), known),
            "known keys: " + String.join(", ", known));
        wrong = true;
      } else if (entry.value() instanceof Scalar scalar && scalar.value().isNumber()) {
        thresholds.add(new Threshold(comparison, scalar.value().decimalValue()));
      } else {
        problems.error(
            entry.value().location(), "'" + entry.key() + "' is a number, not " + kind(entry));
        wrong = true;
      }
    }
    if (thresholds.isEmpty() && !wrong) {
      problems.error(
          condition.location(), "the correlation's condition compares with nothing: {gte: 10}");
    }
    return wrong ? List.of() : thresholds;
  }

  private static @Nullable Comparison comparison(String key) {
    for (Comparison comparison : Comparison.values()) {
      if (comparison.modifier().equals(key)) {
        return comparison;
      }
    }
    return null;
  }

  private static String kind(Entry entry) {
    return entry.value().kind();
  }

  private static String suggestion(String text, Set<String> known) {
    return text.length() > Texts.MAX_SHOWN ? "" : Nearest.suggestion(text, known);
  }
}
