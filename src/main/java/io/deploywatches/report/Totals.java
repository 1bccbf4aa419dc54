package io.deploywatches.report;

import io.deploywatches.plan.Action;
import io.deploywatches.plan.Resets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How many watches of each kind a report has, in words. */
final class Totals {
  private Totals() {}

  /**
   * {@code 2 to create, 5 unchanged}, each part by itself; kinds that do not occur are left out.
   */
  static List<String> parts(Report report) {
    Map<Action, Integer> counts = report.counts();
    List<String> parts = new ArrayList<>();
    for (Action action : Action.values()) {
      add(parts, counts.getOrDefault(action, 0), word(action, report.dryRun()));
    }
    add(parts, report.inactive(), "inactive");
    add(parts, report.identity(), "running as another user");
    add(parts, report.failed(), "failed");
    add(parts, report.undone(), "not done");
    return parts;
  }

  /** One line. */
  static String line(Report report) {
    List<String> parts = parts(report);
    return parts.isEmpty() ? "no watches" : String.join(", ", parts);
  }

  /** The cluster that the report is about. */
  static String where(Report report) {
    return report
        .cluster()
        .map(cluster -> cluster.name() + " " + cluster.version())
        .orElse("no cluster");
  }

  /** What the cluster forgets, each as a line of its own; none when it forgets nothing. */
  static List<String> resets(Report report, Resets resets) {
    List<String> parts = new ArrayList<>();
    add(parts, resets.acknowledgements(), "acknowledgements");
    add(parts, resets.throttles(), "running throttles");
    List<String> lines = new ArrayList<>();
    if (!parts.isEmpty()) {
      lines.add((report.dryRun() ? "resets " : "has reset ") + String.join(", ", parts));
    }
    add(
        lines,
        resets.schedules(),
        "with another schedule: the next run comes late, and events may fall between two windows");
    return lines;
  }

  private static void add(List<String> parts, int count, String word) {
    if (count > 0) {
      parts.add(count + " " + word);
    }
  }

  private static String word(Action action, boolean dryRun) {
    return switch (action) {
      case CREATE -> dryRun ? "to create" : "created";
      case UPDATE -> dryRun ? "to update" : "updated";
      case ACTIVATE -> dryRun ? "to activate" : "activated";
      case DEACTIVATE -> dryRun ? "to deactivate" : "deactivated";
      case ADOPT -> dryRun ? "to adopt" : "adopted";
      case DELETE -> dryRun ? "to delete" : "deleted";
      case UNCHANGED -> "unchanged";
      case CONFLICT -> "in conflict";
      case ORPHAN -> "orphaned";
      case INVALID -> "invalid";
    };
  }
}
