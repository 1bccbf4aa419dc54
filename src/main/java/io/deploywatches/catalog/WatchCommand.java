package io.deploywatches.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.bundle.Bundle;
import io.deploywatches.bundle.Rule;
import io.deploywatches.bundle.Settings;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.report.JsonText;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.LogSources;
import io.deploywatches.template.WatchRenderer;
import io.deploywatches.watch.Redaction;
import io.deploywatches.watch.Watch;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The target xpack-watcher: a rule's watches as shell commands that put them. The quotes around the
 * mark of the here-document keep the shell from changing the watch on its way.
 */
final class WatchCommand {
  private static final List<String> SIGMAC_INDICES = List.of("winlogbeat-*");

  /** How often sigmac runs a watch of a rule without a timeframe. */
  private static final String SIGMAC_INTERVAL = "30m";

  /** Where events are that no shipper's name is known for. */
  private static final List<String> ANY_INDICES = List.of("logs-*");

  private final boolean asSigmac;
  private final WatchRenderer renderer;

  WatchCommand(boolean asSigmac, Bundle bundle) {
    this.asSigmac = asSigmac;
    this.renderer = WatchRenderer.ofRulesAlone(asSigmac ? Bundle.builtIn() : bundle);
  }

  /**
   * The commands, one for each condition.
   *
   * @param settings the rule's
   */
  String of(
      String source,
      Mapping rule,
      Settings settings,
      List<String> ids,
      List<Detection> detections,
      Problems problems) {
    Settings own = sought(settings, rule, detections, problems);
    if (own.window().isEmpty()) {
      problems.error(
          rule.location(),
          "the schedule is no interval, so 'window' (how far back a run looks) must be given",
          "add for example 'window: 1d' to the rule's 'watch'");
      return "";
    }
    List<Watch> watches =
        renderer.render(
            new Rule.Sigma(ids, source, rule.location(), own, rule), detections, problems);
    List<String> commands = new ArrayList<>();
    for (int i = 0; i < watches.size(); i++) {
      commands.add(command(ids.get(i), shown(watches.get(i), rule, problems), own));
    }
    return String.join("\n", commands);
  }

  /** A secret is shown nowhere, so that a watch that has one cannot be put by the command. */
  private static ObjectNode shown(Watch watch, Mapping rule, Problems problems) {
    ObjectNode masked = Redaction.masked(watch.body());
    if (!masked.equals(watch.body())) {
      problems.add(
          Problem.warning(
              rule.location(),
              "the watch has secrets, which the command does not show",
              "put them in the place of the stars, or deploy the bundle"));
    }
    return masked;
  }

  /** The settings with what sigmac wants if it is to be its watch, and with indices. */
  private Settings sought(
      Settings own, Mapping rule, List<Detection> detections, Problems problems) {
    if (asSigmac) {
      Settings sigmacs = own.withTemplate("sigmac").withIndices(SIGMAC_INDICES);
      return sigmacs.withInterval(timeframe(rule).orElse(SIGMAC_INTERVAL));
    }
    if (!own.indices().isEmpty() || !LogSources.indices(detections.get(0).logSource()).isEmpty()) {
      return own;
    }
    problems.add(
        Problem.warning(
            rule.location(),
            "which indices hold the events of this rule's log source is not known: the watch"
                + " searches logs-*",
            "name them in a bundle's settings and give it with --bundle"));
    return own.withIndices(ANY_INDICES);
  }

  /** As it is written; sigmac runs a watch that often. */
  private static Optional<String> timeframe(Mapping rule) {
    return rule.get("detection") instanceof Mapping detection
            && detection.get("timeframe") instanceof Scalar timeframe
        ? Optional.of(timeframe.text())
        : Optional.empty();
  }

  private String command(String id, ObjectNode body, Settings own) {
    String json = JsonText.of(body);
    return asSigmac
        ? "curl -s -XPUT -H 'Content-Type: application/json' --data-binary @-"
            + " localhost:9200/_watcher/watch/"
            + id
            + " <<'EOF'\n"
            + ascii(json)
            + "\nEOF"
        : "curl -sS -f -X PUT -H 'Content-Type: application/json' --data-binary @- \"${"
            + "ELASTICSEARCH_URL:-http://localhost:9200}"
            + (isOld(own) ? "/_xpack/watcher/watch/" : "/_watcher/watch/")
            + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20")
            + "\" <<'EOF'\n"
            + json
            + "\nEOF";
  }

  private static boolean isOld(Settings own) {
    return own.matching().server().startsWith("6.");
  }

  private static String ascii(String json) {
    StringBuilder text = new StringBuilder(json.length() + 16);
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c < 128) {
        text.append(c);
      } else {
        text.append(String.format("\\u%04x", (int) c));
      }
    }
    return text.toString();
  }
}
