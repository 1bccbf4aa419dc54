package io.deploywatches.sigma;

import io.deploywatches.bundle.SourceValue;
import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.SourceValue.Sequence;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Pipeline.Change;
import io.deploywatches.sigma.Pipeline.Fields;
import io.deploywatches.sigma.Pipeline.RuleCondition;
import io.deploywatches.sigma.Pipeline.Step;
import io.deploywatches.sigma.Pipeline.When;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a processing pipeline of pySigma. What it says beyond a field mapping is refused: left out
 * silently, it would make queries that find something else.
 */
final class PipelineParser {
  private static final Set<String> KEYS =
      new TreeSet<>(Set.of("name", "priority", "allowed_backends", "transformations"));
  private static final Set<String> COMMON =
      Set.of(
          "id",
          "type",
          "rule_conditions",
          "rule_cond_op",
          "rule_cond_not",
          "field_name_conditions",
          "field_name_cond_not");
  private static final Set<String> TYPES =
      new TreeSet<>(
          Set.of(
              "add_condition",
              "change_logsource",
              "drop_detection_item",
              "field_name_mapping",
              "field_name_prefix"));
  private static final Set<String> LOG_SOURCE_KEYS =
      new TreeSet<>(Set.of("category", "product", "service"));

  private final Problems problems;

  private PipelineParser(Problems problems) {
    this.problems = problems;
  }

  /** A pipeline that is right unless an error was reported. */
  static FieldMapping parse(String name, Mapping file, Problems problems) {
    MappingFile.knownKeys(file, KEYS, "the pipeline", problems);
    PipelineParser parser = new PipelineParser(problems);
    List<Step> steps = new ArrayList<>();
    for (SourceValue item : parser.items(file.get("transformations"), "transformations")) {
      Step step = parser.step(item);
      if (step != null) {
        steps.add(step);
      }
    }
    return new Pipeline(name, steps);
  }

  private List<SourceValue> items(@Nullable SourceValue value, String key) {
    if (value == null) {
      return List.of();
    }
    if (value instanceof Sequence sequence) {
      return sequence.items();
    }
    problems.error(value.location(), "'" + key + "' is " + value.kind() + ": expected a list");
    return List.of();
  }

  private @Nullable Step step(SourceValue item) {
    if (!(item instanceof Mapping mapping)) {
      problems.error(item.location(), "a transformation is a mapping, not " + item.kind());
      return null;
    }
    Set<String> keys = new TreeSet<>(COMMON);
    Change change = change(mapping, keys);
    MappingFile.knownKeys(mapping, keys, "the transformation", problems);
    When when = when(mapping);
    Fields fields = fields(mapping);
    if (change instanceof Pipeline.Drop && fields.equals(Fields.ALL)) {
      problems.error(
          mapping.location(),
          "drop_detection_item needs field_name_conditions that say what to drop");
    }
    String id = mapping.get("id") instanceof Scalar scalar ? scalar.text() : "";
    return change == null ? null : new Step(id, when, fields, change, mapping.location());
  }

  private @Nullable Change change(Mapping mapping, Set<String> keys) {
    String type = mapping.get("type") instanceof Scalar scalar ? scalar.text() : "";
    switch (type) {
      case "field_name_mapping" -> {
        keys.add("mapping");
        Entry names = mapping.entries().get("mapping");
        return names == null
            ? missing(mapping, "mapping")
            : new Pipeline.Rename(MappingFile.fields(names, problems));
      }
      case "field_name_prefix" -> {
        keys.add("prefix");
        return mapping.get("prefix") instanceof Scalar prefix
            ? new Pipeline.Prefix(prefix.text())
            : missing(mapping, "prefix");
      }
      case "add_condition" -> {
        keys.addAll(Set.of("conditions", "negated", "template"));
        return added(mapping);
      }
      case "change_logsource" -> {
        keys.addAll(LOG_SOURCE_KEYS);
        return new Pipeline.Relocate(SigmaParser.logSourceOf(mapping, problems));
      }
      case "drop_detection_item" -> {
        return new Pipeline.Drop();
      }
      default -> {
        keys.addAll(mapping.entries().keySet());
        problems.error(
            mapping.locationOf("/type"),
            "the transformation '"
                + Texts.shortened(type)
                + "' is not one that a field mapping can do"
                + Nearest.suggestion(Texts.shortened(type), TYPES),
            "known are: " + String.join(", ", TYPES));
        return null;
      }
    }
  }

