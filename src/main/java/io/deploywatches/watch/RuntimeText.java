package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.problem.Severity;
import io.deploywatches.watch.Kind.Use;
import io.deploywatches.watch.MarkedText.Segment;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the words of a rule from becoming run-time Mustache. Which strings a server renders is
 * known by where they stand, so rule text travels marked ({@link MarkedText}) until the body is
 * whole and becomes text here: as it is where nothing is rendered, wrapped in other delimiters
 * where it could become a tag ({@link MustacheText}).
 */
public final class RuntimeText {
  /** What a condition resolves instead of comparing with it: a path or a date. */
  private static final Pattern REFERENCE =
      Pattern.compile("\\s*(\\{\\{.+}}|<\\{.+}>)\\s*", Pattern.DOTALL);

  private final Consumer<Finding> findings;

  private RuntimeText(Consumer<Finding> findings) {
    this.findings = findings;
  }

  /**
   * The body with all rule text turned into text that says what the rule says.
   *
   * @param marked as rendered from a template; it is not changed
   * @param findings takes what cannot be said at its place, as an error, and rule text that looks
   *     like Mustache at a place that the table does not know, as a warning
   * @return the body with plain strings, save those that hold a secret, which stay marked
   */
  public static ObjectNode neutralise(ObjectNode marked, Consumer<Finding> findings) {
    return Places.rewrite(marked, new RuntimeText(findings)::leaf);
  }

  private JsonNode leaf(JsonNode leaf, Use use, Place place) {
    MarkedText text = MarkedText.of(leaf).orElse(null);
    if (text == null) {
      return leaf;
    }
    if (use == Use.TEMPLATE) {
      Consumer<String> problems =
          message ->
              add(
                  "rule-text-in-tag",
                  Severity.ERROR,
                  place,
                  message,
                  "take the value from ctx.metadata, or keep it out of the tag");
      return MustacheText.neutralised(text, problems).toNode();
    }
    if (use == Use.REFERENCE && ruleText(text, this::hasBrace) && isReference(text)) {
      add(
          "rule-text-as-reference",
          Severity.ERROR,
          place,
          "rule text makes this value a reference, which is looked up and not compared with",
          "compare with a script that takes the value from its params");
    }
    if (use == Use.URL && ruleText(text, this::couldBecomeTag)) {
      add(
          "rule-text-in-url",
          Severity.ERROR,
          place,
          "rule text holds braces, and a server renders the parts of a url as Mustache",
          "give host, port, path and params instead of url");
    }
    if (use == Use.UNKNOWN && ruleText(text, this::couldBecomeTag)) {
      add(
          "rule-text-at-unknown-place",
          Severity.WARNING,
          place,
          "rule text holds {{, and it is not known whether a server renders this place as Mustache",
          null);
    }
    return plain(text).toNode();
  }

  private void add(
      String name, Severity severity, Place place, String message, @Nullable String hint) {
    findings.accept(new Finding(name, severity, place.pointer(), message, hint));
  }

  private static MarkedText plain(MarkedText text) {
    return new MarkedText(text.segments().stream().map(RuntimeText::own).toList());
  }

  private static Segment own(Segment segment) {
    return segment instanceof Segment.RuleText rule ? new Segment.Own(rule.text()) : segment;
  }

  private static boolean ruleText(MarkedText text, Predicate<String> is) {
    return text.segments().stream()
        .anyMatch(segment -> segment instanceof Segment.RuleText rule && is.test(rule.text()));
  }

  private boolean hasBrace(String text) {
    return text.indexOf('{') >= 0 || text.indexOf('}') >= 0;
  }

  private boolean couldBecomeTag(String text) {
    try {
      return hasBrace(text) || hasBrace(URLDecoder.decode(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  private static boolean isReference(MarkedText text) {
    List<Segment> segments = text.segments();
    String joined =
        segments.stream()
            .map(RuntimeText::own)
            .map(segment -> segment instanceof Segment.Own own ? own.text() : "")
            .collect(Collectors.joining());
    return REFERENCE.matcher(joined).matches();
  }
}
