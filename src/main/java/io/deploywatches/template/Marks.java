package io.deploywatches.template;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.deploywatches.watch.MarkedText;
import io.deploywatches.watch.MarkedText.Segment;
import java.util.ArrayList;
import java.util.List;

/**
 * Marks that carry the origin of text through Mustache, which knows nothing but characters. A piece
 * of rule text or the name of a secret stands between two of Unicode's noncharacters, which exist
 * for such internal use. Where a noncharacter stands in somebody's text, it travels as an escape.
 */
final class Marks {
  private static final char RULE = '\uFDD0';
  private static final char SECRET = '\uFDD1';
  private static final char END = '\uFDD2';
  private static final char ESCAPE = '\uFDD3';

  private Marks() {}

  /** Protects a template's own text, in which a mark would be taken for ours. */
  static String own(String text) {
    return isFree(text) ? text : escaped(text);
  }

  /** Rule text as the content of a JSON string. */
  static String ruleText(String text) {
    return RULE + jsonContent(escaped(text)) + END;
  }

  /** A plain setting's text as the content of a JSON string. */
  static String settingText(String text) {
    return jsonContent(escaped(text));
  }

  /** A secret's name as the content of a JSON string. */
  static String secret(String name) {
    return SECRET + name + END;
  }

  /** What the string of a parsed JSON text is made of. */
  static MarkedText read(String text) {
    if (isFree(text)) {
      return new MarkedText(List.of(new Segment.Own(text)));
    }
    List<Segment> segments = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == RULE || c == SECRET) {
        segments.add(new Segment.Own(unescaped(text.substring(start, i))));
        start = i + 1;
      } else if (c == END && start > 0) {
        String inner = unescaped(text.substring(start, i));
        boolean isSecret = text.charAt(start - 1) == SECRET;
        segments.add(isSecret ? new Segment.Secret(inner) : new Segment.RuleText(inner));
        start = i + 1;
      }
    }
    segments.add(new Segment.Own(unescaped(text.substring(start))));
    return new MarkedText(segments);
  }

  /** The text as a person reads it in a message: secrets by name, no marks. */
  static String forPeople(String rendered) {
    StringBuilder text = new StringBuilder();
    for (Segment segment : read(rendered).segments()) {
      if (segment instanceof Segment.Secret secret) {
        text.append("<% secrets.").append(secret.name()).append(" %>");
      } else if (segment instanceof Segment.RuleText rule) {
        text.append(rule.text());
      } else if (segment instanceof Segment.Own own) {
        text.append(own.text());
      }
    }
    return text.toString();
  }

  private static String jsonContent(String text) {
    return String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text));
  }

  private static boolean isFree(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isMark(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isMark(char c) {
    return c >= RULE && c <= ESCAPE;
  }

  private static String escaped(String text) {
    if (isFree(text)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isMark(c)) {
        escaped.append(ESCAPE).append((char) ('0' + (c - RULE)));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private static String unescaped(String text) {
    if (text.indexOf(ESCAPE) < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == ESCAPE && i + 1 < text.length()) {
        i++;
        plain.append((char) (RULE + (text.charAt(i) - '0')));
      } else {
        plain.append(text.charAt(i));
      }
    }
    return plain.toString();
  }
}
