package io.deploywatches.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.bundle.Bundle;
import io.deploywatches.bundle.Matching;
import io.deploywatches.bundle.Rule;
import io.deploywatches.bundle.SecretReference;
import io.deploywatches.bundle.Settings;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.TimeSpan;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.query.CorrelatedSearch;
import io.deploywatches.query.ElasticsearchDsl;
import io.deploywatches.query.ElasticsearchQueryString;
import io.deploywatches.query.QueryLanguage;
import io.deploywatches.query.language.Dialect;
import io.deploywatches.query.language.SigmacAggregation;
import io.deploywatches.query.language.Target;
import io.deploywatches.sigma.Correlated;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.LogSource;
import io.deploywatches.sigma.LogSources;
import io.deploywatches.sigma.RuleLibrary;
import io.deploywatches.watch.Finding;
import io.deploywatches.watch.MarkedText;
import io.deploywatches.watch.MarkedText.Segment;
import io.deploywatches.watch.RuntimeText;
import io.deploywatches.watch.ServerVersion;
import io.deploywatches.watch.Watch;
import io.deploywatches.watch.WatchLint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Makes watches of a bundle's rules. */
public final class WatchRenderer {
  private static final String UNKNOWN_LOG_SOURCE = "unknown-log-source";
  private static final String APPROXIMATE_QUERY = "approximate-query";

  private static final QueryLanguage<ObjectNode> DSL = new ElasticsearchDsl();
  private static final QueryLanguage<String> QUERY_STRING = new ElasticsearchQueryString();

  /** The template whose watches are those of sigmac, with their faults. */
  private static final String SIGMAC_TEMPLATE = "sigmac";

  private final Bundle bundle;
  private final Optional<String> environment;
  private final Templates templates;
  private final RuleLibrary library;
  private final Correlations correlations;
  private final boolean tellsDefects;

  /** A renderer of a bundle's rules. Who chooses sigmac's template is not told of its faults. */
  public WatchRenderer(Bundle bundle, Optional<String> environment) {
    this(bundle, environment, false);
  }

  private WatchRenderer(Bundle bundle, Optional<String> environment, boolean tellsDefects) {
    this.tellsDefects = tellsDefects;
    this.bundle = bundle;
    this.environment = environment;
    this.templates = new Templates(bundle.templates());
    this.library = new RuleLibrary(bundle.library());
    this.correlations = new Correlations(library);
  }

