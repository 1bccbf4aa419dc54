package io.deploywatches.query;

import io.deploywatches.sigma.TextPattern;
import io.deploywatches.sigma.TextPattern.Literal;
import io.deploywatches.sigma.TextPattern.Part;
import io.deploywatches.sigma.TextPattern.Wildcard;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is known of the words of an analysed text in which a pattern is found. Analysers keep ASCII
 * letters and digits that follow each other in one word, in small letters, and break at white
 * space; what they do with other characters differs. (Words of more than 255 characters they cut.)
 *
 * @param expressions of Lucene, for each of which there has to be a word; may be none
 * @param exact whether every text with such words has the pattern
 */
record Words(List<String> expressions, boolean exact) {
  private static final int MAX_LENGTH = 255;

  Words {
    expressions = List.copyOf(expressions);
  }

  static Words of(TextPattern pattern) {
    List<Part> parts = pattern.parts();
    List<String> expressions = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Literal literal) {
        boolean isFirst = i == 0;
        boolean isLast = i == parts.size() - 1;
        add(literal.text(), isFirst, isLast, expressions);
      }
    }
    return new Words(
        expressions.stream().distinct().toList(),
        parts.size() == 3
            && parts.get(0) == Wildcard.ANY_MANY
            && parts.get(1) instanceof Literal literal
            && parts.get(2) == Wildcard.ANY_MANY
            && !pattern.cased()
            && isOneWord(literal.text()));
  }

  private static boolean isOneWord(String text) {
    return text.length() <= MAX_LENGTH && end(text, 0) == text.length();
  }

  private static void add(String text, boolean isFirst, boolean isLast, List<String> expressions) {
    for (int start = 0; start < text.length(); ) {
      int end = end(text, start);
      if (end == start) {
        start++;
        continue;
      }
      if (end - start <= MAX_LENGTH) {
        boolean begins = start == 0 ? isFirst : isBlank(text.charAt(start - 1));
        boolean ends = end == text.length() ? isLast : isBlank(text.charAt(end));
        String word = text.substring(start, end).toLowerCase(Locale.ROOT);
        expressions.add((begins ? "" : ".*") + word + (ends ? "" : ".*"));
      }
      start = end;
    }
  }

  /** Where the ASCII letters and digits end that begin at a place. */
  private static int end(String text, int start) {
    int end = start;
    while (end < text.length() && isWordCharacter(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isWordCharacter(char c) {
    return CaseVariants.isAsciiLetter(c) || (c >= '0' && c <= '9');
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }
}
