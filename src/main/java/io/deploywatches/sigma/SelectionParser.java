package io.deploywatches.sigma;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.bundle.SourceValue;
import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.SourceValue.Sequence;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problems;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one selection: a mapping from fields to values (all of them hold), a list of mappings and
 * keywords (one of them holds), or one keyword.
 */
final class SelectionParser {
  private final Problems problems;

  SelectionParser(Problems problems) {
    this.problems = problems;
  }

  /** Null when a problem was reported. */
  @Nullable Expression parse(Entry selection) {
    SourceValue value = selection.value();
    if (value instanceof Mapping mapping) {
      return fields(mapping, selection.key());
    } else if (value instanceof Sequence sequence) {
      return alternatives(sequence, selection.key());
    }
    return keyword(value, new Modifiers(false, false, false));
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
              : keyword(item, new Modifiers(false, false, false));
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
            ? new Modifiers(false, false, false)
            : Modifiers.of(
                List.of(key.substring(bar + 1).split("\\|", -1)), entry.location(), problems);
    if (field.isEmpty()) {
      return keywords(entry, modifiers);
    }
    List<Criterion> criteria = criteria(entry, modifiers);
    if (criteria.isEmpty()) {
      return null;
    }
    boolean listed = entry.value() instanceof Sequence;
    if (modifiers.all() && listed) {
      return new Expression.And(
          criteria.stream()
              .<Expression>map(
                  criterion ->
                      new Expression.FieldMatch(field, List.of(criterion), false, entry.location()))
              .toList());
    }
    return new Expression.FieldMatch(field, criteria, listed, entry.location());
  }

  /** A key that is only modifiers, {@code '|all'}, holds keywords. */
  private @Nullable Expression keywords(Entry entry, Modifiers modifiers) {
    if (entry.key().isEmpty()) {
      problems.error(entry.location(), "a field has no name");
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

  private List<Criterion> criteria(Entry entry, Modifiers modifiers) {
    List<SourceValue> items = items(entry);
    List<Criterion> criteria = new ArrayList<>(items.size());
    for (SourceValue item : items) {
      if (!(item instanceof Scalar scalar)) {
        problems.error(
            item.location(),
            "'" + entry.key() + "' has " + item.kind() + " where a value is expected");
        continue;
      }
      Criterion criterion = criterion(scalar, modifiers, "'" + entry.key() + "'");
      if (criterion != null) {
        criteria.add(criterion);
      }
    }
    return criteria;
  }

  private @Nullable Expression keyword(SourceValue item, Modifiers modifiers) {
    if (!(item instanceof Scalar scalar) || scalar.isNull() || scalar.value().isBoolean()) {
      problems.error(item.location(), "a keyword is a text or a number, not " + item.kind());
      return null;
    }
    Criterion criterion = criterion(scalar, modifiers, "a keyword");
    return criterion == null ? null : new Expression.KeywordMatch(criterion, scalar.location());
  }

  private @Nullable Criterion criterion(Scalar scalar, Modifiers modifiers, String what) {
    JsonNode value = scalar.value();
    if (value.isNull()) {
      if (modifiers.open()) {
        return unfit(scalar.location(), what, "null");
      }
      return Criterion.Absent.ABSENT;
    }
    if (modifiers.open()) {
      String text = value.isTextual() ? value.textValue() : scalar.text();
      return new Criterion.Text(TextPattern.of(text).open(modifiers.start(), modifiers.end()));
    }
    if (value.isNumber()) {
      return new Criterion.Numeric(value.decimalValue());
    }
    if (value.isBoolean()) {
      return new Criterion.Flag(value.booleanValue());
    }
    return new Criterion.Text(TextPattern.of(value.textValue()));
  }

  private @Nullable Criterion unfit(Location location, String what, String value) {
    problems.error(
        location, what + " asks for a part of a text, which " + value + " does not have");
    return null;
  }
}
