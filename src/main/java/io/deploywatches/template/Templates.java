package io.deploywatches.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.samskivert.mustache.BasicCollector;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.MustacheParseException;
import com.samskivert.mustache.Template;
import io.deploywatches.bundle.Bundle.TemplateSource;
import io.deploywatches.bundle.BundleSettings;
import io.deploywatches.bundle.JsonReader;
import io.deploywatches.bundle.SourceValue;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.template.ShippedTemplates.Pin;
import io.deploywatches.watch.MarkedText;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The templates that a bundle can use: its own, and the shipped ones below them. Mustache with the
 * delimiters {@code <% %>}, set up for JSON: {@code <% x %>} is the content of a JSON string,
 * {@code <%& x %>} a whole JSON value, and whatever does not exist is a problem with file and line.
 * Rules may be rendered by several threads at once.
 */
final class Templates {
  private static final String BODY = ShippedTemplates.BODY;
  private static final int SHOWN_LINE = 160;
  private static final Pattern MARK_OUTSIDE =
      Pattern.compile("unexpected character \\('[\uFDD0-\uFDD3]'");

  /** The value that the engine was about to print, which its exceptions do not tell. */
  private static final ThreadLocal<@Nullable Object> LAST_VALUE = new ThreadLocal<>();

  private final Map<String, TemplateSource> own = new HashMap<>();
  private final Map<String, TemplateSource> used = new ConcurrentHashMap<>();
  private final Map<String, Template> compiled = new ConcurrentHashMap<>();
  private final Mustache.Compiler compiler;

  Templates(Collection<TemplateSource> own) {
    own.forEach(source -> this.own.put(source.name(), source));
    this.compiler =
        Mustache.compiler()
            .withDelims("<% %>")
            .strictSections(true)
            .withFormatter(Templates::toJson)
            .withEscaper(Templates::contentOfString)
            .withCollector(new MapsOnly())
            .withLoader(name -> new StringReader(source(name).text()));
  }

  private static String toJson(@Nullable Object value) {
    LAST_VALUE.set(value);
    return TemplateValue.toJson(value);
  }

  /** Reports what is wrong with the bundle's own templates as such, used or not. */
  void check(Problems problems) {
    for (String name : new TreeSet<>(own.keySet())) {
      Tag.of(source(name), problems);
      try {
        template(name);
      } catch (TemplateProblem e) {
        problems.add(e.problem());
      }
    }
  }

  /**
   * Renders a watch's body.
   *
   * @param name as {@code template:} gives it
   * @param at where the name was given, for messages
   * @return the body; strings that hold rule text or secrets are {@link MarkedText} leaves
   * @throws TemplateProblem when it cannot be done
   */
  ObjectNode render(String name, Map<String, @Nullable Object> context, Location at) {
    String rendered = renderText(name, context, at);
    String file = source(name + BODY).file();
    Problems problems = new Problems();
    Optional<SourceValue> value = JsonReader.read("rendered", rendered, problems);
    if (value.isEmpty() || problems.hasErrors()) {
      throw new TemplateProblem(notJson(file, rendered, problems.list().get(0), at));
    }
    if (!(value.get().toJson() instanceof ObjectNode body)) {
      throw new TemplateProblem(
          Problem.error(
              Location.of(file),
              "renders to " + value.get().kind() + " for " + at.file() + ", not to an object"));
    }
    return (ObjectNode) withMarks(body, file);
  }

  private String renderText(String name, Map<String, @Nullable Object> context, Location at) {
    if (find(name + BODY).isEmpty()) {
      throw new TemplateProblem(unknownTemplate(name, at));
    }
    Template template = template(name + BODY);
    try {
      return template.execute(context);
    } catch (MustacheException.Context e) {
      throw new TemplateProblem(noValue(name + BODY, e, context, at));
    } catch (MustacheException e) {
      throw new TemplateProblem(
          Problem.error(Location.of(source(name + BODY).file()), String.valueOf(e.getMessage())));
    } catch (StringPositionException e) {
      throw new TemplateProblem(notText(name + BODY, context, at));
    }
  }

  private Problem noValue(
      String template,
      MustacheException.Context e,
      Map<String, @Nullable Object> context,
      Location at) {
    // The engine names a.b.c when c is missing, but a when a is.
    Optional<Tag> tag =
        find(
            template,
            found ->
                found.location().line() == e.lineNo
                    && (found.name() + ".").startsWith(e.key + "."));
    String name = tag.map(Tag::name).orElse(e.key);
    return Problem.error(
        tag.map(Tag::location).orElse(new Location(source(template).file(), e.lineNo)),
        "'" + name + "' has no value for " + at.file() + Nearest.suggestion(name, names(context)),
        howToGive(name, names(context)));
  }

  /** Whether a name means a shipped template, in any version, and not one of the bundle's own. */
  boolean isShipped(String name, String shipped) {
    return name.replaceFirst("@.*", "").equals(shipped) && !own.containsKey(shipped + BODY);
  }

