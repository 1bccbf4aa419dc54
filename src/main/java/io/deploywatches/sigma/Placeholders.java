package io.deploywatches.sigma;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code %name%} stands for in values with the modifier {@code expand}.
 *
 * @param values by name; each value may have wildcards
 */
public record Placeholders(Map<String, List<String>> values) {
  /** No names at all. */
  public static final Placeholders NONE = new Placeholders(Map.of());

  private static final Pattern REFERENCE = Pattern.compile("%([^%\\s]{1,100})%");

  public Placeholders {
    values = Map.copyOf(values);
  }

  /** Reads {@code values.placeholders} of the settings: a name, and a value or a list of them. */
  public static Placeholders of(JsonNode setting) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    setting
        .properties()
        .forEach(
            entry -> {
              List<String> texts = new ArrayList<>();
              if (entry.getValue().isArray()) {
                entry.getValue().forEach(item -> texts.add(item.asText()));
              } else {
                texts.add(entry.getValue().asText());
              }
              values.put(entry.getKey(), List.copyOf(texts));
            });
    return new Placeholders(values);
  }

  /** All that a text stands for; empty when a problem was reported. */
  List<String> expand(String text, Location location, Problems problems) {
    Matcher reference = REFERENCE.matcher(text);
    List<String> texts = List.of("");
    int start = 0;
    while (reference.find()) {
      List<String> known = values.getOrDefault(reference.group(1), List.of());
      if (known.isEmpty()) {
        problems.error(
            location,
            "the placeholder '"
                + reference.group()
                + "' has no values"
                + Nearest.suggestion(reference.group(1), values.keySet()),
            "list them in the settings: values.placeholders." + reference.group(1));
        return List.of();
      }
      if ((long) texts.size() * known.size() > Variants.MAX) {
        problems.error(
            location, "the placeholders stand for more than " + Variants.MAX + " values");
        return List.of();
      }
      String before = text.substring(start, reference.start());
      texts =
          texts.stream()
              .flatMap(prefix -> known.stream().map(value -> prefix + before + value))
              .toList();
      start = reference.end();
    }
    String rest = text.substring(start);
    return texts.stream().map(prefix -> prefix + rest).toList();
  }
}
