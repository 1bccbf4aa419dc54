package io.deploywatches.sigma;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.bundle.SourceValue;
import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.SourceValue.Sequence;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Modifiers.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads one selection: a mapping from fields to values (all of them hold), a list of mappings and
 * keywords (one of them holds), or one keyword.
 */
final class SelectionParser {
  private final Problems problems;

  private final CriterionReader reader;

  SelectionParser(Placeholders placeholders, Problems problems) {
    this.problems = problems;
    this.reader = new CriterionReader(placeholders, problems);
  }

  /** Null when a problem was reported. */
  @Nullable Expression parse(Entry selection) {
    SourceValue value = selection.value();
    if (value instanceof Mapping mapping) {
      return fields(mapping, selection.key());
    } else if (value instanceof Sequence sequence) {
      return alternatives(sequence, selection.key());
    }
    return keyword(value, Modifiers.NONE);
  }

  private @Nullable Expression fields(Mapping mapping, String selection) {
    List<Expression> operands = new ArrayList<>(mapping.entries().size());
    for (Entry entry : mapping.entries().values()) {
      Expression operand = field(entry);
      if (operand != null) {
        operands.add(operand);
      }
    }
    if (mapping.entries().isEmpty()) {
      problems.error(mapping.location(), "the selection '" + selection + "' is empty");
    }
    return operands.isEmpty() ? null : new Expression.And(operands);
  }

  private @Nullable Expression alternatives(Sequence sequence, String selection) {
    List<Expression> operands = new ArrayList<>(sequence.items().size());
    for (SourceValue item : sequence.items()) {
      Expression operand =
          item instanceof Mapping mapping
              ? fields(mapping, selection)
              : keyword(item, Modifiers.NONE);
      if (operand != null) {
        operands.add(operand);
      }
    }
    if (sequence.items().isEmpty()) {
      problems.error(sequence.location(), "the selection '" + selection + "' is empty");
    }
    return operands.isEmpty() ? null : new Expression.Or(operands);
  }

  private @Nullable Expression field(Entry entry) {
    String key = entry.key();
    int bar = key.indexOf('|');
    String field = bar < 0 ? key : key.substring(0, bar);
    Modifiers modifiers =
        bar < 0
            ? Modifiers.NONE
            : Modifiers.of(
                List.of(key.substring(bar + 1).split("\\|", -1)), entry.location(), problems);
    if (modifiers == null) {
      return null;
    }
    Expression match =
        field.isEmpty() ? keywords(entry, modifiers) : field(entry, field, modifiers);
    return match == null || !modifiers.negated() ? match : Expression.not(match);
  }

  private @Nullable Expression field(Entry entry, String field, Modifiers modifiers) {
    if (modifiers.kind() == Kind.EXISTENCE) {
      return existence(entry, field);
    }
    boolean listed = entry.value() instanceof Sequence;
    List<Expression> every = new ArrayList<>();
    List<Criterion> any = new ArrayList<>();
    for (SourceValue item : items(entry)) {
      List<Criterion> criteria = criteria(item, modifiers, entry);
      any.addAll(criteria);
      if (!criteria.isEmpty()) {
        boolean several = criteria.size() > 1;
        every.add(new Expression.FieldMatch(field, criteria, several, entry.location()));
      }
    }
    if (any.isEmpty()) {
      return null;
    }
    return modifiers.all() && listed
        ? new Expression.And(every)
        : new Expression.FieldMatch(field, any, listed || any.size() > 1, entry.location());
  }

  private @Nullable Expression existence(Entry entry, String field) {
    JsonNode value = entry.value() instanceof Scalar scalar ? scalar.value() : null;
    String word = value == null ? "" : value.asText().toLowerCase(Locale.ROOT);
    if (!word.equals("true") && !word.equals("false")) {
      problems.error(
          entry.value().location(),
          "'" + entry.key() + "' is true or false, not " + entry.value().kind());
      return null;
    }
    Expression absent =
        new Expression.FieldMatch(field, List.of(Criterion.Absent.ABSENT), false, entry.location());
    return word.equals("true") ? Expression.not(absent) : absent;
  }

  /** A key that is only modifiers, {@code '|all'}, holds keywords. */
  private @Nullable Expression keywords(Entry entry, Modifiers modifiers) {
    if (entry.key().isEmpty()) {
      problems.error(entry.location(), "a field has no name");
      return null;
    }
    if (modifiers.kind() != Kind.VALUE) {
      problems.error(
          entry.location(),
          "'" + entry.key() + "' has no field's name, so only texts can be looked for");
      return null;
    }
    List<Expression> operands = new ArrayList<>();
    for (SourceValue item : items(entry)) {
      Expression operand = keyword(item, modifiers);
      if (operand != null) {
        operands.add(operand);
      }
    }
    if (operands.isEmpty()) {
      return null;
    }
    return modifiers.all() ? new Expression.And(operands) : new Expression.Or(operands);
  }

  private List<SourceValue> items(Entry entry) {
    if (entry.value() instanceof Sequence sequence) {
      if (sequence.items().isEmpty()) {
        problems.error(entry.location(), "'" + entry.key() + "' has an empty list of values");
      }
      return sequence.items();
    }
    return List.of(entry.value());
  }

  private List<Criterion> criteria(SourceValue item, Modifiers modifiers, Entry entry) {
    if (!(item instanceof Scalar scalar)) {
      problems.error(
          item.location(),
          "'" + entry.key() + "' has " + item.kind() + " where a value is expected");
      return List.of();
    }
    return reader.read(scalar, modifiers, "'" + entry.key() + "'");
  }

  private @Nullable Expression keyword(SourceValue item, Modifiers modifiers) {
    if (!(item instanceof Scalar scalar) || scalar.isNull() || scalar.value().isBoolean()) {
      problems.error(item.location(), "a keyword is a text or a number, not " + item.kind());
      return null;
    }
    List<Expression> variants = new ArrayList<>();
    for (Criterion criterion : reader.read(scalar, modifiers, "a keyword")) {
      variants.add(new Expression.KeywordMatch(criterion, scalar.location()));
    }
    return variants.isEmpty() ? null : Expression.or(variants);
  }
}
