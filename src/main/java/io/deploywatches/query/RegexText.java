package io.deploywatches.query;

import io.deploywatches.query.Regex.Choice;
import io.deploywatches.query.Regex.One;
import io.deploywatches.query.Regex.Repeat;
import io.deploywatches.query.Regex.Sequence;
import io.deploywatches.sigma.Criterion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes regular expressions of rules as Lucene's, which match whole terms. */
final class RegexText {
  /** More would be a large part of a watch, and of a server's time. */
  private static final int MAX_SIZE = 5_000;

  /** A server takes 10,000, but some minutes to make them. */
  private static final int MAX_STATES = 2_000;

  /** A script is given each, as a number of some digits. */
  private static final int MAX_EDGES = 50_000;

  private final LuceneCharacters characters;
  private final int maxStates;

  RegexText(LuceneCharacters.Place place) {
    this(place, MAX_STATES);
  }

  RegexText(LuceneCharacters.Place place, int maxStates) {
    characters = new LuceneCharacters(place);
    this.maxStates = maxStates;
  }

  /**
   * What an expression becomes. A text in which it is found is matched by one of these, and no
   * other text is.
   *
   * @param expressions Lucene's
   * @param tooComplex alternatives, each a sequence, that are no expression a server would take:
   *     they have too many states or characters
   */
  record Translation(List<String> expressions, List<List<Regex>> tooComplex) {}

  /** Translates an expression; nothing comes of it when no text fits it. */
  Translation translate(Criterion.Regex regex) throws NotRegular {
    Regex tree = RegexParser.parse(regex);
    if (tree.size() > MAX_SIZE) {
      throw new NotRegular("repeats too much: it stands for more than " + MAX_SIZE + " characters");
    }
    List<List<Regex>> simple = new ArrayList<>();
    List<List<Regex>> complex = new ArrayList<>();
    for (List<Regex> alternative : RegexAnchors.wholeTexts(tree)) {
      RegexAutomaton automaton = RegexAutomaton.of(Regex.sequence(alternative));
      if (automaton.edges() > MAX_EDGES) {
        throw new NotRegular("has too many characters that may be left out one after the other");
      }
      (automaton.hasMoreStatesThan(maxStates) ? complex : simple).add(alternative);
    }
    return new Translation(texts(simple, complex), complex);
  }

  /** As few as the limit of their length allows. */
  private List<String> texts(List<List<Regex>> alternatives, List<List<Regex>> tooComplex) {
    if (alternatives.isEmpty()) {
      return List.of();
    }
    String text = text(union(alternatives));
    if (text.length() <= LuceneRegexp.MAX_LENGTH) {
      return List.of(text);
    }
    List<List<Regex>> parts =
        alternatives.size() > 1 ? alternatives : branches(alternatives.get(0));
    if (parts.size() < 2) {
      tooComplex.addAll(alternatives);
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    texts.addAll(texts(parts.subList(0, parts.size() / 2), tooComplex));
    texts.addAll(texts(parts.subList(parts.size() / 2, parts.size()), tooComplex));
    return texts;
  }

  /** A sequence once for each branch of its first choice. */
  private static List<List<Regex>> branches(List<Regex> sequence) {
    for (int i = 0; i < sequence.size(); i++) {
      if (sequence.get(i) instanceof Choice choice) {
        List<List<Regex>> all = new ArrayList<>();
        for (Regex branch : choice.branches()) {
          List<Regex> one = new ArrayList<>(sequence);
          one.set(i, branch);
          all.add(Regex.sequence(one) instanceof Sequence flat ? flat.parts() : one);
        }
        return all;
      }
    }
    return List.of();
  }

  /** One expression for all, in which what they begin and end with alike stands once. */
  private static Regex union(List<List<Regex>> alternatives) {
    if (alternatives.size() == 1) {
      return Regex.sequence(alternatives.get(0));
    }
    int head = alike(alternatives, false);
    List<List<Regex>> rest =
        alternatives.stream().map(parts -> parts.subList(head, parts.size())).toList();
    List<Regex> parts = new ArrayList<>(alternatives.get(0).subList(0, head));
    parts.add(unionOfGroups(head == 0 ? byFirst(rest) : rest));
    return Regex.sequence(parts);
  }

  private static Regex unionOfGroups(List<List<Regex>> groups) {
    int tail = alike(groups, true);
    List<Regex> first = groups.get(0);
    List<Regex> parts = new ArrayList<>();
    List<List<Regex>> rest =
        groups.stream().map(group -> group.subList(0, group.size() - tail)).toList();
    parts.add(
        Regex.choice((tail == 0 ? rest : byFirst(rest)).stream().map(Regex::sequence).toList()));
    parts.addAll(first.subList(first.size() - tail, first.size()));
    return Regex.sequence(parts);
  }

  /** Those that begin alike become one. */
  private static List<List<Regex>> byFirst(List<List<Regex>> alternatives) {
    Map<List<Regex>, List<List<Regex>>> groups = new LinkedHashMap<>();
    for (List<Regex> parts : alternatives) {
      groups
          .computeIfAbsent(parts.subList(0, Math.min(1, parts.size())), key -> new ArrayList<>())
          .add(parts);
    }
    return groups.values().stream()
        .map(RegexText::union)
        .map(union -> union instanceof Sequence sequence ? sequence.parts() : List.of(union))
        .toList();
  }

  private static int alike(List<List<Regex>> alternatives, boolean fromEnd) {
    List<Regex> first = alternatives.get(0);
    int alike = 0;
    while (alike < first.size()) {
      int i = alike;
      Regex part = first.get(fromEnd ? first.size() - 1 - i : i);
      if (!alternatives.stream()
          .allMatch(
              parts ->
                  i < parts.size() && parts.get(fromEnd ? parts.size() - 1 - i : i).equals(part))) {
        break;
      }
      alike++;
    }
    return alike;
  }

  private String text(Regex regex) {
    StringBuilder text = new StringBuilder();
    append(regex, text);
    return text.isEmpty() ? "()" : text.toString();
  }

  private void append(Regex regex, StringBuilder text) {
    if (regex instanceof One one) {
      characters.append(one.set(), text);
    } else if (regex instanceof Sequence sequence) {
      sequence.parts().forEach(part -> append(part, text));
    } else if (regex instanceof Choice choice) {
      text.append('(');
      for (int i = 0; i < choice.branches().size(); i++) {
        text.append(i == 0 ? "" : "|").append(text(choice.branches().get(i)));
      }
      text.append(')');
    } else if (regex instanceof Repeat repeat) {
      boolean simple = repeat.part() instanceof One || repeat.part() instanceof Choice;
      text.append(simple ? "" : "(");
      append(repeat.part(), text);
      text.append(simple ? "" : ")").append(quantifier(repeat));
    } else {
      throw new IllegalStateException("assertions are gone by now");
    }
  }

  private static String quantifier(Repeat repeat) {
    int min = repeat.min();
    int max = repeat.max();
    if (max == Regex.UNBOUNDED) {
      return min == 0 ? "*" : min == 1 ? "+" : "{" + min + ",}";
    }
    if (min == max) {
      return "{" + min + "}";
    }
    return min == 0 && max == 1 ? "?" : "{" + min + "," + max + "}";
  }
}
