package io.deploywatches.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.bundle.Bundle;
import io.deploywatches.bundle.Matching;
import io.deploywatches.bundle.Rule;
import io.deploywatches.bundle.SecretReference;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.query.ElasticsearchDsl;
import io.deploywatches.query.ElasticsearchQueryString;
import io.deploywatches.query.QueryLanguage;
import io.deploywatches.query.SigmacQueryString;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.LogSource;
import io.deploywatches.sigma.LogSources;
import io.deploywatches.sigma.Placeholders;
import io.deploywatches.sigma.SigmaParser;
import io.deploywatches.watch.Finding;
import io.deploywatches.watch.MarkedText;
import io.deploywatches.watch.MarkedText.Segment;
import io.deploywatches.watch.MetadataTypes;
import io.deploywatches.watch.RuntimeText;
import io.deploywatches.watch.ServerVersion;
import io.deploywatches.watch.Watch;
import io.deploywatches.watch.WatchLint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Makes watches of a bundle's rules. */
public final class WatchRenderer {
  private static final String UNKNOWN_LOG_SOURCE = "unknown-log-source";
  private static final String APPROXIMATE_QUERY = "approximate-query";

  private static final QueryLanguage<ObjectNode> DSL = new ElasticsearchDsl();
  private static final QueryLanguage<String> QUERY_STRING = new ElasticsearchQueryString();
  private static final QueryLanguage<String> SIGMAC = new SigmacQueryString();

  private final Bundle bundle;
  private final Optional<String> environment;
  private final Templates templates;

  public WatchRenderer(Bundle bundle, Optional<String> environment) {
    this.bundle = bundle;
    this.environment = environment;
    this.templates = new Templates(bundle.templates());
  }

  /**
   * What came of a bundle.
   *
   * @param watches those that rendered, of different ids
   * @param failed the rules that did not
   * @param someServers what is wrong with those watches on some servers and not on others
   */
  public record Rendered(List<Watch> watches, List<Rule> failed, List<OnSomeServers> someServers) {
    public Rendered {
      watches = List.copyOf(watches);
      failed = List.copyOf(failed);
      someServers = List.copyOf(someServers);
    }
  }

  /** A finding whose truth depends on the server, and where it stands. */
  public record OnSomeServers(String watchId, Location location, Finding finding) {

    /**
     * The problem that it is on a server of that version, if it is one.
     *
     * @param version null when it is not known
     */
    public Optional<Problem> problem(@Nullable ServerVersion version) {
      return finding.on(version).map(found -> WatchRenderer.problem(location, found));
    }
  }

  /** Renders every rule that is to become a watch; a rule that fails stops no other. */
  public Rendered render(Problems problems) {
    Map<String, Watch> watches = new HashMap<>();
    List<Watch> ordered = new ArrayList<>();
    List<OnSomeServers> someServers = new ArrayList<>();
    Set<Rule> failed = new LinkedHashSet<>();
    MetadataTypes metadata = new MetadataTypes();
    templates.check(problems);
    for (Rule rule : bundle.rules()) {
      List<Watch> made = new ArrayList<>();
      Problems found = new Problems();
      try {
        made.addAll(watches(rule, found));
      } catch (TemplateProblem e) {
        found.add(e.problem());
      }
      List<OnSomeServers> later = new ArrayList<>();
      for (Watch watch : made) {
        lint(rule, watch, found, later);
        Watch other = watches.putIfAbsent(watch.id(), watch);
        if (other != null) {
          found.error(
              rule.location(),
              "the watch id '" + watch.id() + "' of this rule is also made by " + other.source(),
              "give each rule an id of its own");
        }
      }
      if (rule.settings().deploy()) {
        made.forEach(
            watch ->
                metadata
                    .add(watch)
                    .forEach(clash -> found.error(rule.location(), clash, "rename one of them")));
      }
      problems.addAll(found.list());
      if (found.hasErrors()) {
        failed.add(rule);
      } else if (rule.settings().deploy()) {
        ordered.addAll(made);
        someServers.addAll(later);
      }
    }
    return new Rendered(ordered, List.copyOf(failed), someServers);
  }

  private List<Watch> watches(Rule rule, Problems problems) {
    if (rule instanceof Rule.WholeWatch whole) {
      JsonNode body = withSecrets(whole.body().toJson());
      return List.of(watch(rule, rule.id(), (ObjectNode) body));
    }
    if (rule instanceof Rule.Query query) {
      return List.of(queryRule(query, problems));
    }
    return sigmaRule((Rule.Sigma) rule, problems);
  }

  private Watch queryRule(Rule.Query rule, Problems problems) {
    Mapping document = rule.document();
    List<String> indices = rule.settings().indices();
    if (document.get("indices") != null) {
      indices = strings(document.toJson().path("indices"));
    }
    if (indices.isEmpty()) {
      throw new TemplateProblem(
          Problem.error(
              rule.location(),
              "'indices' is missing: expected the indices to search",
              "add for example 'indices: [logs-*]' to the rule or to the defaults"));
    }
    RuleContext context =
        context(rule, document, rule.id(), indices)
            .withQuery(() -> queryDsl(document), () -> queryText(rule), () -> queryText(rule));
    return rendered(rule, rule.id(), context, problems);
  }

  private static JsonNode queryDsl(Mapping document) {
    if (document.get("dsl") instanceof Mapping dsl) {
      return dsl.toJson();
    }
    ObjectNode dsl = JsonNodeFactory.instance.objectNode();
    dsl.putObject("query_string").put("query", queryOf(document));
    return dsl;
  }

