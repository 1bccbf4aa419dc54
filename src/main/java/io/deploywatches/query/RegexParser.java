package io.deploywatches.query;

import io.deploywatches.query.Regex.After;
import io.deploywatches.query.Regex.Before;
import io.deploywatches.query.Regex.BeforeLastNewline;
import io.deploywatches.query.Regex.One;
import io.deploywatches.sigma.Criterion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads regular expressions as PCRE does, as far as they are regular: without back references,
 * atomic groups and conditions, and looking around only at single characters. Whether a quantifier
 * is lazy makes no difference to whether something is found.
 */
final class RegexParser {
  private static final int MAX_LENGTH = 10_000;
  private static final int MAX_DEPTH = 100;
  private static final int MAX_REPEAT = 65_535;

  private final int[] text;
  private int at;
  private int depth;
  private boolean ignoreCase;
  private boolean multiline;
  private boolean dotAll;

  private RegexParser(Criterion.Regex regex) {
    text = regex.expression().codePoints().toArray();
    ignoreCase = regex.ignoreCase();
    multiline = regex.multiline();
    dotAll = regex.dotAll();
  }

  static Regex parse(Criterion.Regex regex) throws NotRegular {
    if (regex.expression().length() > MAX_LENGTH) {
      throw new NotRegular("is longer than " + MAX_LENGTH + " characters");
    }
    RegexParser parser = new RegexParser(regex);
    Regex whole = parser.choice();
    if (parser.at < parser.text.length) {
      throw new NotRegular("has a ')' without a '('");
    }
    return whole;
  }

  private Regex choice() throws NotRegular {
    if (++depth > MAX_DEPTH) {
      throw new NotRegular("has groups that are nested too deeply");
    }
    List<Regex> branches = new ArrayList<>();
    branches.add(sequence());
    while (take('|')) {
      branches.add(sequence());
    }
    depth--;
    return Regex.choice(branches);
  }

  private Regex sequence() throws NotRegular {
    List<Regex> parts = new ArrayList<>();
    while (at < text.length && text[at] != '|' && text[at] != ')') {
      if (takeText("\\Q")) {
        quoted(parts);
      } else if (!takeText("\\E")) {
        Regex atom = atom();
        if (atom != null) {
          parts.add(quantified(atom));
        }
      }
    }
    return Regex.sequence(parts);
  }

  /** Up to {@code \E} all characters are themselves. */
  private void quoted(List<Regex> parts) throws NotRegular {
    while (at < text.length && !isText("\\E")) {
      Regex character = literal(text[at++]);
      boolean last = at == text.length || isText("\\E");
      if (last && takeText("\\E")) {
        character = quantified(character);
      }
      parts.add(character);
    }
  }

  private Regex quantified(Regex atom) throws NotRegular {
    Regex repeated = atom;
    boolean quantified = false;
    while (at < text.length) {
      int[] limits = limits();
      if (limits == null) {
        break;
      }
      if (quantified) {
        throw new NotRegular("has a quantifier behind a quantifier");
      }
      quantified = true;
      repeated = Regex.repeat(repeated, limits[0], limits[1]);
      if (take('+')) {
        throw new NotRegular("has a possessive quantifier, which Lucene does not know");
      }
      take('?');
    }
    return repeated;
  }

  /** The least and the most of a quantifier; null when none stands here. */
  private int @Nullable [] limits() throws NotRegular {
    if (take('*')) {
      return new int[] {0, Regex.UNBOUNDED};
    } else if (take('+')) {
      return new int[] {1, Regex.UNBOUNDED};
    } else if (take('?')) {
      return new int[] {0, 1};
    } else if (text[at] != '{') {
      return null;
    }
    int start = at++;
    int min = number();
    int max = min;
    if (take(',')) {
      boolean open = at < text.length && text[at] == '}';
      max = open ? Regex.UNBOUNDED : number();
    }
    if (min < 0 || max < 0 || !take('}')) {
      at = start;
      return null;
    }
    if (min > max) {
      throw new NotRegular("has a quantifier whose limits stand in the wrong order");
    }
    return new int[] {min, max};
  }

  /** Minus one when no number stands here. */
  private int number() throws NotRegular {
    int start = at;
    int number = 0;
    while (at < text.length && text[at] >= '0' && text[at] <= '9') {
      number = number * 10 + text[at++] - '0';
      if (number > MAX_REPEAT) {
        throw new NotRegular("has a quantifier above " + MAX_REPEAT);
      }
    }
    return at == start ? -1 : number;
  }

