package io.deploywatches.report;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import io.deploywatches.plan.Change;
import io.deploywatches.plan.Comparison;
import io.deploywatches.plan.Difference;
import io.deploywatches.plan.Why;
import io.deploywatches.watch.Redaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A line of what a change changes.
 *
 * @param text as it stands in a unified diff, its first character included
 */
record DiffLine(Kind kind, String text) {
  private static final int CONTEXT_LINES = 3;

  /** What a line tells. */
  enum Kind {
    /** Where in the bodies the next lines stand. */
    PLACE,
    SAME,
    ADDED,
    REMOVED,
    /** What no diff can show. */
    NOTE
  }

  /** The lines of a change; none for one that changes nothing, or deletes. */
  static List<DiffLine> of(Change change) {
    List<DiffLine> lines = new ArrayList<>();
    if (change instanceof Change.Create create) {
      texts(create.compared().desired()).forEach(line -> lines.add(added(line)));
    } else if (change instanceof Change.Switch toggle) {
      lines.add(new DiffLine(Kind.REMOVED, "-active: " + !toggle.active()));
      lines.add(added("active: " + toggle.active()));
    } else {
      change.comparison().ifPresent(comparison -> diff(comparison, lines));
      rotated(change, lines);
    }
    return lines;
  }

  private static DiffLine added(String line) {
    return new DiffLine(Kind.ADDED, "+" + line);
  }

  private static void diff(Comparison comparison, List<DiffLine> lines) {
    List<String> live = texts(comparison.live());
    List<String> patch =
        UnifiedDiffUtils.generateUnifiedDiff(
            "cluster",
            "bundle",
            live,
            DiffUtils.diff(live, texts(comparison.desired())),
            CONTEXT_LINES);
    for (String line : patch) {
      Kind kind =
          line.startsWith("@@") || line.startsWith("---") || line.startsWith("+++")
              ? Kind.PLACE
              : line.startsWith("+") ? Kind.ADDED : line.startsWith("-") ? Kind.REMOVED : Kind.SAME;
      lines.add(new DiffLine(kind, line));
    }
  }

  /** What no diff can show, as both sides are masked. */
  private static void rotated(Change change, List<DiffLine> lines) {
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
            lines.add(new DiffLine(Kind.NOTE, "~" + path + ": " + Redaction.MASK + ", " + what)));
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

  private static List<String> texts(ObjectNode body) {
    return JsonText.of(body).lines().toList();
  }
}
