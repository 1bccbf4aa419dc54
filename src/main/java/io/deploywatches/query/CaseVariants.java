package io.deploywatches.query;

import io.deploywatches.sigma.TextPattern;

/** Which characters are the same but for their case. */
final class CaseVariants {
  private CaseVariants() {}

  private static final int[] NONE = {};

  /**
   * The other spellings of a character: none, one or two. ASCII letters have only each other, so
   * that {@code k} is not the sign for Kelvin.
   */
  static int[] othersOf(int character) {
    if (isAscii(character)) {
      return isAsciiLetter(character) ? new int[] {character ^ 0x20} : NONE;
    }
    int lower = Character.toLowerCase(character);
    int upper = Character.toUpperCase(character);
    boolean hasLower = lower != character && !isAscii(lower);
    boolean hasUpper = upper != character && !isAscii(upper);
    if (hasLower && hasUpper && lower != upper) {
      return new int[] {lower, upper};
    } else if (hasLower) {
      return new int[] {lower};
    } else if (hasUpper) {
      return new int[] {upper};
    }
    return NONE;
  }

  static boolean isAsciiLetter(int character) {
    int lower = character | 0x20;
    return lower >= 'a' && lower <= 'z';
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
      if (part instanceof TextPattern.Literal literal && varies(literal.text(), from)) {
        return false;
      }
    }
    return true;
  }

  private static boolean varies(String text, int from) {
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      if (character >= from
          && (isAscii(character) ? isAsciiLetter(character) : othersOf(character).length > 0)) {
        return true;
      }
      i += Character.charCount(character);
    }
    return false;
  }
}
