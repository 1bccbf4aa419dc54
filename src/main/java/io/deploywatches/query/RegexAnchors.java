package io.deploywatches.query;

import io.deploywatches.query.Regex.After;
import io.deploywatches.query.Regex.Assertion;
import io.deploywatches.query.Regex.Before;
import io.deploywatches.query.Regex.Choice;
import io.deploywatches.query.Regex.One;
import io.deploywatches.query.Regex.Repeat;
import io.deploywatches.query.Regex.Sequence;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns an expression that is looked for anywhere into alternatives that match whole texts, since
 * Lucene knows nothing else: each begins and ends in anything, unless anchors say otherwise.
 * Anchors and word boundaries become the characters that they ask for.
 */
final class RegexAnchors {
  /** Each anchor within a choice doubles them; no public rule comes near. */
  private static final int MAX_ALTERNATIVES = 200;

  /** A group that is repeated and has anchors is written out as often as this. */
  private static final int MAX_UNROLLED = 10;

  private static final int LONG_RUN = 10;

  private RegexAnchors() {}

  /**
   * Alternatives without assertions, each a sequence, one of which matches exactly the whole texts
   * in which the expression is found; none when there is no such text.
   */
  static List<List<Regex>> wholeTexts(Regex expression) throws NotRegular {
    List<List<Regex>> alternatives = new ArrayList<>();
    for (List<Regex> found : expanded(expression)) {
      List<Regex> whole = new ArrayList<>();
      whole.add(Regex.anything());
      whole.addAll(found);
      whole.add(Regex.anything());
      for (List<Regex> ahead : resolved(whole)) {
        for (List<Regex> both : resolved(reversed(ahead))) {
          alternatives.add(asLongestRun(simplified(reversed(both))));
        }
      }
      limit(alternatives);
    }
    return alternatives.stream().distinct().toList();
  }

  private static void limit(List<?> alternatives) throws NotRegular {
    if (alternatives.size() > MAX_ALTERNATIVES) {
      throw new NotRegular("has too many anchors within alternatives for Lucene");
    }
  }

  /** All sequences in which assertions stand on the top level. */
  private static List<List<Regex>> expanded(Regex node) throws NotRegular {
    if (node instanceof Assertion || !node.hasAssertion()) {
      return List.of(node instanceof Sequence sequence ? sequence.parts() : List.of(node));
    } else if (node instanceof Choice choice) {
      List<List<Regex>> all = new ArrayList<>();
      for (Regex branch : choice.branches()) {
        all.addAll(expanded(branch));
        limit(all);
      }
      return all;
    } else if (node instanceof Repeat repeat) {
      return expanded(repeat);
    }
    List<List<Regex>> all = List.of(List.of());
    for (Regex part : ((Sequence) node).parts()) {
      all = product(all, expanded(part));
    }
    return all;
  }

  private static List<List<Regex>> expanded(Repeat repeat) throws NotRegular {
    if (repeat.max() > MAX_UNROLLED) {
      throw new NotRegular("repeats a group with anchors, which Lucene cannot");
    }
    List<List<Regex>> once = expanded(repeat.part());
    List<List<Regex>> all = new ArrayList<>();
    List<List<Regex>> times = List.of(List.of());
    for (int i = 0; i <= repeat.max(); i++) {
      if (i >= repeat.min()) {
        all.addAll(times);
        limit(all);
      }
      if (i < repeat.max()) {
        times = product(times, once);
      }
    }
    return all;
  }

  private static List<List<Regex>> product(List<List<Regex>> heads, List<List<Regex>> tails)
      throws NotRegular {
    List<List<Regex>> product = new ArrayList<>();
    for (List<Regex> head : heads) {
      for (List<Regex> tail : tails) {
        List<Regex> joined = joined(head, tail);
        if (!isContradictory(joined, head.size())) {
          product.add(joined);
        }
      }
      limit(product);
    }
    return product;
  }