  private static String howToGive(String name, Set<String> known) {
    if (name.startsWith("secrets.")) {
      return "add it to 'secrets' in " + BundleSettings.FILE;
    }
    if (!known.contains(name) && !name.startsWith("values.")) {
      // A section around a name that no rule has would never show.
      return Nearest.to(name, known).isPresent()
          ? "correct the spelling"
          : "known names: " + String.join(", ", known);
    }
    String where = name.startsWith("values.") ? " in the settings" : "";
    return "give it a value"
        + where
        + ", or put the place into a section: <%# "
        + name
        + " %>...<%/ "
        + name
        + " %>";
  }

  private Problem notText(String template, Map<String, @Nullable Object> context, Location at) {
    Object last = LAST_VALUE.get();
    Optional<Tag> tag =
        find(template, found -> found.kind() == ' ' && value(found.name(), context) == last);
    String name = tag.map(Tag::name).orElse("NAME");
    return Problem.error(
        tag.map(Tag::location).orElse(Location.of(source(template).file())),
        "<% "
            + name
            + " %> is the content of a string, but for "
            + at.file()
            + " it is "
            + (last instanceof Map ? "an object" : "a list"),
        "write <%& " + name + " %> for a whole JSON value");
  }

  private static @Nullable Object value(String name, Map<String, @Nullable Object> context) {
    Object value = context;
    for (String part : name.split("\\.", -1)) {
      value = value instanceof Map<?, ?> map ? map.get(part) : null;
    }
    return value;
  }

  private static Set<String> names(Map<String, @Nullable Object> context) {
    Set<String> names = new TreeSet<>(context.keySet());
    for (String group : List.of("values", "secrets")) {
      if (context.get(group) instanceof Map<?, ?> map) {
        map.keySet().forEach(key -> names.add(group + "." + key));
      }
    }
    return names;
  }

  private Problem unknownTemplate(String name, Location at) {
    Set<String> bodies = new TreeSet<>();
    for (String each : known()) {
      if (each.endsWith(BODY)) {
        bodies.add(withoutBody(each));
      }
    }
    return unknownVersion("template", name + BODY, at)
        .orElseGet(
            () ->
                Problem.error(
                    at,
                    "there is no template '" + name + "'" + Nearest.suggestion(name, bodies),
                    "known: "
                        + String.join(", ", bodies)
                        + "; or add templates/"
                        + name
                        + BODY
                        + ".mustache"));
  }

  private Problem unknownPartial(Tag include) {
    String name = include.name();
    return unknownVersion("partial", name, include.location())
        .orElseGet(
            () ->
                Problem.error(
                    include.location(),
                    "there is no partial '" + name + "'" + Nearest.suggestion(name, known()),
                    "add templates/" + name + ".mustache"));
  }

  /** The problem of a name whose version is what is wrong with it. */
  private Optional<Problem> unknownVersion(String what, String name, Location at) {
    Optional<Problem> shipped =
        Pin.of(name)
            .map(
                pin ->
                    Problem.error(
                        at,
                        "there is no version '"
                            + pin.version()
                            + "' of the shipped "
                            + what
                            + " '"
                            + withoutBody(pin.name())
                            + "'",
                        "versions: "
                            + String.join(", ", pin.versions())
                            + "; without @ it is the newest, unless the bundle has its own"));
    int version = name.indexOf('@');
    if (shipped.isPresent() || version < 0) {
      return shipped;
    }
    String unpinned = name.substring(0, version);
    return own.containsKey(unpinned + (name.endsWith(BODY) ? BODY : ""))
        ? Optional.of(
            Problem.error(
                at,
                "the " + what + " '" + unpinned + "' is the bundle's own, which has no versions",
                "leave out '@' and what follows it"))
        : Optional.empty();
  }

  private static String withoutBody(String name) {
    return name.endsWith(BODY) ? name.substring(0, name.length() - BODY.length()) : name;
  }

  private Set<String> known() {
    Set<String> known = new TreeSet<>(ShippedTemplates.names());
    known.addAll(own.keySet());
    return known;
  }

  private Problem notJson(String file, String rendered, Problem problem, Location at) {
    Location place = problem.location();
    int line = place == null ? 1 : Math.max(1, place.line());
    String text =
        rendered.lines().skip(line - 1L).findFirst().map(Marks::forPeople).orElse("").strip();
    String shown = text.length() > SHOWN_LINE ? text.substring(0, SHOWN_LINE) + "..." : text;
    return Problem.error(
        Location.of(file),
        "does not render to JSON for "
            + at.file()
            + ": line "
            + line
            + " of the rendered text: "
            + forPeople(problem)
            + (shown.isEmpty() ? "" : ": " + shown),
        "a string is \"<% NAME %>\", any other value <%& NAME %>");
  }

  /** What is wrong, without the marks, which nobody has typed. */
  private static String forPeople(Problem problem) {
    return MARK_OUTSIDE.matcher(problem.message()).find()
        ? "a text stands here that is in no string, or in one that was closed before it"
        : problem.message();
  }

