package io.deploywatches.template;

import io.deploywatches.bundle.Bundle.TemplateSource;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problems;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A tag of a template. The engine tells little about where something is wrong, and nothing when
 * that is in a partial, so the tags are looked at before it gets them.
 *
 * @param kind what stands before the name: {@code #}, {@code ^}, {@code /}, {@code >}, {@code &},
 *     {@code !}, or a blank for nothing
 * @param location where it begins
 */
record Tag(char kind, String name, Location location) {
  private static final String OPEN = "<%";
  private static final String CLOSE = "%>";
  private static final String KINDS = "#^/>&!=";

  /**
   * The tags of a template in their order.
   *
   * @param problems takes everything that is wrong with them
   */
  static List<Tag> of(TemplateSource source, Problems problems) {
    List<Tag> tags = new ArrayList<>();
    String text = source.text();
    int line = 1;
    int seen = 0;
    for (int open = text.indexOf(OPEN); open >= 0; ) {
      line += lineBreaks(text, seen, open);
      seen = open;
      Location at = new Location(source.file(), line);
      int close = text.indexOf(CLOSE, open + OPEN.length());
      int next = text.indexOf(OPEN, open + OPEN.length());
      boolean isComment = text.startsWith("!", open + OPEN.length());
      if (close < 0 || (next >= 0 && next < close && !isComment)) {
        problems.error(at, "the tag opened here by <% is not closed by %>");
        open = next;
      } else {
        tags.add(tag(text.substring(open + OPEN.length(), close).strip(), at));
        open = text.indexOf(OPEN, close + CLOSE.length());
      }
    }
    check(tags, problems);
    return tags;
  }

  private static Tag tag(String content, Location at) {
    if (content.isEmpty() || KINDS.indexOf(content.charAt(0)) < 0) {
      return new Tag(' ', content, at);
    }
    return new Tag(content.charAt(0), content.substring(1).strip(), at);
  }

  private static int lineBreaks(String text, int from, int to) {
    return (int) text.substring(from, to).chars().filter(c -> c == '\n').count();
  }

  private static void check(List<Tag> tags, Problems problems) {
    Deque<Tag> sections = new ArrayDeque<>();
    for (Tag tag : tags) {
      if (tag.kind == '=') {
        problems.error(tag.location, "the delimiters <% %> cannot be changed");
      } else if (tag.name.isEmpty() && tag.kind != '!') {
        problems.error(tag.location, "an empty tag: expected a name in <% %>");
      } else if (tag.kind == '#' || tag.kind == '^') {
        sections.push(tag);
      } else if (tag.kind == '/') {
        close(tag, sections, problems);
      }
    }
    for (Tag open : sections) {
      problems.error(open.location, "the section " + open + " is not closed", end(open));
    }
  }

  private static void close(Tag end, Deque<Tag> sections, Problems problems) {
    Tag open = sections.peek();
    if (open == null) {
      problems.error(end.location, end + " closes a section that was not opened");
      return;
    }
    sections.pop();
    if (!open.name.equals(end.name)) {
      problems.error(
          end.location,
          end + " cannot close the section " + open + " of line " + open.location.line(),
          end(open));
    }
  }

  private static String end(Tag open) {
    return "close it with <%/ " + open.name + " %>";
  }

  /** As somebody would write it. */
  @Override
  public String toString() {
    return OPEN + (kind == ' ' ? "" : kind) + " " + name + " " + CLOSE;
  }
}