  /**
   * What came of a bundle.
   *
   * @param watches those that rendered, of different ids
   * @param failed the rules that did not
   * @param someServers what is wrong with those watches on some servers and not on others
   * @param origins the rules of those watches, by the id of the watch
   * @param replaced the ids of watches that are left out, as a correlation stands for them
   */
  public record Rendered(
      List<Watch> watches,
      List<Rule> failed,
      List<OnSomeServers> someServers,
      Map<String, Rule> origins,
      Set<String> replaced) {
    public Rendered {
      watches = List.copyOf(watches);
      failed = List.copyOf(failed);
      someServers = List.copyOf(someServers);
      origins = Map.copyOf(origins);
      replaced = Set.copyOf(replaced);
    }

    /** What was found in one of the watches later, at its place in the bundle. */
    public OnSomeServers at(Watch watch, Finding finding) {
      Rule rule = Objects.requireNonNull(origins.get(watch.id()));
      return new OnSomeServers(watch.id(), WatchRenderer.locationOf(rule, finding), finding);
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
    List<Watch> ordered = new ArrayList<>();
    List<OnSomeServers> someServers = new ArrayList<>();
    Set<Rule> failed = new LinkedHashSet<>();
    Map<String, Rule> origins = new HashMap<>();
    templates.check(problems);
    library.check(problems);
    Set<String> replaced = correlations.replaced(bundle.library().rules());
    for (Made made : bundle.rules().parallelStream().map(this::make).toList()) {
      Rule rule = made.rule();
      Problems found = made.problems();
      problems.addAll(found.list());
      if (found.hasErrors()) {
        failed.add(rule);
      } else if (rule.settings().deploy()) {
        for (Watch watch : made.watches()) {
          if (!replaced.contains(watch.id())) {
            ordered.add(watch);
            origins.put(watch.id(), rule);
          }
        }
        made.someServers().stream()
            .filter(finding -> !replaced.contains(finding.watchId()))
            .forEach(someServers::add);
      }
    }
    return new Rendered(ordered, List.copyOf(failed), someServers, origins, replaced);
  }

  /** A renderer of rules that belong to no bundle. It warns of the faults of sigmac's template. */
  public static WatchRenderer ofRulesAlone(Bundle bundle) {
    return new WatchRenderer(bundle, Optional.empty(), true);
  }

  /**
   * The watches of a rule that is looked at alone; none when an error was reported.
   *
   * @param detections what the rule looks for, one for each of its ids
   */
  public List<Watch> render(Rule.Sigma rule, List<Detection> detections, Problems problems) {
    Problems found = new Problems();
    List<Watch> watches = List.of();
    try {
      watches = watches(rule, detections, found);
    } catch (TemplateProblem e) {
      found.add(e.problem());
    }
    problems.addAll(found.list());
    return found.hasErrors() ? List.of() : watches;
  }

  /** What came of one rule, looked at by itself. */
  private record Made(
      Rule rule, List<Watch> watches, Problems problems, List<OnSomeServers> someServers) {}

  private Made make(Rule rule) {
    Problems problems = new Problems();
    List<OnSomeServers> someServers = new ArrayList<>();
    List<Watch> made = tried(rule, problems);
    made.forEach(watch -> lint(rule, watch, problems, someServers));
    return new Made(rule, made, problems, someServers);
  }

  private List<Watch> tried(Rule rule, Problems problems) {
    try {
      return watches(rule, problems);
    } catch (TemplateProblem e) {
      problems.add(e.problem());
      return List.of();
    }
  }

  private List<Watch> watches(Rule rule, Problems problems) {
    if (rule instanceof Rule.WholeWatch whole) {
      JsonNode body = withSecrets(whole.body().toJson());
      return List.of(watch(rule, rule.id(), (ObjectNode) body));
    }
    if (rule instanceof Rule.Query query) {
      return List.of(queryRule(query, problems));
    }
    if (rule instanceof Rule.Correlation correlation) {
      return correlationRule(correlation, problems);
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
    List<Detection> detections = library.detections(rule, found);
    problems.addAll(found.list());
    return found.hasErrors() ? List.of() : watches(rule, detections, problems);
  }

  private List<Watch> watches(Rule.Sigma rule, List<Detection> detections, Problems problems) {
    List<Watch> watches = new ArrayList<>();
    for (int i = 0; i < detections.size(); i++) {
      Detection detection = detections.get(i);
      String id = rule.ids().get(i);
      List<String> indices = Correlations.indices(rule, detection.logSource());
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
          context(rule, rule.document(), id, indices).withDetections(List.of(detection));
      Matching matching = rule.settings().matching();
      Optional<Correlated> correlated = Correlated.of(detection);
      Supplier<JsonNode> dsl = () -> query(DSL, rule, detection, matching, problems);
      boolean asSigmac = templates.isShipped(rule.settings().template(), SIGMAC_TEMPLATE);
      if (correlated.isPresent() && !asSigmac) {
        CorrelatedSearch search = search(rule, correlated.get(), problems);
        context.withCorrelation(search, correlated.get());
        dsl = search::query;
      }
      context.withQuery(
          dsl,
          () -> query(QUERY_STRING, rule, detection, matching, problems),
          () -> query(this::sigmac, rule, detection, matching, problems));
      if (asSigmac) {
        context.withSigmacAggregation(sigmacAggregation(detection, problems));
      }
      watches.add(rendered(rule, id, context, problems));
    }
    return watches;
  }

  private Optional<String> sigmac(Detection detection, Matching matching, Problems problems) {
    Problems found = new Problems();
    Optional<String> query =
        Target.XPACK_WATCHER.writer(Dialect.sigmac()).write(detection.events(), List.of(), found);
    found.list().stream()
        .filter(problem -> tellsDefects || problem.isError())
        .forEach(problems::add);
    return query;
  }

  private SigmacAggregation sigmacAggregation(Detection detection, Problems problems) {
    SigmacAggregation aggregation = SigmacAggregation.of(detection, problems);
    if (tellsDefects) {
      Dialect.sigmac().tellOfWatch(aggregation, detection.location(), problems);
    }
    return aggregation;
  }

  private List<Watch> correlationRule(Rule.Correlation rule, Problems problems) {
    Problems found = new Problems();
    Optional<Correlations.Resolved> resolved = correlations.resolve(rule, found);
    problems.addAll(found.list());
    if (resolved.isEmpty()) {
      return List.of();
    }
    Correlated correlated = resolved.get().correlated();
    CorrelatedSearch search = search(rule, correlated, problems);
    RuleContext context =
        context(rule, rule.document(), rule.id(), resolved.get().indices())
            .withCorrelation(search, correlated)
            .withDetections(
                correlated.members().stream()
                    .flatMap(member -> member.detections().stream())
                    .toList())
            .withQuery(search::query, () -> noText(correlated), () -> noText(correlated));
    return List.of(rendered(rule, rule.id(), context, problems));
  }

  private static String noText(Correlated correlated) {
    throw new TemplateProblem(
        Problem.error(
            correlated.location(),
            "the template uses 'query', which a correlation does not have",
            "use a template with <%& dsl %>, <%& aggs %> and <%& condition %>, such as email"));
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

  private static CorrelatedSearch search(Rule rule, Correlated correlated, Problems problems) {
    Settings settings = rule.settings();
    TimeSpan window =
        settings
            .window()
            .or(correlated::timespan)
            .orElseThrow(
                () ->
                    new TemplateProblem(
                        Problem.error(
                            rule.location(),
                            "the schedule is no interval, so 'window' (how far back a run looks)"
                                + " must be given",
                            "add for example 'window: 1d'")));
    CorrelatedSearch.Run run =
        new CorrelatedSearch.Run(
            settings.timeField(), window, RuleContext.startOfRun(settings, window));
    Problems found = new Problems();
    Optional<CorrelatedSearch> search =
        CorrelatedSearch.of(correlated, settings.matching(), run, found);
    problems.addAll(found.list());
    return search.orElseThrow(() -> new TemplateProblem(firstError(found, rule)));
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
    if (!context.unasked().isEmpty()) {
      problems.error(
          rule.location(),
          "the rule is about many events at once, but the template '"
              + rule.settings().template()
              + "' does not ask for <%& "
              + String.join(" %> and <%& ", context.unasked())
              + " %>",
          "use a template that does, such as email");
    }
    ObjectNode body =
        RuntimeText.neutralise(marked, finding -> problems.add(problem(rule.location(), finding)));
    return watch(rule, id, body);
  }

  private static void lint(Rule rule, Watch watch, Problems found, List<OnSomeServers> later) {
    for (Finding finding : WatchLint.findings(watch.body())) {
      if (rule.settings().allow().containsKey(finding.name())) {
        continue;
      }
      Location at = locationOf(rule, finding);
      if (finding.servers() == null) {
        found.add(problem(at, finding));
      } else {
        later.add(new OnSomeServers(watch.id(), at, finding));
      }
    }
  }

  private static Location locationOf(Rule rule, Finding finding) {
    return rule instanceof Rule.WholeWatch whole
        ? whole.body().locationOf(finding.pointer())
        : rule.location();
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
