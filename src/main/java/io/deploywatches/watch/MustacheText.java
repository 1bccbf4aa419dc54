package io.deploywatches.watch;

import io.deploywatches.watch.MarkedText.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * One string that a server renders as Mustache, with rule text in it that must come out as it was
 * written.
 *
 * <p>Rule text is wrapped only where it could become a tag, and only from its first to its last
 * brace: {@code {{x}}} becomes <code>{{=&lt;% %>=}}{{x}}&lt;%={{ }}=%></code>. Between those two
 * tags, which switch the delimiters to and fro, braces mean nothing. Neither tag ever stands alone
 * on a line, where Mustache would swallow the line's end.
 *
 * <p>The template's own text may switch delimiters as well, and rule text may stand inside a tag
 * ({@code {{ctx.payload.<rule's field>}}}), where nothing can be wrapped: there it must be a plain
 * name.
 */
final class MustacheText {
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_.@: -]*");

  /** Brackets and inner characters of which other delimiters are made; JSON escapes none. */
  private static final String[] BRACKETS = {"<>", "[]", "()"};

  private static final String INNER = "%|@$~^*+:;,.?-_";

  private final List<Segment> segments;
  private final Consumer<String> problems;
  private final List<Segment> result = new ArrayList<>();
  private String open = "{{";
  private String close = "}}";
  private boolean insideTag;

  private MustacheText(List<Segment> segments, Consumer<String> problems) {
    this.segments = segments;
    this.problems = problems;
  }

  /**
   * The string with all rule text made its own, so that rendering gives the rule text back.
   *
   * @param problems takes a message for each rule text for which that is not possible
   */
  static MarkedText neutralised(MarkedText text, Consumer<String> problems) {
    return new MustacheText(text.segments(), problems).neutralised();
  }

  private MarkedText neutralised() {
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      if (segment instanceof Segment.Own own) {
        scan(own.text());
        result.add(own);
      } else if (segment instanceof Segment.RuleText rule) {
        result.add(new Segment.Own(insideTag ? name(rule.text()) : literal(rule.text(), i)));
      } else {
        result.add(segment);
      }
    }
    return new MarkedText(result);
  }

  private String name(String text) {
    if (!NAME.matcher(text).matches()) {
      problems.accept(
          "rule text stands inside a Mustache tag and is no plain name there: \"" + text + "\"");
    }
    return text;
  }

  private String literal(String text, int index) {
    char first = open.charAt(0);
    boolean openBefore = precedingText().endsWith(String.valueOf(first));
    boolean dangerous =
        text.contains(open)
            || (openBefore && text.startsWith(open.substring(1)))
            || (text.endsWith(String.valueOf(first)) && continuesTag(index + 1));
    if (!dangerous) {
      return text;
    }
    int start = text.indexOf(first);
    // A brace before the opening tag would become a part of it: it goes inside.
    boolean take = openBefore && (start == 0 || text.startsWith(open.substring(1)));
    String taken = take ? takeTrailing(first) : "";
    start = take ? 0 : start;
    int end = lastDelimiter(text) + 1;
    String wrapped = taken + text.substring(start, end);
    String[] other = unusedDelimiters(wrapped);
    if (other.length == 0) {
      problems.accept("rule text holds every delimiter that Mustache could be switched to");
      return taken + text;
    }
    String switchTo = open + "=" + other[0] + " " + other[1] + "=" + close;
    String switchBack = other[0] + "=" + open + " " + close + "=" + other[1];
    return text.substring(0, start) + switchTo + wrapped + switchBack + text.substring(end);
  }

  /** Whether what follows could end an opening delimiter that has begun; a secret could. */
  private boolean continuesTag(int next) {
    if (next >= segments.size()) {
      return false;
    }
    return !(segments.get(next) instanceof Segment.Own own)
        || own.text().startsWith(open.substring(1));
  }

  private String precedingText() {
    return !result.isEmpty() && result.get(result.size() - 1) instanceof Segment.Own own
        ? own.text()
        : "";
  }

  /** Takes that character, as often as it stands there, off the end of what precedes. */
  private String takeTrailing(char character) {
    String before = precedingText();
    int end = before.length();
    while (end > 0 && before.charAt(end - 1) == character) {
      end--;
    }
    result.set(result.size() - 1, new Segment.Own(before.substring(0, end)));
    return before.substring(end);
  }

  private int lastDelimiter(String text) {
    String delimiters = open + close;
    int last = 0;
    for (int i = 0; i < delimiters.length(); i++) {
      last = Math.max(last, text.lastIndexOf(delimiters.charAt(i)));
    }
    return last;
  }

  /** A pair whose first does not occur in the text, not even together with its last character. */
  private static String[] unusedDelimiters(String text) {
    for (String brackets : BRACKETS) {
      for (int i = 0; i < INNER.length(); i++) {
        String first = "" + brackets.charAt(0) + INNER.charAt(i);
        if ((text + first).indexOf(first) == text.length()) {
          return new String[] {first, "" + INNER.charAt(i) + brackets.charAt(1)};
        }
      }
    }
    return new String[0];
  }

  /** Follows the tags of the template's own text, delimiters that it switches included. */
  private void scan(String text) {
    int at = 0;
    int tag = 0;
    while (at >= 0) {
      if (insideTag) {
        int end = text.indexOf(close, at);
        if (end < 0) {
          return;
        }
        at = end + close.length();
        insideTag = false;
        switchDelimiters(text.substring(Math.min(tag, end), end).strip());
      } else {
        int start = text.indexOf(open, at);
        if (start < 0) {
          return;
        }
        at = start + open.length();
        tag = at;
        insideTag = true;
      }
    }
  }

  private void switchDelimiters(String tag) {
    if (tag.length() > 2 && tag.startsWith("=") && tag.endsWith("=")) {
      String[] delimiters = tag.substring(1, tag.length() - 1).strip().split("\\s+", -1);
      if (delimiters.length == 2 && !delimiters[0].isEmpty() && !delimiters[1].isEmpty()) {
        open = delimiters[0];
        close = delimiters[1];
      }
    }
  }
}
