package io.deploywatches.query;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A regular expression as a tree. */
sealed interface Regex {
  /** For {@link Repeat#max}: no limit. */
  int UNBOUNDED = Integer.MAX_VALUE;

  /** One character of a set. */
  record One(CharacterSet set) implements Regex {}

  /** One after the other. */
  record Sequence(List<Regex> parts) implements Regex {
    public Sequence {
      parts = List.copyOf(parts);
    }
  }

  /** One of several. */
  record Choice(List<Regex> branches) implements Regex {
    public Choice {
      branches = List.copyOf(branches);
    }
  }

  /** The same several times. */
  record Repeat(Regex part, int min, int max) implements Regex {}

  /** What has to stand beside a place; it takes no characters itself. */
  sealed interface Assertion extends Regex {}

  /**
   * The character before a place is one of a set.
   *
   * @param start whether the place may also be the start of the text
   */
  record Before(CharacterSet set, boolean start) implements Assertion {}

  /**
   * The character after a place is one of a set.
   *
   * @param end whether the place may also be the end of the text
   */
  record After(CharacterSet set, boolean end) implements Assertion {}

  /** A line feed stands after the place, and nothing after that. */
  record BeforeLastNewline() implements Assertion {}

  static Regex empty() {
    return new Sequence(List.of());
  }

  /** Any run of characters, also none. */
  static Regex anything() {
    return new Repeat(new One(CharacterSet.ANY), 0, UNBOUNDED);
  }

  static Regex sequence(List<Regex> parts) {
    List<Regex> flat = new ArrayList<>();
    for (Regex part : parts) {
      if (part instanceof Sequence inner) {
        flat.addAll(inner.parts());
      } else {
        flat.add(part);
      }
    }
    return flat.size() == 1 ? flat.get(0) : new Sequence(flat);
  }

  /** One of several; of single characters a set, and an optional part for one that is empty. */
  static Regex choice(List<Regex> branches) {
    Set<Regex> distinct = new LinkedHashSet<>();
    CharacterSet characters = CharacterSet.NONE;
    for (Regex branch : branches) {
      if (branch instanceof Choice inner) {
        distinct.addAll(inner.branches());
      } else {
        distinct.add(branch);
      }
      if (branch instanceof One one) {
        characters = characters.union(one.set());
      }
    }
    boolean optional = distinct.remove(empty());
    Regex choice;
    if (distinct.isEmpty()) {
      return empty();
    } else if (distinct.stream().allMatch(branch -> branch instanceof One)) {
      choice = new One(characters);
    } else {
      choice =
          distinct.size() == 1 ? distinct.iterator().next() : new Choice(List.copyOf(distinct));
    }
    return optional ? repeat(choice, 0, 1) : choice;
  }

  static Regex repeat(Regex part, int min, int max) {
    if (max == 0 || part.equals(empty())) {
      return empty();
    }
    if (min == 1 && max == 1) {
      return part;
    }
    return new Repeat(part, part.isNullable() && !part.hasAssertion() ? 0 : min, max);
  }

  /** Whether it matches the empty text; of what has no assertions. */
  default boolean isNullable() {
    if (this instanceof One) {
      return false;
    } else if (this instanceof Sequence sequence) {
      return sequence.parts().stream().allMatch(Regex::isNullable);
    } else if (this instanceof Choice choice) {
      return choice.branches().stream().anyMatch(Regex::isNullable);
    } else if (this instanceof Repeat repeat) {
      return repeat.min() == 0;
    }
    return true;
  }

  /** The characters that what it matches may begin with; of what has no assertions. */
  default CharacterSet first() {
    CharacterSet first = CharacterSet.NONE;
    if (this instanceof One one) {
      return one.set();
    } else if (this instanceof Sequence sequence) {
      for (Regex part : sequence.parts()) {
        first = first.union(part.first());
        if (!part.isNullable()) {
          break;
        }
      }
    } else if (this instanceof Choice choice) {
      for (Regex branch : choice.branches()) {
        first = first.union(branch.first());
      }
    } else if (this instanceof Repeat repeat) {
      return repeat.part().first();
    }
    return first;
  }

  default boolean hasAssertion() {
    if (this instanceof Sequence sequence) {
      return sequence.parts().stream().anyMatch(Regex::hasAssertion);
    } else if (this instanceof Choice choice) {
      return choice.branches().stream().anyMatch(Regex::hasAssertion);
    } else if (this instanceof Repeat repeat) {
      return repeat.part().hasAssertion();
    }
    return this instanceof Assertion;
  }

  /** How many characters it names, each repetition counted. */
  default long size() {
    if (this instanceof Sequence sequence) {
      return sequence.parts().stream().mapToLong(Regex::size).sum();
    } else if (this instanceof Choice choice) {
      return choice.branches().stream().mapToLong(Regex::size).sum();
    } else if (this instanceof Repeat repeat) {
      int times = repeat.max() == UNBOUNDED ? Math.max(1, repeat.min()) : repeat.max();
      return Math.min(Integer.MAX_VALUE, times * repeat.part().size());
    }
    return 1;
  }

  /** The same read from its end. */
  default Regex reversed() {
    if (this instanceof Sequence sequence) {
      List<Regex> parts = new ArrayList<>();
      sequence.parts().forEach(part -> parts.add(0, part.reversed()));
      return new Sequence(parts);
    } else if (this instanceof Choice choice) {
      return new Choice(choice.branches().stream().map(Regex::reversed).toList());
    } else if (this instanceof Repeat repeat) {
      return new Repeat(repeat.part().reversed(), repeat.min(), repeat.max());
    } else if (this instanceof Before before) {
      return new After(before.set(), before.start());
    }
    return this;
  }
}