  /** Null when what stands here only changes flags, or is a remark. */
  private @Nullable Regex atom() throws NotRegular {
    int c = text[at++];
    return switch (c) {
      case '.' -> new One(dotAll ? CharacterSet.ANY : CharacterSet.NEWLINE.complement());
      case '^' -> multiline ? startOfLine() : new Before(CharacterSet.NONE, true);
      case '$' -> multiline ? new After(CharacterSet.NEWLINE, true) : endOfText();
      case '[' -> new One(characterClass());
      case '(' -> group();
      case '\\' -> escape();
      case '*', '+', '?' -> throw new NotRegular("has a quantifier with nothing before it");
      default -> literal(c);
    };
  }

  private Regex literal(int character) {
    CharacterSet set = CharacterSet.of(character);
    return new One(ignoreCase ? set.inBothCases() : set);
  }

  /** Not behind a line feed that ends the text. */
  private static Regex startOfLine() {
    return Regex.choice(
        List.of(
            new Before(CharacterSet.NONE, true),
            Regex.sequence(
                List.of(
                    new Before(CharacterSet.NEWLINE, false), new After(CharacterSet.ANY, false)))));
  }

  private static Regex endOfText() {
    return Regex.choice(List.of(new After(CharacterSet.NONE, true), new BeforeLastNewline()));
  }

  private static Regex wordBoundary(boolean negated) {
    CharacterSet word = CharacterSet.WORD;
    CharacterSet other = word.complement();
    return Regex.choice(
        List.of(
            Regex.sequence(
                List.of(new Before(word, false), new After(negated ? word : other, !negated))),
            Regex.sequence(
                List.of(new Before(other, true), new After(negated ? other : word, negated)))));
  }

  private @Nullable Regex group() throws NotRegular {
    if (!take('?')) {
      if (at < text.length && text[at] == '*') {
        throw new NotRegular("has a verb '(*…)', which Lucene does not know");
      }
      return scoped();
    }
    if (take('#')) {
      while (at < text.length && text[at] != ')') {
        at++;
      }
      close();
      return null;
    } else if (take(':')) {
      return scoped();
    } else if (takeText("=") || takeText("!")) {
      return look(text[at - 1] == '!', true);
    } else if (takeText("<=") || takeText("<!")) {
      return look(text[at - 1] == '!', false);
    } else if (isText("P=")) {
      throw new NotRegular("has a back reference, which Lucene does not know");
    } else if (takeText("P<") || take('<')) {
      return named('>');
    } else if (take('\'')) {
      return named('\'');
    } else if (take('>')) {
      throw new NotRegular("has an atomic group, which Lucene does not know");
    } else if (at < text.length && (text[at] == '^' || text[at] == '-' || isLetter(text[at]))) {
      return flags();
    }
    throw new NotRegular("has a group that Lucene does not know");
  }

  private Regex named(char end) throws NotRegular {
    while (at < text.length && text[at] != end) {
      at++;
    }
    if (!take(end)) {
      throw new NotRegular("has a group whose name does not end");
    }
    return scoped();
  }

  /** What stands up to the parenthesis; flags that change in it are restored behind it. */
  private Regex scoped() throws NotRegular {
    boolean outerCase = ignoreCase;
    boolean outerLines = multiline;
    boolean outerDot = dotAll;
    Regex inner = choice();
    close();
    ignoreCase = outerCase;
    multiline = outerLines;
    dotAll = outerDot;
    return inner;
  }

  private void close() throws NotRegular {
    if (!take(')')) {
      throw new NotRegular("has a '(' without a ')'");
    }
  }

  private Regex look(boolean negated, boolean ahead) throws NotRegular {
    Regex inner = scoped();
    if (!(inner instanceof One one)) {
      throw new NotRegular("looks around at more than a single character, which Lucene cannot");
    }
    CharacterSet set = negated ? one.set().complement() : one.set();
    return ahead ? new After(set, negated) : new Before(set, negated);
  }

  private @Nullable Regex flags() throws NotRegular {
    boolean outerCase = ignoreCase;
    boolean outerLines = multiline;
    boolean outerDot = dotAll;
    boolean on = true;
    while (at < text.length && text[at] != ')' && text[at] != ':') {
      switch (text[at++]) {
        case '^' -> {
          ignoreCase = false;
          multiline = false;
          dotAll = false;
        }
        case '-' -> on = false;
        case 'i' -> ignoreCase = on;
        case 'm' -> multiline = on;
        case 's' -> dotAll = on;
        case 'u', 'a' -> {}
        default ->
            throw new NotRegular(
                "has the flag '" + Character.toString(text[at - 1]) + "'; known are i, m and s");
      }
    }
    if (take(')')) {
      return null;
    }
    if (!take(':')) {
      throw new NotRegular("has a '(' without a ')'");
    }
    Regex inner = choice();
    close();
    ignoreCase = outerCase;
    multiline = outerLines;
    dotAll = outerDot;
    return inner;
  }

