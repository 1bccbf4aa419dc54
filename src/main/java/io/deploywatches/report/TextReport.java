package io.deploywatches.report;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import io.deploywatches.deploy.Outcome;
import io.deploywatches.plan.Action;
import io.deploywatches.plan.Change;
import io.deploywatches.plan.Comparison;
import io.deploywatches.plan.Difference;
import io.deploywatches.plan.Resets;
import io.deploywatches.plan.Why;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.watch.Redaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** A report for people: a unified diff of every changed watch, then one line of totals. */
public final class TextReport {
  private static final int CONTEXT_LINES = 3;

  private final Colours colours;

  public TextReport(Colours colours) {
    this.colours = colours;
  }

  /** What is to change, or has changed; nothing for watches that stay as they are. */
  public String changes(Report report) {
    StringBuilder text = new StringBuilder();
    for (Outcome outcome : report.outcomes()) {
      change(outcome.change(), text);
    }
    return text.toString();
  }

  private void change(Change change, StringBuilder text) {
    Action action = change.action();
    if (action == Action.UNCHANGED && !change.notes().inactive()) {
      return;
    }
    text.append(heading(change)).append('\n');
    if (change instanceof Change.Create create) {
      lines(create.compared().desired()).forEach(line -> added(line, text));
    } else if (change instanceof Change.Switch toggle) {
      removed("active: " + !toggle.active(), text);
      added("active: " + toggle.active(), text);
    } else {
      change.comparison().ifPresent(comparison -> diff(comparison, text));
      rotated(change, text);
    }
    if (action.writes()) {
      text.append('\n');
    }
  }

  private String heading(Change change) {
    String id = change.id() == null ? "" : change.id();
    String subject = id.isEmpty() ? change.source() : id + " (" + change.source() + ")";
    String inactive = change.notes().inactive() ? ", inactive on the cluster" : "";
    return switch (change.action()) {
      case CREATE -> colours.green("+ create " + subject);
      case UPDATE -> colours.yellow("~ update " + subject + why(change) + inactive);
      case ADOPT -> colours.yellow("~ adopt " + subject + inactive);
      case ACTIVATE -> colours.yellow("~ activate " + subject);
      case DEACTIVATE -> colours.yellow("~ deactivate " + subject);
      case DELETE -> colours.red("- delete " + subject + successor(change));
      case UNCHANGED -> colours.yellow("! inactive " + subject + ": somebody switched it off");
      case CONFLICT -> colours.red("! conflict " + subject + ": " + conflict(change));
      case ORPHAN -> colours.yellow("! orphan " + subject + ": it left the bundle");
      case INVALID -> colours.red("! invalid " + subject);
    };
  }

  private static String conflict(Change change) {
    String owner = change instanceof Change.Conflict conflict ? conflict.owner() : "";
    return owner.isEmpty()
        ? "it exists and nobody owns it; --adopt takes it over"
        : "it belongs to the bundle '" + owner + "'";
  }

  private static String successor(Change change) {
    return change instanceof Change.Delete delete && delete.successor() != null
        ? ": " + delete.successor() + " takes its place"
        : "";
  }

  private static String why(Change change) {
    if (!(change instanceof Change.Replace replace) || replace.why().isEmpty()) {
      return "";
    }
    return replace.why().stream().map(Why::word).collect(Collectors.joining(", ", ": ", ""));
  }

  private void diff(Comparison comparison, StringBuilder text) {
    List<String> live = lines(comparison.live());
    List<String> patch =
        UnifiedDiffUtils.generateUnifiedDiff(
            "cluster",
            "bundle",
            live,
            DiffUtils.diff(live, lines(comparison.desired())),
            CONTEXT_LINES);
    for (String line : patch) {
      if (line.startsWith("@@") || line.startsWith("---") || line.startsWith("+++")) {
        text.append(colours.cyan(line)).append('\n');
      } else if (line.startsWith("+")) {
        text.append(colours.green(line)).append('\n');
      } else if (line.startsWith("-")) {
        text.append(colours.red(line)).append('\n');
      } else {
        text.append(line).append('\n');
      }
    }
  }

