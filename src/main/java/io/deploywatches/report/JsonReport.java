package io.deploywatches.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.deploy.Outcome;
import io.deploywatches.plan.Action;
import io.deploywatches.plan.Change;
import io.deploywatches.plan.Comparison;
import io.deploywatches.plan.Difference;
import io.deploywatches.plan.Why;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.watch.ClusterIdentity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A report as one JSON document; the same report gives the same bytes. */
public final class JsonReport {
  private JsonReport() {}

  /** The document, a line break at its end. */
  public static String of(Report report) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.set("cluster", cluster(report.cluster()));
    report
        .bundle()
        .ifPresentOrElse(bundle -> root.put("bundle", bundle), () -> root.putNull("bundle"));
    root.put("dry_run", report.dryRun());
    root.set("summary", summary(report));
    ArrayNode watches = root.putArray("watches");
    report.outcomes().forEach(outcome -> watches.add(watch(outcome)));
    root.set("problems", problems(report.problems()));
    return JsonText.of(root) + "\n";
  }

  /** The cluster as every command's JSON gives it; null when there is none. */
  static JsonNode cluster(Optional<ClusterIdentity> cluster) {
    return cluster.<JsonNode>map(JsonReport::cluster).orElseGet(JsonNodeFactory.instance::nullNode);
  }

  private static ObjectNode cluster(ClusterIdentity cluster) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", cluster.name())
        .put("uuid", cluster.uuid())
        .put("version", cluster.version())
        .put("user", cluster.user());
  }

  private static ObjectNode summary(Report report) {
    Map<Action, Integer> counts = report.counts();
    ObjectNode summary = JsonNodeFactory.instance.objectNode();
    for (Action action :
        List.of(
            Action.CREATE,
            Action.UPDATE,
            Action.ACTIVATE,
            Action.DEACTIVATE,
            Action.ADOPT,
            Action.DELETE,
            Action.UNCHANGED,
            Action.CONFLICT,
            Action.ORPHAN)) {
      summary.put(action.word(), counts.get(action));
    }
    return summary
        .put("inactive", report.inactive())
        .put("identity", report.identity())
        .put(Action.INVALID.word(), counts.get(Action.INVALID))
        .put("failed", report.failed());
  }

  private static ObjectNode watch(Outcome outcome) {
    Change change = outcome.change();
    ObjectNode watch = JsonNodeFactory.instance.objectNode();
    watch.put("id", change.id());
    watch.put("source", change.source());
    watch.put("action", change.action().word());
    ArrayNode why = watch.putArray("why");
    if (change instanceof Change.Replace replace) {
      replace.why().stream().map(Why::word).forEach(why::add);
    }
    ArrayNode changes = watch.putArray("changes");
    change.comparison().map(Comparison::differences).orElse(List.of()).stream()
        .map(JsonReport::difference)
        .forEach(changes::add);
    watch.put("inactive", change.notes().inactive());
    watch.put("identity", change.notes().identity());
    watch.put("result", outcome.result().word());
    watch.put("error", outcome.error());
    return watch;
  }

  private static ObjectNode difference(Difference difference) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("path", difference.path());
    node.set("from", orNull(difference.from()));
    node.set("to", orNull(difference.to()));
    return node;
  }

  private static JsonNode orNull(@Nullable JsonNode node) {
    return node == null ? JsonNodeFactory.instance.nullNode() : node;
  }

  /** Problems as every command's JSON gives them. */
  public static ArrayNode problems(List<Problem> problems) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Problem problem : problems) {
      Location at = problem.location();
      ObjectNode node = array.addObject();
      if (!problem.name().equals(Problem.WRONG_INPUT)) {
        node.put("name", problem.name());
      }
      node.put("severity", problem.severity().word());
      node.put("file", at == null ? null : at.file());
      if (at == null || at.line() == 0) {
        node.putNull("line");
      } else {
        node.put("line", at.line());
      }
      node.put("message", problem.message());
      node.put("hint", problem.hint());
    }
    return array;
  }
}
