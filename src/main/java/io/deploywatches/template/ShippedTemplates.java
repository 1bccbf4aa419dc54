package io.deploywatches.template;

import static java.util.Map.entry;

import io.deploywatches.bundle.Bundle.TemplateSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The templates and partials that come with the tool. Each has a version, which a bundle can pin as
 * {@code NAME@VERSION}, so that a newer tool does not put all of its watches again.
 *
 * <p>What a version renders never changes once it is released. A change of the output is a new
 * version: the old file stays as {@code NAME@VERSION.mustache}, with the versions of the partials
 * that it includes written out.
 */
final class ShippedTemplates {
  /** What {@code template: NAME} adds to the name. */
  static final String BODY = ".json";

  /** The newest version of each; the jar cannot be listed. */
  private static final Map<String, Integer> NEWEST =
      new TreeMap<>(
          Map.ofEntries(
              entry("email.json", 1),
              entry("alerts.json", 1),
              entry("alerts", 1),
              entry("sigmac.json", 1),
              entry("email", 1),
              entry("webhook", 1),
              entry("index", 1),
              entry("slack", 1),
              entry("pagerduty", 1),
              entry("jira", 1),
              entry("logging", 1)));

  private static final Pattern PINNED = Pattern.compile("([^@]+)@([^@]*?)(\\.json)?");
  private static final Pattern INCLUDE = Pattern.compile("<%>\\s*([^@\\s]+)\\s*%>");

  private ShippedTemplates() {}

  /** The names without versions. */
  static Set<String> names() {
    return NEWEST.keySet();
  }

  /** What is asked for when a name pins a version of a shipped template. */
  record Pin(String name, String version) {

    /**
     * Reads a name as a pin.
     *
     * @param name with {@code .json} at its end if it is a body: {@code email@1.json}
     * @return empty when it pins nothing that is shipped
     */
    static Optional<Pin> of(String name) {
      Matcher pinned = PINNED.matcher(name);
      if (!pinned.matches()) {
        return Optional.empty();
      }
      String base = pinned.group(1) + (pinned.group(3) == null ? "" : BODY);
      return NEWEST.containsKey(base)
          ? Optional.of(new Pin(base, pinned.group(2)))
          : Optional.empty();
    }

    /** The versions that there are, oldest first. */
    List<String> versions() {
      return IntStream.rangeClosed(1, newest(name)).mapToObj(Integer::toString).toList();
    }
  }

  /** The newest version of a template; empty when none of that name is shipped. */
  static Optional<TemplateSource> source(String name) {
    return NEWEST.containsKey(name) ? Optional.of(read(name, name)) : Optional.empty();
  }

  /** A pinned version, which includes shipped partials only; empty when it does not exist. */
  static Optional<TemplateSource> pinned(Pin pin, String as) {
    if (!pin.versions().contains(pin.version())) {
      return Optional.empty();
    }
    if (!pin.version().equals(Integer.toString(newest(pin.name())))) {
      return Optional.of(read(as, as));
    }
    TemplateSource source = read(pin.name(), as);
    String text =
        INCLUDE
            .matcher(source.text())
            .replaceAll(
                include -> "<%> " + include.group(1) + "@" + newest(include.group(1)) + " %>");
    return Optional.of(new TemplateSource(as, source.file(), text));
  }

  private static int newest(String name) {
    return NEWEST.getOrDefault(name, 0);
  }

  private static TemplateSource read(String name, String as) {
    try (InputStream stream =
        ShippedTemplates.class.getResourceAsStream("shipped/" + name + ".mustache")) {
      if (stream == null) {
        throw new IllegalStateException("the template " + name + " is not in the jar");
      }
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return new TemplateSource(as, "templates/" + name + ".mustache", text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