  private Regex escape() throws NotRegular {
    if (at == text.length) {
      throw new NotRegular("ends in a backslash");
    }
    int c = text[at];
    switch (c) {
      case 'b', 'B' -> {
        at++;
        return wordBoundary(c == 'B');
      }
      case 'A' -> {
        at++;
        return new Before(CharacterSet.NONE, true);
      }
      case 'z' -> {
        at++;
        return new After(CharacterSet.NONE, true);
      }
      case 'Z' -> {
        at++;
        return endOfText();
      }
      case 'R' -> {
        at++;
        return Regex.choice(
            List.of(Regex.sequence(List.of(one('\r'), one('\n'))), new One(verticalSpace())));
      }
      case 'G', 'K', 'X' -> throw unknownEscape(c);
      case 'k', 'g' -> throw new NotRegular("has a back reference, which Lucene does not know");
      default -> {}
    }
    if (c >= '1' && c <= '9') {
      throw new NotRegular("has a back reference, which Lucene does not know");
    }
    CharacterSet set = escapedSet();
    if (set != null) {
      return new One(set);
    }
    return literal(escapedCharacter());
  }

  private static Regex one(char c) {
    return new One(CharacterSet.of(c));
  }

  private static NotRegular unknownEscape(int c) {
    return new NotRegular("has '\\" + Character.toString(c) + "', which Lucene does not know");
  }

  private static CharacterSet verticalSpace() {
    return CharacterSet.range('\n', '\r')
        .union(CharacterSet.of(0x85))
        .union(CharacterSet.range(0x2028, 0x2029));
  }

  private static CharacterSet horizontalSpace() {
    CharacterSet set = CharacterSet.of('\t').union(CharacterSet.of(' '));
    for (int c : new int[] {0xa0, 0x1680, 0x180e, 0x202f, 0x205f, 0x3000}) {
      set = set.union(CharacterSet.of(c));
    }
    return set.union(CharacterSet.range(0x2000, 0x200a));
  }

  /** What {@code \d} and its like stand for, the backslash being read; null when it is none. */
  private @Nullable CharacterSet escapedSet() throws NotRegular {
    CharacterSet set =
        switch (text[at]) {
          case 'd', 'D' -> CharacterSet.DIGIT;
          case 'w', 'W' -> CharacterSet.WORD;
          case 's', 'S' -> CharacterSet.SPACE;
          case 'h', 'H' -> horizontalSpace();
          case 'v', 'V' -> verticalSpace();
          case 'N' -> CharacterSet.NEWLINE;
          case 'p', 'P' ->
              throw new NotRegular("has a property of Unicode, which Lucene does not know");
          default -> null;
        };
    if (set == null) {
      return null;
    }
    int letter = text[at++];
    return letter < 'a' ? set.complement() : set;
  }

  private int escapedCharacter() throws NotRegular {
    int c = text[at++];
    return switch (c) {
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 'f' -> '\f';
      case 'a' -> 0x07;
      case 'e' -> 0x1b;
      case '0' -> octal();
      case 'c' -> control();
      case 'x' -> take('{') ? hexadecimal(1, 6, true) : hexadecimal(2, 2, false);
      case 'u' -> hexadecimal(4, 4, false);
      default -> {
        if (isLetter(c) || (c >= '1' && c <= '9')) {
          throw unknownEscape(c);
        }
        yield c;
      }
    };
  }

  private int octal() {
    int value = 0;
    for (int i = 0; i < 2 && at < text.length && text[at] >= '0' && text[at] <= '7'; i++) {
      value = value * 8 + text[at++] - '0';
    }
    return value;
  }

  private int control() throws NotRegular {
    if (at == text.length || text[at] > 127) {
      throw unknownEscape('c');
    }
    return Character.toUpperCase(text[at++]) ^ 0x40;
  }

  private int hexadecimal(int least, int most, boolean closed) throws NotRegular {
    int start = at;
    int value = 0;
    while (at < text.length && at - start < most && Character.digit(text[at], 16) >= 0) {
      value = value * 16 + Character.digit(text[at++], 16);
    }
    if (at - start < least
        || (closed && !take('}'))
        || value > Character.MAX_CODE_POINT
        || (value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE)) {
      throw new NotRegular("has the number of a character that does not exist");
    }
    return value;
  }

