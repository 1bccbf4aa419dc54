package io.deploywatches.query;

import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.Network;
import io.deploywatches.sigma.TextPattern;
import io.deploywatches.sigma.TextPattern.Literal;
import io.deploywatches.sigma.TextPattern.Wildcard;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a field is compared with, sorted by how it has to be asked for. */
final class Sorted {
  /** Numbers, booleans, and texts whose case makes no difference and that look like numbers. */
  final List<Criterion> values = new ArrayList<>();

  /** Other texts whose case makes no difference. */
  final List<Criterion> whole = new ArrayList<>();

  final List<TextPattern> patterns = new ArrayList<>();

  /** Parts of numbers, each a literal that is open at its start, its end or both. */
  final List<TextPattern> digits = new ArrayList<>();

  final List<Criterion.Regex> regexes = new ArrayList<>();
  final List<Network> networks = new ArrayList<>();
  final List<Criterion.Compared> compared = new ArrayList<>();
  final List<Criterion.SameAs> same = new ArrayList<>();

  /** Whether any value will do. */
  boolean anything;

  private final String field;
  private final FieldType type;
  private final Location location;
  private final Problems problems;

  Sorted(String field, FieldType type, Location location, Problems problems) {
    this.field = field;
    this.type = type;
    this.location = location;
    this.problems = problems;
  }

  void add(Criterion criterion) {
    if (criterion instanceof Criterion.Text text) {
      add(text);
    } else if (criterion instanceof Criterion.Regex regex) {
      if (type == FieldType.KEYWORD) {
        regexes.add(regex);
      } else {
        cannotHold("a regular expression");
      }
    } else if (criterion instanceof Criterion.InNetwork in) {
      if (type == FieldType.TEXT) {
        cannotHold("an address");
      } else if (type == FieldType.IP) {
        values.add(new Criterion.Text(TextPattern.exactly(in.network().toString())));
      } else {
        networks.add(in.network());
      }
    } else if (criterion instanceof Criterion.Compared number) {
      if (type == FieldType.TEXT) {
        cannotHold("a number or a time");
      } else {
        compared.add(number);
      }
    } else if (criterion instanceof Criterion.SameAs other) {
      if (type == FieldType.TEXT) {
        cannotHold("the value of another field");
      } else {
        same.add(other);
      }
    } else if (type == FieldType.TEXT) {
      patterns.add(TextPattern.exactly(criterion.written()));
    } else if (type != FieldType.IP) {
      values.add(criterion);
    }
  }

  private void add(Criterion.Text text) {
    TextPattern pattern = text.pattern();
    if (pattern.isAnything()) {
      anything = true;
    } else if (type == FieldType.IP) {
      addAddress(pattern);
    } else if (type == FieldType.NUMBER) {
      addNumber(text);
    } else if (type == FieldType.TEXT || !pattern.isExact() || !CaseVariants.isCaseless(pattern)) {
      patterns.add(pattern);
    } else if (isInteger(pattern.text())) {
      values.add(text);
    } else {
      whole.add(text);
    }
  }

  /** A text that is no address stands in no such field. */
  private void addAddress(TextPattern pattern) {
    String beginning = beginning(pattern);
    if (pattern.isExact()) {
      if (pattern.text().indexOf('/') < 0 && Network.parse(pattern.text()) != null) {
        values.add(new Criterion.Text(TextPattern.exactly(pattern.text())));
      }
    } else if (beginning != null && !Networks.beginningWith(beginning).isEmpty()) {
      for (Network network : Networks.beginningWith(beginning)) {
        values.add(new Criterion.Text(TextPattern.exactly(network.toString())));
      }
    } else {
      cannotHold("a part of a text");
    }
  }

  /** A text that is no number stands in no such field. */
  private void addNumber(Criterion.Text text) {
    TextPattern pattern = text.pattern();
    if (pattern.isExact()) {
      if (isInteger(pattern.text())) {
        values.add(text);
      }
    } else if (pattern.parts().stream().filter(part -> part instanceof Literal).count() == 1
        && !pattern.parts().contains(Wildcard.ANY_ONE)) {
      digits.add(pattern);
    } else {
      cannotHold("a text with wildcards inside");
    }
  }

  /** What may only be followed by anything; null when a pattern is no such text. */
  private static @Nullable String beginning(TextPattern pattern) {
    List<TextPattern.Part> parts = pattern.parts();
    return parts.size() == 2
            && parts.get(0) instanceof Literal literal
            && parts.get(1) == Wildcard.ANY_MANY
        ? literal.text()
        : null;
  }

  private void cannotHold(String what) {
    String kind =
        type == FieldType.IP ? "addresses" : type == FieldType.NUMBER ? "numbers" : "words";
    problems.error(
        location, "'" + field + "' holds " + kind + ", in which " + what + " cannot be looked for");
  }

  private static boolean isInteger(String text) {
    return !text.isEmpty()
        && text.length() < 19
        && text.chars().allMatch(c -> c >= '0' && c <= '9')
        && new BigDecimal(text).toString().equals(text);
  }
}