  private @Nullable Change missing(Mapping mapping, String key) {
    problems.error(mapping.location(), "the transformation needs '" + key + "'");
    return null;
  }

  private @Nullable Change added(Mapping mapping) {
    if (!(mapping.get("conditions") instanceof Mapping conditions)
        || conditions.entries().isEmpty()) {
      return missing(mapping, "conditions");
    }
    if (isTrue(mapping, "template")) {
      problems.error(
          mapping.locationOf("/template"),
          "templates in conditions of a pipeline are not supported");
    }
    Entry selection = new Entry(conditions.location(), "conditions", conditions);
    Expression condition = new SelectionParser(Placeholders.NONE, problems).parse(selection);
    if (condition == null) {
      return null;
    }
    return new Pipeline.Add(isTrue(mapping, "negated") ? Expression.not(condition) : condition);
  }

  private boolean isTrue(Mapping mapping, String key) {
    SourceValue value = mapping.get(key);
    if (value != null && !(value instanceof Scalar scalar && scalar.value().isBoolean())) {
      problems.error(value.location(), "'" + key + "' is true or false, not " + value.kind());
    }
    return value instanceof Scalar scalar && scalar.value().asBoolean(false);
  }

  private When when(Mapping mapping) {
    List<RuleCondition> conditions = new ArrayList<>();
    for (SourceValue item : items(mapping.get("rule_conditions"), "rule_conditions")) {
      RuleCondition condition = condition(item);
      if (condition != null) {
        conditions.add(condition);
      }
    }
    String operator = mapping.get("rule_cond_op") instanceof Scalar word ? word.text() : "and";
    if (!operator.equals("and") && !operator.equals("or")) {
      problems.error(mapping.locationOf("/rule_cond_op"), "'rule_cond_op' is 'and' or 'or'");
    }
    return new When(conditions, operator.equals("or"), isTrue(mapping, "rule_cond_not"));
  }

  private @Nullable RuleCondition condition(SourceValue item) {
    if (item instanceof Mapping mapping && mapping.get("type") instanceof Scalar type) {
      Mapping content = mapping.without("type");
      if (type.text().equals("logsource")) {
        MappingFile.knownKeys(content, LOG_SOURCE_KEYS, "the condition", problems);
        return new Pipeline.OfLogSource(SigmaParser.logSourceOf(content, problems));
      } else if (type.text().equals("processing_item_applied")
          && content.get("processing_item_id") instanceof Scalar id) {
        return new Pipeline.Applied(id.text());
      }
    }
    problems.error(
        item.location(),
        "this condition on a rule is not one that a field mapping can ask for",
        "known are the types logsource and processing_item_applied");
    return null;
  }

  private Fields fields(Mapping mapping) {
    List<SourceValue> items = items(mapping.get("field_name_conditions"), "field_name_conditions");
    if (items.isEmpty()) {
      return Fields.ALL;
    }
    if (items.size() == 1
        && items.get(0) instanceof Mapping condition
        && condition.get("type") instanceof Scalar type
        && condition.get("fields") != null
        && !(condition.get("mode") instanceof Scalar mode && !mode.text().equals("plain"))) {
      boolean except = type.text().equals("exclude_fields");
      if (except || type.text().equals("include_fields")) {
        Set<String> names =
            new LinkedHashSet<>(
                MappingFile.texts(Objects.requireNonNull(condition.get("fields")), problems));
        return new Fields(names, except != isTrue(mapping, "field_name_cond_not"));
      }
    }
    problems.error(
        mapping.locationOf("/field_name_conditions"),
        "expected one condition of the type include_fields or exclude_fields with plain names");
    return Fields.ALL;
  }
}
