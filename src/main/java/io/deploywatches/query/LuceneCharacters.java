package io.deploywatches.query;

/** How characters are spelled in Lucene's regular expressions. */
final class LuceneCharacters {
  /** {@code ^} and {@code $} mean themselves to Lucene, but not to people. */
  private static final String SPECIAL = ".?+*|{}[]()\"\\#@&<>~^$";

  private static final String SPECIAL_IN_BRACKETS = "\\[]^-&";

  /** Where an expression stands. */
  enum Place {
    /** In a query that regards case. */
    QUERY,
    /** In a query with {@code case_insensitive}, which only knows ASCII. */
    QUERY_IGNORING_CASE,
    /**
     * Between the slashes of a query string. Everything up to the last slash that no backslash
     * precedes is read as one expression there, so none may end in a backslash.
     */
    QUERY_STRING
  }

  private final Place place;

  LuceneCharacters(Place place) {
    this.place = place;
  }

  /** Appends a character that stands for itself, or for itself in any case. */
  void append(int character, boolean cased, StringBuilder text) {
    if (cased) {
      appendExactly(character, text);
    } else if (CaseVariants.isAsciiLetter(character) && CaseVariants.isAscii(character)) {
      if (place == Place.QUERY_IGNORING_CASE) {
        text.append((char) character);
      } else {
        text.append('[').append((char) character).append((char) (character ^ 0x20)).append(']');
      }
    } else {
      int[] others = CaseVariants.othersOf(character);
      if (others.length == 0) {
        appendExactly(character, text);
        return;
      }
      text.append('[').appendCodePoint(character);
      for (int other : others) {
        text.appendCodePoint(other);
      }
      text.append(']');
    }
  }

  private void appendExactly(int character, StringBuilder text) {
    boolean inString = place == Place.QUERY_STRING;
    if (inString && character == '\\') {
      text.append("[\\\\]");
      return;
    }
    if (SPECIAL.indexOf(character) >= 0 || (inString && character == '/')) {
      text.append('\\');
    }
    text.appendCodePoint(character);
  }

  /** Appends a set of characters, which is not empty. */
  void append(CharacterSet set, StringBuilder text) {
    if (set.isSingle()) {
      appendExactly(set.first(0), text);
      return;
    }
    CharacterSet shown = set;
    if (set.last(set.ranges() - 1) == Character.MAX_CODE_POINT) {
      shown = set.complement();
      if (shown.isEmpty()) {
        text.append('.');
        return;
      }
      text.append("[^");
    } else {
      text.append('[');
    }
    for (int i = 0; i < shown.ranges(); i++) {
      appendInBrackets(shown.first(i), text);
      if (shown.last(i) > shown.first(i)) {
        if (shown.last(i) > shown.first(i) + 1) {
          text.append('-');
        }
        appendInBrackets(shown.last(i), text);
      }
    }
    text.append(']');
  }

  private void appendInBrackets(int character, StringBuilder text) {
    if (SPECIAL_IN_BRACKETS.indexOf(character) >= 0
        || (place == Place.QUERY_STRING && character == '/')) {
      text.append('\\');
    }
    text.appendCodePoint(character);
  }
}