  private static String queryText(Rule.Query rule) {
    if (rule.document().has("dsl")) {
      throw new TemplateProblem(
          Problem.error(
              rule.location(),
              "the template uses 'query', which a rule with 'dsl' does not have",
              "use a template with <%& dsl %>, such as email"));
    }
    return queryOf(rule.document());
  }

  private static String queryOf(Mapping document) {
    return document.get("query") instanceof Scalar query ? query.text() : "";
  }

  private List<Watch> sigmaRule(Rule.Sigma rule, Problems problems) {
    Problems found = new Problems();
    List<Detection> detections =
        SigmaParser.parse(
            rule.document(), Placeholders.of(rule.settings().values().path("placeholders")), found);
    problems.addAll(found.list());
    if (found.hasErrors()) {
      return List.of();
    }
    List<Watch> watches = new ArrayList<>();
    for (int i = 0; i < detections.size(); i++) {
      Detection detection = detections.get(i);
      String id = i == 0 ? rule.id() : rule.id() + "-" + (i + 1);
      List<String> indices = rule.settings().indices();
      if (indices.isEmpty()) {
        indices = LogSources.indices(detection.logSource());
      }
      if (indices.isEmpty()) {
        throw new TemplateProblem(
            Problem.error(
                rule.location(),
                "which indices hold the events of this rule's log source is not known",
                "say it with 'indices' in the defaults, an override or the rule's 'watch'"));
      }
      if (!rule.settings().allow().containsKey(UNKNOWN_LOG_SOURCE)
          && !LogSources.isKnown(detection.logSource())
          && !detection.logSource().equals(LogSource.UNKNOWN)) {
        problems.add(
            Problem.warning(
                    rule.location(),
                    "the rule's log source is not known, so that it looks at every event of its"
                        + " indices",
                    "name indices that hold nothing else with 'indices' in an override, or correct"
                        + " the rule's 'logsource'")
                .named(UNKNOWN_LOG_SOURCE));
      }
      RuleContext context =
          context(rule, rule.document(), id, indices)
              .withQuery(
                  () -> query(DSL, rule, detection, rule.settings().matching(), problems),
                  () -> query(QUERY_STRING, rule, detection, rule.settings().matching(), problems),
                  () -> query(SIGMAC, rule, detection, rule.settings().matching(), problems));
      watches.add(rendered(rule, id, context, problems));
    }
    return watches;
  }

  private static <Q> Q query(
      QueryLanguage<Q> language,
      Rule rule,
      Detection detection,
      Matching matching,
      Problems problems) {
    Problems found = new Problems();
    Optional<Q> query = language.convert(detection, matching, found);
    for (Problem problem : found.list()) {
      if (problem.isError()) {
        problems.add(problem);
      } else if (!rule.settings().allow().containsKey(APPROXIMATE_QUERY)) {
        problems.add(problem.named(APPROXIMATE_QUERY));
      }
    }
    return query.orElseThrow(() -> new TemplateProblem(firstError(found, rule)));
  }

  private static Problem firstError(Problems found, Rule rule) {
    return found.list().stream()
        .filter(Problem::isError)
        .findFirst()
        .orElseGet(() -> Problem.error(rule.location(), "cannot be written as a query"));
  }

  private RuleContext context(Rule rule, Mapping document, String id, List<String> indices) {
    return new RuleContext(bundle, environment, rule, document, id, indices);
  }

  private Watch rendered(Rule rule, String id, RuleContext context, Problems problems) {
    ObjectNode marked =
        templates.render(rule.settings().template(), context.values(), rule.location());
    ObjectNode body =
        RuntimeText.neutralise(marked, finding -> problems.add(problem(rule.location(), finding)));
    return watch(rule, id, body);
  }

  private static void lint(Rule rule, Watch watch, Problems found, List<OnSomeServers> later) {
    for (Finding finding : WatchLint.findings(watch.body())) {
      if (rule.settings().allow().containsKey(finding.name())) {
        continue;
      }
      Location at =
          rule instanceof Rule.WholeWatch whole
              ? whole.body().locationOf(finding.pointer())
              : rule.location();
      if (finding.servers() == null) {
        found.add(problem(at, finding));
      } else {
        later.add(new OnSomeServers(watch.id(), at, finding));
      }
    }
  }

  private static Problem problem(Location at, Finding finding) {
    String place = finding.pointer().isEmpty() ? "" : finding.pointer() + ": ";
    return new Problem(
        finding.severity(), at, place + finding.message(), finding.hint(), finding.name());
  }

  private static Watch watch(Rule rule, String id, ObjectNode body) {
    return new Watch(
        id, rule.source(), body, rule.settings().activation(), rule.settings().previousIds());
  }

  private static JsonNode withSecrets(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      object.properties().forEach(entry -> copy.set(entry.getKey(), withSecrets(entry.getValue())));
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
      array.forEach(item -> copy.add(withSecrets(item)));
      return copy;
    }
    return node.isTextual() && node.textValue().contains(SecretReference.START)
        ? withSecrets(node.textValue())
        : node;
  }

  private static JsonNode withSecrets(String text) {
    List<Segment> segments = new ArrayList<>();
    Matcher reference = SecretReference.PATTERN.matcher(text);
    int start = 0;
    while (reference.find()) {
      segments.add(new Segment.Own(text.substring(start, reference.start())));
      segments.add(new Segment.Secret(reference.group(1)));
      start = reference.end();
    }
    segments.add(new Segment.Own(text.substring(start)));
    return new MarkedText(segments).toNode();
  }

  private static List<String> strings(JsonNode value) {
    List<String> strings = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(item -> strings.add(item.asText()));
    } else {
      strings.add(value.asText());
    }
    return strings;
  }
}