  /** Whether single characters on both sides of a seam already say that nothing can match. */
  private static boolean isContradictory(List<Regex> parts, int seam) {
    int from = seam;
    while (from > 0 && parts.get(from - 1) instanceof Assertion) {
      from--;
    }
    int to = seam;
    while (to < parts.size() && parts.get(to) instanceof Assertion) {
      to++;
    }
    for (Regex assertion : parts.subList(from, to)) {
      if (assertion instanceof Before before
          && from > 0
          && parts.get(from - 1) instanceof One one
          && one.set().intersection(before.set()).isEmpty()) {
        return true;
      }
      if (assertion instanceof After after
          && to < parts.size()
          && parts.get(to) instanceof One one
          && one.set().intersection(after.set()).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static List<Regex> joined(List<Regex> head, List<Regex> tail) {
    List<Regex> joined = new ArrayList<>(head);
    joined.addAll(tail);
    return joined;
  }

  private static List<Regex> reversed(List<Regex> parts) {
    List<Regex> reversed = new ArrayList<>();
    parts.forEach(part -> reversed.add(0, part.reversed()));
    return reversed;
  }

  /** Puts what is asserted of the following character into the parts that follow. */
  private static List<List<Regex>> resolved(List<Regex> parts) throws NotRegular {
    List<List<Regex>> tails = List.of(List.of());
    for (int i = parts.size() - 1; i >= 0; i--) {
      Regex part = parts.get(i);
      List<List<Regex>> longer = new ArrayList<>();
      for (List<Regex> tail : tails) {
        if (part instanceof After after) {
          longer.addAll(beginning(tail, after.set(), after.end()));
        } else if (part instanceof Regex.BeforeLastNewline) {
          longer.addAll(onlyNewline(tail));
        } else {
          longer.add(joined(List.of(part), tail));
        }
      }
      limit(longer);
      tails = longer;
    }
    return tails;
  }

  /** The ways in which parts match a text that begins with one of the characters. */
  private static List<List<Regex>> beginning(List<Regex> parts, CharacterSet set, boolean end) {
    if (parts.isEmpty()) {
      return end ? List.of(parts) : List.of();
    }
    Regex head = parts.get(0);
    List<Regex> tail = parts.subList(1, parts.size());
    if (!head.isNullable() && head.first().intersection(set).equals(head.first())) {
      return List.of(parts);
    }
    List<List<Regex>> ways = new ArrayList<>();
    if (!(head instanceof Assertion)) {
      beginning(head, set).forEach(way -> ways.add(joined(way, tail)));
    }
    if (head.isNullable()) {
      List<Regex> kept = head instanceof Assertion ? List.of(head) : List.of();
      beginning(tail, set, end).forEach(way -> ways.add(joined(kept, way)));
    }
    return ways;
  }

  private static List<List<Regex>> beginning(Regex node, CharacterSet set) {
    List<List<Regex>> ways = new ArrayList<>();
    if (node instanceof One one) {
      CharacterSet common = one.set().intersection(set);
      if (!common.isEmpty()) {
        ways.add(List.of(new One(common)));
      }
    } else if (node instanceof Choice choice) {
      choice.branches().forEach(branch -> ways.addAll(beginning(branch, set)));
    } else if (node instanceof Repeat repeat) {
      int min = Math.max(0, repeat.min() - 1);
      int max = repeat.max() == Regex.UNBOUNDED ? Regex.UNBOUNDED : repeat.max() - 1;
      Regex more = Regex.repeat(repeat.part(), min, max);
      beginning(repeat.part(), set).forEach(way -> ways.add(joined(way, List.of(more))));
    } else if (node instanceof Sequence sequence) {
      List<Regex> parts = sequence.parts();
      for (int i = 0; i < parts.size(); i++) {
        List<Regex> rest = parts.subList(i + 1, parts.size());
        beginning(parts.get(i), set).forEach(way -> ways.add(joined(way, rest)));
        if (!parts.get(i).isNullable()) {
          break;
        }
      }
    }
    return ways;
  }

  /** The ways in which parts match a line feed and nothing else. */
  private static List<List<Regex>> onlyNewline(List<Regex> parts) {
    List<List<Regex>> ways = new ArrayList<>();
    for (List<Regex> way : beginning(parts, CharacterSet.NEWLINE, false)) {
      int character = 0;
      while (way.get(character) instanceof Assertion) {
        character++;
      }
      List<Regex> rest = way.subList(character + 1, way.size());
      if (rest.stream().allMatch(Regex::isNullable)) {
        List<Regex> kept = new ArrayList<>(way.subList(0, character + 1));
        rest.stream().filter(part -> part instanceof Assertion).forEach(kept::add);
        ways.add(kept);
      }
    }
    return ways;
  }

  /** Beside anything, what may be absent says nothing, and the least of what is repeated is all. */
  private static List<Regex> simplified(List<Regex> parts) {
    List<Regex> ahead = simplifiedBehindAnything(parts);
    List<Regex> both = simplifiedBehindAnything(reversed(ahead));
    return reversed(both);
  }

  private static List<Regex> simplifiedBehindAnything(List<Regex> parts) {
    List<Regex> flat = new ArrayList<>();
    for (Regex part : parts) {
      if (part instanceof Sequence sequence) {
        flat.addAll(sequence.parts());
      } else {
        flat.add(part);
      }
    }
    List<Regex> simple = new ArrayList<>();
    for (Regex part : flat) {
      boolean free = !simple.isEmpty() && simple.get(simple.size() - 1).equals(Regex.anything());
      if (free && part instanceof Repeat repeat) {
        Regex least = Regex.repeat(repeat.part(), repeat.min(), repeat.min());
        if (least instanceof Sequence sequence) {
          simple.addAll(sequence.parts());
        } else {
          simple.add(least);
        }
      } else if (!free || !part.isNullable()) {
        simple.add(part);
      }
    }
    return simple;
  }

  /**
   * A long run of characters that stands somewhere is part of a longest such run: a server that
   * looks for that need not count from every character.
   */
  private static List<Regex> asLongestRun(List<Regex> parts) {
    Regex anything = Regex.anything();
    if (parts.size() == 3
        && parts.get(0).equals(anything)
        && parts.get(1) instanceof Repeat run
        && run.part() instanceof One one
        && run.min() >= LONG_RUN
        && parts.get(2).equals(anything)
        && !one.set().complement().isEmpty()) {
      Regex before = Regex.sequence(List.of(anything, new One(one.set().complement())));
      Regex after = Regex.sequence(List.of(new One(one.set().complement()), anything));
      return List.of(
          Regex.repeat(before, 0, 1),
          Regex.repeat(one, run.min(), Regex.UNBOUNDED),
          Regex.repeat(after, 0, 1));
    }
    return parts;
  }
}
