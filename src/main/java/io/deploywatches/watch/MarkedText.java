package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A string of a watch that knows where its parts come from. It travels through a watch's JSON tree
 * as the value of a {@link POJONode} wherever a plain string would not say enough: rule text must
 * not become run-time Mustache, and a secret must not become text before a request is written.
 *
 * @param segments in order of appearance, never empty, neighbours of one kind joined
 */
public record MarkedText(List<Segment> segments) {

  /** A part of the string. */
  public sealed interface Segment {
    /** Text of the template or the whole watch itself: may hold run-time Mustache. */
    record Own(String text) implements Segment {}

    /** Text of a rule: says only what is written there, wherever it ends up. */
    record RuleText(String text) implements Segment {}

    /** The value of a secret of the settings, by its name. */
    record Secret(String name) implements Segment {}
  }

  public MarkedText {
    segments = List.copyOf(joined(segments));
    if (segments.isEmpty()) {
      segments = List.of(new Segment.Own(""));
    }
  }

  /** The marked text that this node carries, if it carries one. */
  public static Optional<MarkedText> of(JsonNode node) {
    return node instanceof POJONode pojo && pojo.getPojo() instanceof MarkedText marked
        ? Optional.of(marked)
        : Optional.empty();
  }

  /** A plain {@link TextNode} where all of it is the template's own text, else a marked leaf. */
  public JsonNode toNode() {
    if (segments.size() == 1 && segments.get(0) instanceof Segment.Own own) {
      return TextNode.valueOf(own.text());
    }
    return JsonNodeFactory.instance.pojoNode(this);
  }

  public boolean hasSecret() {
    return segments.stream().anyMatch(Segment.Secret.class::isInstance);
  }

  private static List<Segment> joined(List<Segment> segments) {
    List<Segment> joined = new ArrayList<>();
    for (Segment next : segments) {
      Segment last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last instanceof Segment.Own a && next instanceof Segment.Own b) {
        joined.set(joined.size() - 1, new Segment.Own(a.text() + b.text()));
      } else if (last instanceof Segment.RuleText a && next instanceof Segment.RuleText b) {
        joined.set(joined.size() - 1, new Segment.RuleText(a.text() + b.text()));
      } else if (!isEmpty(next)) {
        joined.add(next);
      }
    }
    return joined;
  }

  private static boolean isEmpty(Segment segment) {
    if (segment instanceof Segment.Own own) {
      return own.text().isEmpty();
    }
    return segment instanceof Segment.RuleText rule && rule.text().isEmpty();
  }
}
