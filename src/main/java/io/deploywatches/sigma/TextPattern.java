package io.deploywatches.sigma;

import java.util.ArrayList;
import java.util.List;

/**
 * A text with wildcards, as Sigma's escape rules read it: {@code *} is any run of characters,
 * {@code ?} is any one; {@code \*}, {@code \?} and {@code \\} are the characters themselves, and a
 * backslash before anything else is a backslash.
 *
 * @param parts literal texts and wildcards in order; two literals or two {@code *} never follow
 *     each other; no parts at all is the empty text
 * @param cased whether upper and lower case differ; in Sigma they do not
 * @param source the value as it stands in the rule
 * @param openStart whether a modifier lets anything stand before the value
 * @param openEnd whether a modifier lets anything stand after the value
 */
public record TextPattern(
    List<Part> parts, boolean cased, String source, boolean openStart, boolean openEnd) {
  /** A piece of a pattern. */
  public sealed interface Part {}

  /** Characters that match themselves. */
  public record Literal(String text) implements Part {}

  /** A wildcard. */
  public enum Wildcard implements Part {
    /** Any run of characters, also none. */
    ANY_MANY,
    /** Any one character. */
    ANY_ONE
  }

  public TextPattern {
    parts = List.copyOf(parts);
  }

  /** Reads a value of a rule. */
  public static TextPattern of(String value) {
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' && i + 1 < value.length() && isSpecial(value.charAt(i + 1))) {
        literal.append(value.charAt(++i));
      } else if (c == '*' || c == '?') {
        flush(literal, parts);
        add(c == '*' ? Wildcard.ANY_MANY : Wildcard.ANY_ONE, parts);
      } else {
        literal.append(c);
      }
    }
    flush(literal, parts);
    return new TextPattern(parts, false, value, false, false);
  }

  /** The text itself, no character of which is a wildcard, in this very case. */
  public static TextPattern exactly(String text) {
    List<Part> parts = text.isEmpty() ? List.of() : List.of(new Literal(text));
    return new TextPattern(parts, true, escape(text), false, false);
  }

  private static boolean isSpecial(char c) {
    return c == '*' || c == '?' || c == '\\';
  }

  private static void flush(StringBuilder literal, List<Part> parts) {
    if (!literal.isEmpty()) {
      parts.add(new Literal(literal.toString()));
      literal.setLength(0);
    }
  }

  private static void add(Wildcard wildcard, List<Part> parts) {
    if (wildcard == Wildcard.ANY_MANY
        && !parts.isEmpty()
        && parts.get(parts.size() - 1) == Wildcard.ANY_MANY) {
      return;
    }
    parts.add(wildcard);
  }

  /** The same pattern with anything before it, anything after it, or both. */
  public TextPattern open(boolean start, boolean end) {
    List<Part> opened = new ArrayList<>(parts.size() + 2);
    if (start) {
      opened.add(Wildcard.ANY_MANY);
    }
    for (Part part : parts) {
      if (part instanceof Wildcard wildcard) {
        add(wildcard, opened);
      } else {
        opened.add(part);
      }
    }
    if (end) {
      add(Wildcard.ANY_MANY, opened);
    }
    return new TextPattern(opened, cased, source, openStart || start, openEnd || end);
  }

  /** The same pattern with upper and lower case kept apart. */
  public TextPattern withCase() {
    return new TextPattern(parts, true, source, openStart, openEnd);
  }

  /** Whether it matches every text. */
  public boolean isAnything() {
    return parts.size() == 1 && parts.get(0) == Wildcard.ANY_MANY;
  }

  /** Whether it has no wildcard. */
  public boolean isExact() {
    return parts.isEmpty() || (parts.size() == 1 && parts.get(0) instanceof Literal);
  }

  /** The text of a pattern without wildcards. */
  public String text() {
    if (parts.isEmpty()) {
      return "";
    }
    if (parts.size() == 1 && parts.get(0) instanceof Literal literal) {
      return literal.text();
    }
    throw new IllegalStateException("a pattern with wildcards is no text: " + source);
  }

  /** The pattern as a rule would spell it without modifiers. */
  public String written() {
    StringBuilder written = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Literal literal) {
        written.append(escape(literal.text()));
      } else {
        written.append(part == Wildcard.ANY_MANY ? '*' : '?');
      }
    }
    return written.toString();
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isSpecial(c)) {
        escaped.append('\\');
      }
      escaped.append(c);
    }
    return escaped.toString();
  }
}
