package io.deploywatches.query;

import io.deploywatches.sigma.TextPattern;
import io.deploywatches.sigma.TextPattern.Literal;
import io.deploywatches.sigma.TextPattern.Part;
import io.deploywatches.sigma.TextPattern.Wildcard;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Writes text patterns as Lucene's regular expressions, which always match a whole term. Patterns
 * that are alternatives share expressions, as many as a server's limit allows: it walks a field's
 * terms once for each expression, and the walk is what costs.
 */
final class LuceneRegexp {
  /** {@code index.max_regex_length} of every server, in characters. */
  static final int MAX_LENGTH = 1000;

  /** How a pattern begins and ends. Those of one shape can share what is open. */
  private enum Shape {
    EXACT("", ""),
    PREFIX("", ".*"),
    SUFFIX(".*", ""),
    CONTAINS(".*", ".*");

    final String before;
    final String after;

    Shape(String before, String after) {
      this.before = before;
      this.after = after;
    }
  }

  private final LuceneCharacters characters;

  LuceneRegexp(LuceneCharacters.Place place) {
    characters = new LuceneCharacters(place);
  }

  /**
   * Expressions one of which matches exactly when one of the patterns does.
   *
   * @param expressions none longer than the limit
   * @param tooLong the patterns that do not fit into any
   */
  record Alternatives(List<String> expressions, List<TextPattern> tooLong) {}

  /** Joins patterns, which are all cased or all not. */
  Alternatives anyOf(List<TextPattern> patterns) {
    Map<Shape, List<String>> simple = new EnumMap<>(Shape.class);
    List<String> alone = new ArrayList<>();
    List<TextPattern> tooLong = new ArrayList<>();
    for (TextPattern pattern : patterns) {
      Shape shape = shape(pattern);
      List<Part> core = core(pattern);
      String text = text(core, pattern.cased());
      if (text.length() > MAX_LENGTH - shape.before.length() - shape.after.length()) {
        tooLong.add(pattern);
      } else if (isCostly(core, shape)) {
        alone.add(shape.before + text + shape.after);
      } else {
        simple.computeIfAbsent(shape, key -> new ArrayList<>()).add(text);
      }
    }
    List<String> chunks = new ArrayList<>();
    simple.forEach((shape, texts) -> pack(shape, texts, chunks));
    List<String> expressions = join(chunks);
    expressions.addAll(alone);
    return new Alternatives(expressions, tooLong);
  }

  /**
   * Wildcards inside make an automaton remember which parts it has seen: joined, such patterns
   * multiply its states.
   */
  private static boolean isCostly(List<Part> core, Shape shape) {
    return core.contains(Wildcard.ANY_MANY)
        || (core.contains(Wildcard.ANY_ONE) && !shape.before.isEmpty());
  }

  private static Shape shape(TextPattern pattern) {
    List<Part> parts = pattern.parts();
    boolean start = !parts.isEmpty() && parts.get(0) == Wildcard.ANY_MANY;
    boolean end = parts.size() > 1 && parts.get(parts.size() - 1) == Wildcard.ANY_MANY;
    if (start) {
      return end ? Shape.CONTAINS : Shape.SUFFIX;
    }
    return end ? Shape.PREFIX : Shape.EXACT;
  }

  private static List<Part> core(TextPattern pattern) {
    Shape shape = shape(pattern);
    return pattern
        .parts()
        .subList(
            shape.before.isEmpty() ? 0 : 1,
            pattern.parts().size() - (shape.after.isEmpty() ? 0 : 1));
  }

  /**
   * Expressions one of which matches exactly when one of the words does. A wildcard that all have
   * is written once: of each more a server makes twice as many states.
   *
   * @param words letters and digits with {@code .*} before, behind or around them
   */
  static List<String> anyWord(List<String> words) {
    Map<Shape, List<String>> byShape = new EnumMap<>(Shape.class);
    for (String word : words) {
      Shape shape =
          word.startsWith(".*")
              ? word.endsWith(".*") ? Shape.CONTAINS : Shape.SUFFIX
              : word.endsWith(".*") ? Shape.PREFIX : Shape.EXACT;
      byShape
          .computeIfAbsent(shape, key -> new ArrayList<>())
          .add(word.substring(shape.before.length(), word.length() - shape.after.length()));
    }
    List<String> chunks = new ArrayList<>();
    byShape.forEach((shape, texts) -> pack(shape, texts, chunks));
    return join(chunks);
  }

