package io.deploywatches.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.check.QueryFields.Use;
import io.deploywatches.cluster.ClusterException;
import io.deploywatches.cluster.Searches;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.problem.Severity;
import io.deploywatches.watch.Watch;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares the searches of watches with the indices of a cluster: indices that do not exist, fields
 * that are not mapped or are mapped as something else, and queries that the server cannot read.
 */
public final class SearchCheck {
  private static final String KEYWORD = ".keyword";
  static final Set<String> TIMES = Set.of("date", "date_nanos");
  private static final Set<String> TEXTS = Set.of("text", "match_only_text");

  private final Searches searches;
  private final Instant now;
  private final IndexFields fields;
  private final Problems problems;
  private final Map<Unmapped, Optional<String>> hints = new HashMap<>();
  private final Set<String> refused = new HashSet<>();

  /** A field that is missing, with where. */
  private record Unmapped(List<String> indices, String field) {}

  /**
   * @param now stands for the time of a run
   * @param problems takes what is wrong
   */
  public SearchCheck(Searches searches, IndexFields fields, Instant now, Problems problems) {
    this.searches = searches;
    this.fields = fields;
    this.now = now;
    this.problems = problems;
  }

  /**
   * Compares a watch.
   *
   * @throws ClusterException when nothing can be asked any more; what one watch meets is told
   */
  public void check(Watch watch, Origin origin) throws ClusterException {
    try {
      inputs(watch, watch.body().path("input"), origin);
    } catch (ClusterException e) {
      if (e.concernsConnection()) {
        throw e;
      }
      add(
          origin,
          Severity.WARNING,
          "not-checked",
          "the search could not be compared with the cluster: " + e.getMessage(),
          null);
    }
  }

  /** Whether the cluster cannot read the query of a watch that was compared. */
  public boolean isRefused(Watch watch) {
    return refused.contains(watch.id());
  }

  private void inputs(Watch watch, JsonNode input, Origin origin) throws ClusterException {
    JsonNode request = input.path("search").path("request");
    if (request.isObject()) {
      search(watch, IndicesOf.request(request), request.path("body").path("query"), origin);
    }
    for (JsonNode named : input.path("chain").path("inputs")) {
      for (JsonNode each : named) {
        inputs(watch, each, origin);
      }
    }
  }

  private void search(Watch watch, List<String> indices, JsonNode query, Origin origin)
      throws ClusterException {
    // What Mustache makes of a name is known at run time only.
    if (indices.isEmpty() || indices.toString().contains("{{")) {
      return;
    }
    Optional<Map<String, Set<String>>> known = fields.of(indices);
    if (known.isEmpty()) {
      add(
          origin,
          Severity.WARNING,
          "no-index",
          "no index is called " + String.join(" or ", indices) + ": the watch finds nothing",
          "correct 'indices', or ignore this until the first event comes");
      return;
    }
    Map<String, Set<String>> mapped = known.get();
    for (Use use : QueryFields.uses(query)) {
      use(use, mapped, indices, origin);
    }
    if (!QueryFields.canMatch(query, mapped::containsKey)) {
      add(
          origin,
          Severity.WARNING,
          "never-fires",
          "the search can find nothing in "
              + String.join(", ", indices)
              + ", as a part that has to match looks into fields that are not mapped",
          "see the other findings of this watch");
    }
    JsonNode asAtRun = RunQuery.at(query, now);
    if (asAtRun != null) {
      Optional<String> reason = searches.refusal(indices, asAtRun);
      if (reason.isPresent()) {
        refused.add(watch.id());
        add(
            origin,
            Severity.ERROR,
            "query-refused",
            "the cluster cannot read the query: " + reason.get(),
            "each run would fail");
      }
    }
  }

  private void use(Use use, Map<String, Set<String>> mapped, List<String> indices, Origin origin) {
    Set<String> types = mapped.get(use.field());
    if (use.field().startsWith("_") || use.field().contains("{{")) {
      return;
    }
    if (types == null) {
      add(
          origin,
          Severity.WARNING,
          "field-not-mapped",
          "the field '" + use.field() + "' is not mapped in " + String.join(", ", indices),
          hints
              .computeIfAbsent(
                  new Unmapped(indices, use.field()),
                  missing -> Optional.ofNullable(hint(missing.field(), mapped)))
              .orElse(null));
    } else if (use.range() && types.stream().noneMatch(TIMES::contains) && isTime(use.field())) {
      add(
          origin,
          Severity.WARNING,
          "field-of-wrong-type",
          "the field '" + use.field() + "' is mapped as " + String.join(", ", types) + ", no date",
          "set 'time_field' to a field that is a date");
    } else if (use.exact() && TEXTS.containsAll(types)) {
      boolean hasKeyword = mapped.containsKey(use.field() + KEYWORD);
      add(
          origin,
          Severity.WARNING,
          "field-of-wrong-type",
          "the field '" + use.field() + "' is analysed text, which a whole value never equals",
          hasKeyword
              ? "set 'matching: {keyword: .keyword}', as " + use.field() + KEYWORD + " is mapped"
              : "map it as keyword, or with a sub-field that is one");
    }
  }

  private static boolean isTime(String field) {
    return field.endsWith("timestamp") || field.matches(".*\\b(time|date|created)\\b.*");
  }

  private static @Nullable String hint(String field, Map<String, Set<String>> mapped) {
    if (field.endsWith(KEYWORD)) {
      String whole = field.substring(0, field.length() - KEYWORD.length());
      if (mapped.containsKey(whole)) {
        return "the field '"
            + whole
            + "' itself is mapped as "
            + String.join(", ", mapped.get(whole))
            + ": set 'matching: {keyword: none}'";
      }
    }
    Optional<String> nearest = Nearest.to(field, new TreeSet<>(mapped.keySet()));
    if (nearest.isPresent()) {
      return "did you mean '" + nearest.get() + "'?";
    }
    String last = field.substring(field.lastIndexOf('.') + 1);
    List<String> alike =
        mapped.keySet().stream().filter(name -> name.endsWith("." + last)).limit(3).toList();
    return alike.isEmpty()
        ? "correct the name, or ignore this until the first event with it comes"
        : "there is " + String.join(", ", alike) + "; 'matching.fields' names the fields";
  }

  private void add(
      Origin origin, Severity severity, String name, String message, @Nullable String hint) {
    if (!origin.allowed().contains(name)) {
      problems.add(new Problem(severity, origin.location(), message, hint, name));
    }
  }
}
