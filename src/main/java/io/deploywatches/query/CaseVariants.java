package io.deploywatches.query;

import io.deploywatches.sigma.TextPattern;

/** Which characters are the same but for their case. */
final class CaseVariants {
  private CaseVariants() {}

  /**
   * The other spellings of a character: none, one or two. ASCII letters have only each other, so
   * that {@code k} is not the sign for Kelvin.
   */
  static int[] othersOf(int character) {
    int lower = Character.toLowerCase(character);
    int upper = Character.toUpperCase(character);
    boolean hasLower = lower != character && isAscii(lower) == isAscii(character);
    boolean hasUpper = upper != character && isAscii(upper) == isAscii(character);
    if (hasLower && hasUpper && lower != upper) {
      return new int[] {lower, upper};
    } else if (hasLower) {
      return new int[] {lower};
    } else if (hasUpper) {
      return new int[] {upper};
    }
    return new int[0];
  }

  static boolean isAscii(int character) {
    return character < 128;
  }

  /** Whether upper and lower case make no difference to a pattern. */
  static boolean isCaseless(TextPattern pattern) {
    return pattern.cased() || noneVaries(pattern, 0);
  }

  /** Whether only ASCII characters of a pattern have other spellings. */
  static boolean isAsciiOnly(TextPattern pattern) {
    return pattern.cased() || noneVaries(pattern, 128);
  }

  private static boolean noneVaries(TextPattern pattern, int from) {
    for (TextPattern.Part part : pattern.parts()) {
      if (part instanceof TextPattern.Literal literal
          && literal.text().codePoints().anyMatch(c -> c >= from && othersOf(c).length > 0)) {
        return false;
      }
    }
    return true;
  }
}