  /** What no diff can show, as both sides are masked. */
  private void rotated(Change change, StringBuilder text) {
    if (!(change instanceof Change.Replace replace)) {
      return;
    }
    List<String> paths =
        replace.comparison().stream()
            .flatMap(comparison -> comparison.differences().stream())
            .filter(difference -> Objects.equals(difference.from(), difference.to()))
            .map(Difference::path)
            .toList();
    boolean isHidden = paths.isEmpty() && replace.why().contains(Why.ROTATED);
    if (isHidden) {
      // One fingerprint stands for all secrets of a watch.
      List<String> masked = new ArrayList<>();
      replace
          .comparison()
          .ifPresent(comparison -> masked(comparison.desired(), JsonPointer.empty(), masked));
      paths = masked;
    }
    String what = isHidden && paths.size() > 1 ? "perhaps another secret" : "another secret";
    paths.forEach(
        path ->
            text.append(colours.yellow("~" + path + ": " + Redaction.MASK + ", " + what))
                .append('\n'));
  }

  private static void masked(JsonNode node, JsonPointer path, List<String> found) {
    if (node.isTextual() && node.textValue().contains(Redaction.MASK)) {
      found.add(path.toString());
    }
    node.properties()
        .forEach(entry -> masked(entry.getValue(), path.appendProperty(entry.getKey()), found));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      masked(node.get(i), path.appendIndex(i), found);
    }
  }

  private void added(String line, StringBuilder text) {
    text.append(colours.green("+" + line)).append('\n');
  }

  private void removed(String line, StringBuilder text) {
    text.append(colours.red("-" + line)).append('\n');
  }

  private static List<String> lines(ObjectNode body) {
    return JsonText.of(body).lines().toList();
  }

  /** One line: where, and how many watches of each kind. */
  public String totals(Report report) {
    Map<Action, Integer> counts = report.counts();
    List<String> parts = new ArrayList<>();
    for (Action action : Action.values()) {
      int count = counts.getOrDefault(action, 0);
      if (count > 0) {
        parts.add(count + " " + word(action, report.dryRun()));
      }
    }
    addPart(parts, report.inactive(), "inactive");
    addPart(parts, report.identity(), "running as another user");
    addPart(parts, report.failed(), "failed");
    addPart(parts, report.undone(), "not done");
    String where =
        report
            .cluster()
            .map(cluster -> cluster.name() + " " + cluster.version())
            .orElse("no cluster");
    String what = parts.isEmpty() ? "no watches" : String.join(", ", parts);
    return colours.bold(where + ": " + what) + "\n";
  }

  /** One line that says what the cluster forgets; nothing when it forgets nothing. */
  public String resets(Report report, Resets resets) {
    List<String> parts = new ArrayList<>();
    addPart(parts, resets.acknowledgements(), "acknowledgements");
    addPart(parts, resets.throttles(), "running throttles");
    String line =
        parts.isEmpty()
            ? ""
            : (report.dryRun() ? "resets " : "has reset ") + String.join(", ", parts) + "\n";
    return resets.schedules() == 0
        ? line
        : line
            + resets.schedules()
            + " with another schedule: the next run comes late, and events may fall between two"
            + " windows\n";
  }

  private static void addPart(List<String> parts, int count, String word) {
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

  /** One problem, in the form that editors and CI systems link: {@code file:line: error: text}. */
  public String problem(Problem problem) {
    Location at = problem.location();
    String severity =
        switch (problem.severity()) {
          case ERROR -> colours.red("error");
          case WARNING -> colours.yellow("warning");
          case INFO -> colours.cyan("info");
        };
    String place = at == null ? "" : colours.bold(at.toString()) + ": ";
    String hint = problem.hint() == null ? "" : "\n    " + Printable.lines(problem.hint());
    boolean isNamed = !problem.name().equals(Problem.WRONG_INPUT);
    String name = isNamed ? " [" + problem.name() + "]" : "";
    return place + severity + ": " + Printable.text(problem.message()) + name + hint + "\n";
  }
}
