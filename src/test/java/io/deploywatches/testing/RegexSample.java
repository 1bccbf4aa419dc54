package io.deploywatches.testing;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Makes a short text in which a regular expression finds something; for plain expressions. */
final class RegexSample {
  private final String expression;
  private int next;

  private RegexSample(String expression) {
    this.expression = expression;
  }

  /** Empty where the text that was made does not hold what it should. */
  static Optional<String> of(String expression, int flags) {
    try {
      String sample = new RegexSample(expression).alternatives();
      return Optional.of(sample)
          .filter(text -> Pattern.compile(expression, flags).matcher(text).find());
    } catch (PatternSyntaxException | StringIndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /** The first of them. */
  private String alternatives() {
    String first = sequence();
    while (at('|')) {
      next++;
      sequence();
    }
    return first;
  }

  private String sequence() {
    StringBuilder text = new StringBuilder();
    while (next < expression.length() && !at('|') && !at(')')) {
      String atom = atom();
      text.append(atom.repeat(times()));
    }
    return text.toString();
  }

  private boolean at(char c) {
    return next < expression.length() && expression.charAt(next) == c;
  }

  private String atom() {
    char c = expression.charAt(next++);
    return switch (c) {
      case '^', '$' -> "";
      case '.' -> "x";
      case '(' -> group();
      case '[' -> oneOfClass();
      case '\\' -> escape();
      default -> String.valueOf(c);
    };
  }

  private String escape() {
    char c = expression.charAt(next++);
    return switch (c) {
      case 'd' -> "1";
      case 'w', 'S', 'D' -> "a";
      case 's' -> " ";
      case 'W' -> "-";
      case 'b', 'B', 'A', 'z', 'Z' -> "";
      case 't' -> "\t";
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 'x' -> {
        next += 2;
        yield String.valueOf((char) Integer.parseInt(expression.substring(next - 2, next), 16));
      }
      default -> String.valueOf(c);
    };
  }

  private String group() {
    boolean looksAround = false;
    if (at('?')) {
      int colon = expression.indexOf(':', next);
      int end = expression.indexOf(')', next);
      String start = expression.substring(next, Math.min(next + 3, expression.length()));
      looksAround = start.matches("\\?(=|!|<=|<!).*");
      if (looksAround) {
        next += start.startsWith("?<") ? 3 : 2;
      } else if (start.startsWith("?<")) {
        next = expression.indexOf('>', next) + 1;
      } else {
        next = (colon >= 0 && colon < end ? colon : end - 1) + 1;
      }
    }
    String text = alternatives();
    next++;
    return looksAround ? "" : text;
  }

  /** The first character of a class; of a negated one some letter or digit outside. */
  private String oneOfClass() {
    int start = next - 1;
    boolean first = true;
    if (at('^')) {
      next++;
    }
    while (first || !at(']')) {
      next += at('\\') ? 2 : 1;
      first = false;
    }
    next++;
    Pattern members = Pattern.compile(expression.substring(start, next));
    for (char c = ' '; c < 256; c++) {
      char shifted = (char) (c < 128 ? (c - ' ' + 'a' - ' ') % 96 + ' ' : c);
      if (members.matcher(String.valueOf(shifted)).matches()) {
        return String.valueOf(shifted);
      }
    }
    return "";
  }

  private int times() {
    int times = 1;
    if (at('*') || at('?')) {
      next++;
      times = 0;
    } else if (at('+')) {
      next++;
    } else if (at('{') && expression.substring(next).matches("(?s)\\{\\d+(,\\d*)?\\}.*")) {
      int end = expression.indexOf('}', next);
      times = Integer.parseInt(expression.substring(next + 1, end).replaceAll(",.*", ""));
      next = end + 1;
    } else {
      return times;
    }
    if (at('?') || at('+')) {
      next++;
    }
    return times;
  }
}
