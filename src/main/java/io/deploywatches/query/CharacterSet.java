package io.deploywatches.query;

import java.util.Arrays;

/** A set of Unicode characters. */
final class CharacterSet {
  static final CharacterSet NONE = new CharacterSet();
  static final CharacterSet ANY = new CharacterSet(0, Character.MAX_CODE_POINT);
  static final CharacterSet NEWLINE = of('\n');
  static final CharacterSet DIGIT = range('0', '9');
  static final CharacterSet WORD =
      DIGIT.union(range('A', 'Z')).union(of('_')).union(range('a', 'z'));

  /** As PCRE and Perl count them. */
  static final CharacterSet SPACE = range('\t', '\r').union(of(' '));

  /** First and last character of each range, in order; no two ranges touch. */
  private final int[] bounds;

  private CharacterSet(int... bounds) {
    this.bounds = bounds;
  }

  static CharacterSet of(int character) {
    return range(character, character);
  }

  static CharacterSet range(int first, int last) {
    return new CharacterSet(first, last);
  }

  int ranges() {
    return bounds.length / 2;
  }

  int first(int range) {
    return bounds[2 * range];
  }

  int last(int range) {
    return bounds[2 * range + 1];
  }

  boolean isEmpty() {
    return bounds.length == 0;
  }

  /** Whether it is a single character. */
  boolean isSingle() {
    return bounds.length == 2 && bounds[0] == bounds[1];
  }

  CharacterSet union(CharacterSet other) {
    return complement().intersection(other.complement()).complement();
  }

  CharacterSet intersection(CharacterSet other) {
    int[] common = new int[bounds.length + other.bounds.length];
    int size = 0;
    for (int i = 0, j = 0; i < ranges() && j < other.ranges(); ) {
      int first = Math.max(first(i), other.first(j));
      int last = Math.min(last(i), other.last(j));
      if (first <= last) {
        common[size++] = first;
        common[size++] = last;
      }
      if (last(i) < other.last(j)) {
        i++;
      } else {
        j++;
      }
    }
    return new CharacterSet(Arrays.copyOf(common, size));
  }

  CharacterSet complement() {
    int[] rest = new int[bounds.length + 2];
    int size = 0;
    int next = 0;
    for (int i = 0; i < ranges(); i++) {
      if (first(i) > next) {
        rest[size++] = next;
        rest[size++] = first(i) - 1;
      }
      next = last(i) + 1;
    }
    if (next <= Character.MAX_CODE_POINT) {
      rest[size++] = next;
      rest[size++] = Character.MAX_CODE_POINT;
    }
    return new CharacterSet(Arrays.copyOf(rest, size));
  }

  /** The same set with the other cases of its characters. */
  CharacterSet inBothCases() {
    CharacterSet both = this;
    for (int i = 0; i < ranges(); i++) {
      for (int character = first(i); character <= last(i); character++) {
        for (int other : CaseVariants.othersOf(character)) {
          if (!both.contains(other)) {
            both = both.union(of(other));
          }
        }
      }
    }
    return both;
  }

  boolean contains(int character) {
    for (int i = 0; i < ranges() && first(i) <= character; i++) {
      if (character <= last(i)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CharacterSet set && Arrays.equals(bounds, set.bounds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < ranges(); i++) {
      text.appendCodePoint(first(i)).append('-').appendCodePoint(last(i));
    }
    return text.append(']').toString();
  }
}
