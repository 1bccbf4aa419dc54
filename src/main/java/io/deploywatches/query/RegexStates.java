package io.deploywatches.query;

import io.deploywatches.query.Regex.Choice;
import io.deploywatches.query.Regex.One;
import io.deploywatches.query.Regex.Repeat;
import io.deploywatches.query.Regex.Sequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Counts the states of the deterministic automaton that a server makes of an expression before it
 * searches. Each character of the expression is a position; a state is the set of positions that a
 * text may have reached.
 */
final class RegexStates {
  private final List<CharacterSet> positions = new ArrayList<>();
  private final List<BitSet> followers = new ArrayList<>();

  private RegexStates() {}

  /** Where a part of the expression may begin and end. */
  private record Part(boolean nullable, BitSet first, BitSet last) {}

  /** Whether an expression without assertions has more states than a limit. */
  static boolean isMoreThan(int limit, Regex expression) {
    RegexStates states = new RegexStates();
    Part whole = states.part(expression);
    return states.isMoreThan(limit, whole.first());
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

  private Part repeated(Repeat repeat) {
    Part all = empty();
    boolean unbounded = repeat.max() == Regex.UNBOUNDED;
    int times = unbounded ? Math.max(1, repeat.min()) : repeat.max();
    for (int i = 0; i < times; i++) {
      Part once = part(repeat.part());
      if (unbounded && i == times - 1) {
        once.last().stream().forEach(position -> followers.get(position).or(once.first()));
      }
      boolean optional = once.nullable() || i >= repeat.min();
      all = joined(all, new Part(optional, once.first(), once.last()));
    }
    return all;
  }

  private boolean isMoreThan(int limit, BitSet start) {
    List<BitSet> kinds = kindsOfCharacters();
    Set<BitSet> seen = new HashSet<>();
    Deque<BitSet> open = new ArrayDeque<>();
    open.add(start);
    while (!open.isEmpty()) {
      BitSet next = open.remove();
      for (BitSet kind : kinds) {
        BitSet reached = (BitSet) next.clone();
        reached.and(kind);
        if (seen.add(reached)) {
          if (seen.size() > limit) {
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
