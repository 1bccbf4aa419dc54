package io.deploywatches.query;

import io.deploywatches.query.Regex.Choice;
import io.deploywatches.query.Regex.One;
import io.deploywatches.query.Regex.Repeat;
import io.deploywatches.query.Regex.Sequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The automaton of an expression, not made deterministic: each character of the expression is a
 * position, and reading a text is knowing which positions may have been reached.
 */
final class RegexAutomaton {
  /** About half a second. */
  private static final int MAX_STEPS = 3_000_000;

  private final List<CharacterSet> positions = new ArrayList<>();
  private final List<BitSet> followers = new ArrayList<>();
  private final Part whole;

  private RegexAutomaton(Regex expression) {
    whole = part(expression);
  }

  /** Where a part of the expression may begin and end. */
  private record Part(boolean nullable, BitSet first, BitSet last) {}

  /** The automaton of an expression without assertions. */
  static RegexAutomaton of(Regex expression) {
    return new RegexAutomaton(expression);
  }

  /** For each position, the characters that reach it. */
  List<CharacterSet> positions() {
    return Collections.unmodifiableList(positions);
  }

  /** The positions that may follow one. */
  IntStream followers(int position) {
    return followers.get(position).stream();
  }

  /** How many pairs of positions follow each other. */
  int edges() {
    return followers.stream().mapToInt(BitSet::cardinality).sum();
  }

  /** The positions that a text may begin with. */
  IntStream first() {
    return whole.first().stream();
  }

  /** Whether a text may end at a position. */
  boolean isLast(int position) {
    return whole.last().get(position);
  }

  boolean matchesEmpty() {
    return whole.nullable();
  }

  private Part part(Regex regex) {
    if (regex instanceof One one) {
      BitSet position = new BitSet();
      position.set(positions.size());
      positions.add(one.set());
      followers.add(new BitSet());
      return new Part(false, position, position);
    } else if (regex instanceof Choice choice) {
      return choice(choice.branches());
    } else if (regex instanceof Sequence sequence) {
      Part all = empty();
      for (Regex part : sequence.parts()) {
        all = joined(all, part(part));
      }
      return all;
    }
    return repeated((Repeat) regex);
  }

  private static Part empty() {
    return new Part(true, new BitSet(), new BitSet());
  }

  private Part choice(List<Regex> branches) {
    boolean nullable = false;
    BitSet first = new BitSet();
    BitSet last = new BitSet();
    for (Regex branch : branches) {
      Part part = part(branch);
      nullable |= part.nullable();
      first.or(part.first());
      last.or(part.last());
    }
    return new Part(nullable, first, last);
  }

  private Part joined(Part head, Part tail) {
    head.last().stream().forEach(position -> followers.get(position).or(tail.first()));
    return new Part(
        head.nullable() && tail.nullable(),
        head.nullable() ? union(head.first(), tail.first()) : head.first(),
        tail.nullable() ? union(tail.last(), head.last()) : tail.last());
  }

  private static BitSet union(BitSet one, BitSet other) {
    BitSet union = (BitSet) one.clone();
    union.or(other);
    return union;
  }

  /** Optional repetitions are nested, {@code x(x(x)?)?}: that leads to fewer followers. */
  private Part repeated(Repeat repeat) {
    boolean unbounded = repeat.max() == Regex.UNBOUNDED;
    int times = unbounded ? Math.max(1, repeat.min()) : repeat.max();
    List<Part> copies = new ArrayList<>(times);
    for (int i = 0; i < times; i++) {
      copies.add(part(repeat.part()));
    }
    Part tail = empty();
    for (int i = times - 1; i >= 0; i--) {
      Part copy = copies.get(i);
      if (unbounded && i == times - 1) {
        copy.last().stream().forEach(position -> followers.get(position).or(copy.first()));
      }
      // A copy that may be empty need not be counted: fewer copies say the same.
      tail = joined(new Part(false, copy.first(), copy.last()), tail);
      if (i >= repeat.min() || copy.nullable()) {
        tail = new Part(true, tail.first(), tail.last());
      }
    }
    return tail;
  }

  /**
   * Whether the deterministic automaton, which a server makes of an expression before it searches,
   * has more states than a limit. One that takes long to find out about is taken to have.
   */
  boolean hasMoreStatesThan(int limit) {
    int steps = 0;
    List<BitSet> kinds = kindsOfCharacters();
    Set<BitSet> seen = new HashSet<>();
    Deque<BitSet> open = new ArrayDeque<>();
    open.add(whole.first());
    while (!open.isEmpty()) {
      BitSet next = open.remove();
      for (BitSet kind : kinds) {
        BitSet reached = (BitSet) next.clone();
        reached.and(kind);
        if (seen.add(reached)) {
          steps += reached.cardinality();
          if (seen.size() > limit || steps > MAX_STEPS) {
            return true;
          }
          BitSet following = new BitSet();
          reached.stream().forEach(position -> following.or(followers.get(position)));
          open.add(following);
        }
      }
    }
    return false;
  }

  /** For each kind of character that the expression tells apart, the positions that it fits. */
  private List<BitSet> kindsOfCharacters() {
    Set<Integer> borders = new TreeSet<>(Set.of(0));
    for (CharacterSet set : new HashSet<>(positions)) {
      for (int i = 0; i < set.ranges(); i++) {
        borders.add(set.first(i));
        borders.add(set.last(i) + 1);
      }
    }
    Set<BitSet> kinds = new HashSet<>();
    for (int character : borders) {
      BitSet kind = new BitSet();
      for (int i = 0; i < positions.size(); i++) {
        if (positions.get(i).contains(character)) {
          kind.set(i);
        }
      }
      kinds.add(kind);
    }
    return List.copyOf(kinds);
  }
}