  private static JsonNode withMarks(JsonNode node, String file) {
    if (node instanceof ObjectNode object) {
      ObjectNode marked = JsonNodeFactory.instance.objectNode();
      object
          .properties()
          .forEach(
              entry ->
                  marked.set(plainKey(entry.getKey(), file), withMarks(entry.getValue(), file)));
      return marked;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode marked = JsonNodeFactory.instance.arrayNode(array.size());
      array.forEach(item -> marked.add(withMarks(item, file)));
      return marked;
    }
    return node.isTextual() ? Marks.read(node.textValue()).toNode() : node;
  }

  /** A key has no marks to travel with, so it must be harmless wherever it stands. */
  private static String plainKey(String key, String file) {
    MarkedText text = Marks.read(key);
    if (text.hasSecret()) {
      throw new TemplateProblem(
          Problem.error(Location.of(file), "a secret as the key of an object"));
    }
    boolean isOwn = text.segments().stream().allMatch(MarkedText.Segment.Own.class::isInstance);
    String plain = Marks.forPeople(key);
    if (!isOwn && plain.contains("{{")) {
      throw new TemplateProblem(
          Problem.error(
              Location.of(file),
              "rule text with {{ in it as the key of an object: it could become run-time Mustache"));
    }
    return plain;
  }

  private Template template(String name) {
    Template known = compiled.get(name);
    if (known == null) {
      checkIncludes(name, new LinkedHashSet<>());
      known = compile(source(name));
      compiled.put(name, known);
    }
    return known;
  }

  /** Compiles each partial by itself, so that an error in it is told with its own name. */
  private void checkIncludes(String name, Set<String> path) {
    TemplateSource source = source(name);
    if (!path.add(name)) {
      List<String> loop = new ArrayList<>(path);
      loop.subList(0, loop.indexOf(name)).clear();
      throw new TemplateProblem(
          Problem.error(
              Location.of(source.file()),
              "includes itself: " + String.join(" > ", loop) + " > " + name));
    }
    compile(source);
    for (Tag include : includes(source)) {
      String partial = include.name();
      if (find(partial).isEmpty()) {
        throw new TemplateProblem(unknownPartial(include));
      }
      checkIncludes(partial, path);
    }
    path.remove(name);
  }

  private Template compile(TemplateSource source) {
    Problems wrongTags = new Problems();
    Tag.of(source, wrongTags);
    if (wrongTags.hasErrors()) {
      throw new TemplateProblem(wrongTags.list().get(0));
    }
    try {
      return compiler.compile(source.text());
    } catch (MustacheParseException e) {
      String message = String.valueOf(e.getMessage());
      Matcher line = Pattern.compile("\\s*[@:]?\\s*\\[?line[: ]+(\\d+)]?").matcher(message);
      Location at =
          line.find()
              ? new Location(source.file(), Integer.parseInt(line.group(1)))
              : Location.of(source.file());
      throw new TemplateProblem(Problem.error(at, line.replaceAll("").strip()));
    } catch (MustacheException e) {
      throw new TemplateProblem(
          Problem.error(Location.of(source.file()), String.valueOf(e.getMessage())));
    }
  }

  /** The first tag that fits, of the template and all that it includes. */
  private Optional<Tag> find(String name, Predicate<Tag> fits) {
    List<TemplateSource> candidates = new ArrayList<>();
    collectIncluded(name, candidates);
    return candidates.stream()
        .flatMap(source -> Tag.of(source, new Problems()).stream())
        .filter(fits)
        .findFirst();
  }

  private void collectIncluded(String name, List<TemplateSource> found) {
    TemplateSource source = source(name);
    if (found.contains(source)) {
      return;
    }
    found.add(source);
    includes(source).forEach(include -> collectIncluded(include.name(), found));
  }

  private static List<Tag> includes(TemplateSource source) {
    return Tag.of(source, new Problems()).stream().filter(tag -> tag.kind() == '>').toList();
  }

  private TemplateSource source(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new TemplateProblem(
                    Problem.error(
                        Location.of("templates/" + name + ".mustache"),
                        "there is no such template")));
  }

  private Optional<TemplateSource> find(String name) {
    TemplateSource known = used.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    TemplateSource mine = own.get(name);
    Optional<TemplateSource> found;
    Optional<Pin> pin = Pin.of(name);
    if (pin.isPresent()) {
      found = ShippedTemplates.pinned(pin.get(), name);
    } else if (mine != null) {
      found = Optional.of(new TemplateSource(name, mine.file(), Marks.own(mine.text())));
    } else {
      found = ShippedTemplates.source(name);
    }
    found.ifPresent(source -> used.put(name, source));
    return found;
  }

  /** {@code <% x %>}: what stands between the quotes; a number or a boolean as it is. */
  private static String contentOfString(String json) {
    if (json.startsWith("\"")) {
      return json.substring(1, json.length() - 1);
    }
    if (json.startsWith("{") || json.startsWith("[")) {
      throw new StringPositionException();
    }
    return json;
  }

  private static final class StringPositionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StringPositionException() {
      super("a list or an object inside a string", null, false, false);
    }
  }

  /** Maps and lists alone: the engine's own collector reflects on whatever it is handed. */
  private static final class MapsOnly extends BasicCollector {
    @Override
    public <K, V> Map<K, V> createFetcherCache() {
      return Collections.synchronizedMap(new HashMap<>());
    }
  }
}