  /** What stands between brackets, the first being read. */
  private CharacterSet characterClass() throws NotRegular {
    boolean negated = take('^');
    CharacterSet set = CharacterSet.NONE;
    boolean first = true;
    while (true) {
      if (at == text.length) {
        throw new NotRegular("has a '[' without a ']'");
      }
      if (text[at] == ']' && !first) {
        at++;
        break;
      }
      first = false;
      set = set.union(classMember());
    }
    CharacterSet both = ignoreCase ? set.inBothCases() : set;
    CharacterSet result = negated ? both.complement() : both;
    if (result.isEmpty()) {
      throw new NotRegular("has brackets that no character fits");
    }
    return result;
  }

  private CharacterSet classMember() throws NotRegular {
    CharacterSet named = posixClass();
    if (named != null) {
      return named;
    }
    if (text[at] == '\\' && at + 1 < text.length) {
      at++;
      CharacterSet set = escapedSet();
      if (set != null) {
        return set;
      }
      at--;
    }
    int from = classCharacter();
    if (at + 1 >= text.length || text[at] != '-' || text[at + 1] == ']') {
      return CharacterSet.of(from);
    }
    int dash = at++;
    if (text[at] == '\\' && at + 1 < text.length && "dDwWsShHvVN".indexOf(text[at + 1]) >= 0) {
      at = dash;
      return CharacterSet.of(from);
    }
    int to = classCharacter();
    if (to < from) {
      throw new NotRegular("has a range of characters that stands in the wrong order");
    }
    return CharacterSet.range(from, to);
  }

  private int classCharacter() throws NotRegular {
    int c = text[at++];
    if (c != '\\') {
      return c;
    }
    if (at == text.length) {
      throw new NotRegular("ends in a backslash");
    }
    return take('b') ? '\b' : escapedCharacter();
  }

  /** {@code [:alpha:]} and its like, within brackets; null when none stands here. */
  private @Nullable CharacterSet posixClass() throws NotRegular {
    if (!isText("[:")) {
      return null;
    }
    int end = at + 2;
    while (end < text.length && (isLetter(text[end]) || text[end] == '^')) {
      end++;
    }
    if (end + 1 >= text.length || text[end] != ':' || text[end + 1] != ']') {
      return null;
    }
    String name = new String(text, at + 2, end - at - 2);
    at = end + 2;
    boolean negated = name.startsWith("^");
    CharacterSet set = posixClass(negated ? name.substring(1) : name);
    return negated ? set.complement() : set;
  }

  private static CharacterSet posixClass(String name) throws NotRegular {
    CharacterSet alpha = CharacterSet.range('A', 'Z').union(CharacterSet.range('a', 'z'));
    return switch (name) {
      case "alpha" -> alpha;
      case "alnum" -> alpha.union(CharacterSet.DIGIT);
      case "ascii" -> CharacterSet.range(0, 127);
      case "blank" -> CharacterSet.of('\t').union(CharacterSet.of(' '));
      case "cntrl" -> CharacterSet.range(0, 31).union(CharacterSet.of(127));
      case "digit" -> CharacterSet.DIGIT;
      case "graph" -> CharacterSet.range('!', '~');
      case "lower" -> CharacterSet.range('a', 'z');
      case "print" -> CharacterSet.range(' ', '~');
      case "punct" ->
          CharacterSet.range('!', '~').intersection(alpha.union(CharacterSet.DIGIT).complement());
      case "space" -> CharacterSet.SPACE;
      case "upper" -> CharacterSet.range('A', 'Z');
      case "word" -> CharacterSet.WORD;
      case "xdigit" ->
          CharacterSet.DIGIT
              .union(CharacterSet.range('A', 'F'))
              .union(CharacterSet.range('a', 'f'));
      default -> throw new NotRegular("has the unknown class of characters '[:" + name + ":]'");
    };
  }

  private static boolean isLetter(int c) {
    return CaseVariants.isAscii(c) && CaseVariants.isAsciiLetter(c);
  }

  private boolean take(char c) {
    if (at < text.length && text[at] == c) {
      at++;
      return true;
    }
    return false;
  }

  private boolean isText(String expected) {
    for (int i = 0; i < expected.length(); i++) {
      if (at + i >= text.length || text[at + i] != expected.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean takeText(String expected) {
    boolean found = isText(expected);
    at += found ? expected.length() : 0;
    return found;
  }
}