  private static void pack(Shape shape, List<String> texts, List<String> chunks) {
    int frame = shape.before.length() + shape.after.length() + 2;
    List<String> chunk = new ArrayList<>();
    int length = frame;
    for (String text : texts) {
      if (!chunk.isEmpty() && length + text.length() + 1 > MAX_LENGTH) {
        chunks.add(frame(shape, chunk));
        chunk.clear();
        length = frame;
      }
      chunk.add(text);
      length += text.length() + 1;
    }
    chunks.add(frame(shape, chunk));
  }

  private static String frame(Shape shape, List<String> texts) {
    String inner = texts.size() == 1 ? texts.get(0) : "(" + String.join("|", texts) + ")";
    return shape.before + inner + shape.after;
  }

  /** Puts neighbours together while they fit; none may be longer than the limit. */
  static List<String> join(List<String> chunks) {
    List<String> joined = new ArrayList<>();
    for (String chunk : chunks) {
      int last = joined.size() - 1;
      if (last >= 0 && joined.get(last).length() + 1 + chunk.length() <= MAX_LENGTH) {
        joined.set(last, joined.get(last) + "|" + chunk);
      } else {
        joined.add(chunk);
      }
    }
    return joined;
  }

  /**
   * Expressions that together are what a pattern that is too long for one says.
   *
   * @param exact whether they say just that; else they also match other texts that have the same
   *     pieces
   */
  record Pieces(List<String> expressions, boolean exact) {}

  /** Cuts a pattern that is too long for one expression. */
  Pieces pieces(TextPattern pattern) {
    boolean anchored = shape(pattern) == Shape.EXACT && !core(pattern).contains(Wildcard.ANY_MANY);
    return anchored ? anchoredPieces(pattern) : loosePieces(pattern);
  }

  /** Each piece stands at its distance from the start and from the end. */
  private Pieces anchoredPieces(TextPattern pattern) {
    List<String> atoms = atoms(core(pattern), pattern.cased());
    List<String> expressions = new ArrayList<>();
    for (int start = 0; start < atoms.size(); ) {
      StringBuilder piece = new StringBuilder();
      int next = start;
      while (next < atoms.size() && piece.length() + atoms.get(next).length() <= MAX_LENGTH - 40) {
        piece.append(atoms.get(next++));
      }
      expressions.add(distance(start) + piece + distance(atoms.size() - next));
      start = next;
    }
    return new Pieces(expressions, true);
  }

  private static String distance(int characters) {
    return characters == 0 ? "" : ".{" + characters + "}";
  }

  private Pieces loosePieces(TextPattern pattern) {
    List<String> expressions = new ArrayList<>();
    for (Part part : pattern.parts()) {
      if (part instanceof Literal) {
        StringBuilder piece = new StringBuilder();
        for (String atom : atoms(List.of(part), pattern.cased())) {
          if (piece.length() + atom.length() > MAX_LENGTH - 4) {
            expressions.add(".*" + piece + ".*");
            piece.setLength(0);
          }
          piece.append(atom);
        }
        expressions.add(".*" + piece + ".*");
      }
    }
    return new Pieces(expressions, false);
  }

  private String text(List<Part> parts, boolean cased) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Literal literal) {
        append(literal.text(), cased, text);
      } else {
        text.append(part == Wildcard.ANY_MANY ? ".*" : ".");
      }
    }
    return text.isEmpty() ? "()" : text.toString();
  }

  private List<String> atoms(List<Part> parts, boolean cased) {
    List<String> atoms = new ArrayList<>();
    for (Part part : parts) {
      if (part instanceof Literal literal) {
        literal
            .text()
            .codePoints()
            .forEach(
                c -> {
                  StringBuilder atom = new StringBuilder();
                  characters.append(c, cased, atom);
                  atoms.add(atom.toString());
                });
      } else {
        atoms.add(".");
      }
    }
    return atoms;
  }

  private void append(String literal, boolean cased, StringBuilder text) {
    for (int i = 0; i < literal.length(); ) {
      int character = literal.codePointAt(i);
      characters.append(character, cased, text);
      i += Character.charCount(character);
    }
  }
}
