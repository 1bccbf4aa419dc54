package io.deploywatches.sigma;

import io.deploywatches.problem.Location;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Criterion.TimePart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind a field's name: {@code CommandLine|contains|all}. Those that change a value
 * are applied from left to right.
 *
 * @param kind what the values are
 * @param steps what happens to each text before it is compared
 * @param flags of a regular expression: i, m, s
 * @param start whether anything may stand before the value
 * @param end whether anything may stand after the value
 * @param all whether a list means all of its values
 * @param cased whether upper and lower case differ
 * @param negated whether none of the values may match
 * @param expand whether {@code %name%} stands for values of the settings
 * @param comparison how numbers are compared
 * @param part of a time; null for a whole value
 */
record Modifiers(
    Kind kind,
    List<Step> steps,
    Set<Character> flags,
    boolean start,
    boolean end,
    boolean all,
    boolean cased,
    boolean negated,
    boolean expand,
    Comparison comparison,
    @Nullable TimePart part) {
  /** What the values of a field are. */
  enum Kind {
    VALUE,
    REGEX,
    NETWORK,
    NUMBER,
    FIELD,
    EXISTENCE
  }

  /** What changes a text. */
  enum Step {
    WINDASH,
    BASE64,
    BASE64OFFSET,
    UTF16,
    UTF16LE,
    UTF16BE;

    boolean isEncoding() {
      return this == UTF16 || this == UTF16LE || this == UTF16BE;
    }

    boolean isBase64() {
      return this == BASE64 || this == BASE64OFFSET;
    }
  }

  static final Modifiers NONE =
      new Modifiers(
          Kind.VALUE,
          List.of(),
          Set.of(),
          false,
          false,
          false,
          false,
          false,
          false,
          Comparison.EQUAL,
          null);

  private static final int MAX_NAME = 100;

  /** Sigma 2.1's, and the long names of flags that pySigma takes. */
  private static final Set<String> KNOWN =
      new TreeSet<>(
          Set.of(
              "all",
              "base64",
              "base64offset",
              "cased",
              "cidr",
              "contains",
              "day",
              "dotall",
              "endswith",
              "exists",
              "expand",
              "fieldref",
              "gt",
              "gte",
              "hour",
              "i",
              "ignorecase",
              "lt",
              "lte",
              "m",
              "minute",
              "month",
              "multiline",
              "neq",
              "re",
              "s",
              "startswith",
              "utf16",
              "utf16be",
              "utf16le",
              "week",
              "wide",
              "windash",
              "year"));

  Modifiers {
    steps = List.copyOf(steps);
    flags = Set.copyOf(flags);
  }

  /** Null when a problem was reported. */
  static @Nullable Modifiers of(List<String> names, Location location, Problems problems) {
    Chain chain = new Chain(location, problems);
    names.forEach(chain::add);
    return chain.finish();
  }

  /** Whether the value is a part of a text. */
  boolean open() {
    return start || end;
  }

  /** Whether a value is taken as a text whatever it is. */
  boolean needsText() {
    return open() || cased || !steps.isEmpty();
  }

  /** A chain as far as it has been read. */
  private static final class Chain {
    private final Location location;
    private final Problems problems;
    private final List<Step> steps = new ArrayList<>();
    private final Set<Character> flags = new TreeSet<>();
    private Kind kind = Kind.VALUE;
    private String kindName = "";
    private boolean start;
    private boolean end;
    private boolean all;
    private boolean cased;
    private boolean negated;
    private boolean expand;
    private Comparison comparison = Comparison.EQUAL;
    private @Nullable TimePart part;
    private boolean wrong;

    Chain(Location location, Problems problems) {
      this.location = location;
      this.problems = problems;
    }

    void add(String name) {
      switch (name) {
        case "contains" -> open(true, true);
        case "startswith" -> open(false, true);
        case "endswith" -> open(true, false);
        case "all" -> all = true;
        case "cased" -> cased = true;
        case "neq" -> negated = true;
        case "expand" -> expand = true;
        case "windash" -> steps.add(Step.WINDASH);
        case "base64", "base64offset" -> base64(name);
        case "utf16", "utf16be", "utf16le" ->
            steps.add(Step.valueOf(name.toUpperCase(Locale.ROOT)));
        case "wide" -> steps.add(Step.UTF16LE);
        case "re" -> kind(Kind.REGEX, name);
        case "i", "ignorecase" -> flag('i', name);
        case "m", "multiline" -> flag('m', name);
        case "s", "dotall" -> flag('s', name);
        case "cidr" -> kind(Kind.NETWORK, name);
        case "fieldref" -> kind(Kind.FIELD, name);
        case "exists" -> kind(Kind.EXISTENCE, name);
        case "lt" -> compare(Comparison.LESS, name);
        case "lte" -> compare(Comparison.AT_MOST, name);
        case "gt" -> compare(Comparison.GREATER, name);
        case "gte" -> compare(Comparison.AT_LEAST, name);
        case "minute", "hour", "day", "week", "month", "year" -> {
          if (part != null) {
            error("'" + name + "' cannot follow another part of a time");
          }
          part = TimePart.valueOf(name.toUpperCase(Locale.ROOT));
          kind(Kind.NUMBER, name);
        }
        default -> unknown(name);
      }
    }

    private void open(boolean opensStart, boolean opensEnd) {
      start |= opensStart;
      end |= opensEnd;
    }

    private void base64(String name) {
      if (start || end) {
        error("'" + name + "' encodes a whole text: it stands before 'contains' and the like");
      }
      steps.add(Step.valueOf(name.toUpperCase(Locale.ROOT)));
    }

    private void flag(char flag, String name) {
      if (kind != Kind.REGEX) {
        error("the modifier '" + name + "' is a flag of 're' and stands after it");
      }
      flags.add(flag);
    }

    private void compare(Comparison other, String name) {
      if (comparison != Comparison.EQUAL) {
        error("'" + name + "' cannot follow another comparison");
      }
      comparison = other;
      kind(Kind.NUMBER, name);
    }

    private void kind(Kind other, String name) {
      if (kind != Kind.VALUE && (kind != other || kind != Kind.NUMBER)) {
        error("the modifiers '" + kindName + "' and '" + name + "' do not go together");
      }
      kind = other;
      kindName = name;
    }

    @Nullable Modifiers finish() {
      boolean text = kind == Kind.VALUE;
      if ((start || end) && !text && kind != Kind.FIELD) {
        error("'" + kindName + "' does not go together with a part of a text");
      }
      if (!steps.isEmpty() && !text) {
        error("'" + kindName + "' does not go together with a change of the text");
      }
      if (cased && !text && kind != Kind.FIELD && kind != Kind.REGEX) {
        error("'" + kindName + "' does not go together with 'cased'");
      }
      if (expand && !text && kind != Kind.NETWORK) {
        error("'" + kindName + "' does not go together with 'expand'");
      }
      checkEncodings();
      return wrong
          ? null
          : new Modifiers(
              kind, steps, flags, start, end, all, cased, negated, expand, comparison, part);
    }

    private void checkEncodings() {
      for (int i = 0; i < steps.size(); i++) {
        if (steps.get(i).isEncoding() && (i + 1 >= steps.size() || !steps.get(i + 1).isBase64())) {
          error("an encoding, such as 'wide', has to be followed by 'base64' or 'base64offset'");
        }
      }
    }

    private void error(String message) {
      if (!wrong) {
        problems.error(location, message);
      }
      wrong = true;
    }

    private void unknown(String name) {
      boolean isLong = name.length() > MAX_NAME;
      problems.error(
          location,
          "there is no modifier '"
              + (isLong ? name.substring(0, MAX_NAME) + "…" : name)
              + "'"
              + (isLong ? "" : Nearest.suggestion(name, KNOWN)),
          "known are: " + String.join(", ", KNOWN));
      wrong = true;
    }
  }
}
