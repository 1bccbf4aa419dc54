package io.deploywatches.bundle;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.watch.Activation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of one rule, resolved: built-in values, then the bundle's defaults, its matching
 * overrides, and the rule's own {@code watch:}, each with those of the environment on top.
 *
 * @param template the name of the template, without {@code .json.mustache}
 * @param schedule a Watcher schedule with one key: {@code {"interval": "30m"}}
 * @param interval how often the schedule runs; empty unless it is an interval
 * @param window how far back a run looks; empty when neither given nor the interval
 * @param timeField the field that holds the time of an event
 * @param indices the indices to search; empty: what the rule says or its log source means
 * @param matching how Sigma fields are queried
 * @param deploy whether the rule becomes a watch
 * @param lag how late events may arrive: a window ends this long before the run
 * @param activation what to do with the active state
 * @param idPrefix put before the rule's id to make the watch's id
 * @param throttlePeriod a Watcher time value
 * @param previousIds ids that the watch had before, prefix included
 * @param allow findings that are switched off for the rule, each with its reason
 * @param values free values for templates; treated as immutable
 */
public record Settings(
    String template,
    ObjectNode schedule,
    Optional<TimeSpan> interval,
    Optional<TimeSpan> window,
    String timeField,
    List<String> indices,
    Matching matching,
    boolean deploy,
    TimeSpan lag,
    Activation activation,
    String idPrefix,
    Optional<String> throttlePeriod,
    Optional<String> owner,
    Optional<String> runbook,
    List<String> previousIds,
    Map<String, String> allow,
    ObjectNode values) {
  public Settings {
    previousIds = List.copyOf(previousIds);
    indices = List.copyOf(indices);
    allow = Map.copyOf(allow);
  }

  /** The same settings with the queries written for another server. */
  public Settings withServer(String server) {
    return with(template, indices, matching.with(server));
  }

  /**
   * The same settings with another interval.
   *
   * @param other a Watcher time value; as a schedule it stays as it is written
   */
  public Settings withInterval(String other) {
    Optional<TimeSpan> span = TimeSpan.parse(other);
    ObjectNode every = JsonNodeFactory.instance.objectNode().put("interval", other);
    return with(template, every, span, span.or(() -> window), indices, matching);
  }

  /** The same settings with other indices. */
  public Settings withIndices(List<String> others) {
    return with(template, others, matching);
  }

  /** The same settings with another template. */
  public Settings withTemplate(String other) {
    return with(other, indices, matching);
  }

  Settings with(Matching other) {
    return with(template, indices, other);
  }

  private Settings with(String otherTemplate, List<String> otherIndices, Matching otherMatching) {
    return with(otherTemplate, schedule, interval, window, otherIndices, otherMatching);
  }

  private Settings with(
      String otherTemplate,
      ObjectNode otherSchedule,
      Optional<TimeSpan> otherInterval,
      Optional<TimeSpan> otherWindow,
      List<String> otherIndices,
      Matching otherMatching) {
    return new Settings(
        otherTemplate,
        otherSchedule,
        otherInterval,
        otherWindow,
        timeField,
        otherIndices,
        otherMatching,
        deploy,
        lag,
        activation,
        idPrefix,
        throttlePeriod,
        owner,
        runbook,
        previousIds,
        allow,
        values);
  }
}
