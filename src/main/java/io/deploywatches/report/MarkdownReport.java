package io.deploywatches.report;

import io.deploywatches.deploy.Outcome;
import io.deploywatches.plan.Change;
import io.deploywatches.plan.Resets;
import io.deploywatches.problem.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A report as the comment of a pull request: the totals, the problems, then a collapsed diff a
 * watch, the most delicate first. It is never longer than a comment may be; what was left out for
 * that is said in its last line.
 */
public final class MarkdownReport {
  /** What GitHub takes, in UTF-16 units; others take more. */
  public static final int LIMIT = 65_536;

  /** What one watch may take of it, so that no giant hides the others. */
  private static final int DIFF_LIMIT = 16_000;

  private static final int PROBLEMS_LIMIT = 16_000;

  /** Room for the last line. */
  private static final int RESERVE = 400;

  private final StringBuilder text = new StringBuilder();
  private int hiddenDiffs;
  private int unnamed;

  private MarkdownReport() {}

  /** The comment, a line break at its end. */
  public static String of(Report report, Resets resets) {
    MarkdownReport writer = new MarkdownReport();
    writer.write(report, resets);
    return writer.text.toString();
  }

  private void write(Report report, Resets resets) {
    String bundle = report.bundle().map(name -> code(name) + " on ").orElse("");
    text.append("### deploy-watches: ").append(bundle).append(code(Totals.where(report)));
    text.append("\n\n**").append(Totals.line(report)).append("**");
    text.append(report.dryRun() ? " (nothing was written)\n" : "\n");
    Totals.resets(report, resets).forEach(line -> text.append("\n").append(line).append("\n"));
    problems(report.problems());
    List<String> errors = new ArrayList<>();
    for (Outcome outcome : report.outcomes()) {
      if (outcome.error() != null) {
        errors.add(Heading.of(outcome.change()).subject() + ": " + outcome.error() + "\n");
      }
    }
    block(errors, "more failed", PROBLEMS_LIMIT);
    report.outcomes().stream()
        .filter(outcome -> Heading.isWorthTelling(outcome.change()))
        .sorted(Comparator.comparingInt(MarkdownReport::rank))
        .forEach(this::change);
    if (hiddenDiffs + unnamed > 0) {
      text.append("\nCut to fit a comment:");
      text.append(hiddenDiffs > 0 ? " the diffs of " + hiddenDiffs + " watches are not shown" : "");
      text.append(hiddenDiffs > 0 && unnamed > 0 ? ", and" : "");
      text.append(unnamed > 0 ? " " + unnamed + " watches are not named" : "");
      text.append(". `--output text`, `--output json` and `--report` show everything.\n");
    }
  }

  private void problems(List<Problem> problems) {
    TextReport writer = new TextReport(Colours.OFF);
    block(problems.stream().map(writer::problem).toList(), "more problems", PROBLEMS_LIMIT);
  }

  /** Texts as they are: whatever stands in them is neither Markdown nor calls somebody by name. */
  private void block(List<String> texts, String more, int limit) {
    if (texts.isEmpty()) {
      return;
    }
    StringBuilder shown = new StringBuilder();
    int count = 0;
    for (String each : texts) {
      if (shown.length() + each.length() > limit) {
        break;
      }
      shown.append(each);
      count++;
    }
    if (count < texts.size()) {
      shown.append("... and ").append(texts.size() - count).append(' ').append(more).append('\n');
    }
    String fence = fence(shown.toString());
    text.append('\n').append(fence).append("text\n").append(shown).append(fence).append('\n');
  }

  private void change(Outcome outcome) {
    Change change = outcome.change();
    Heading heading = Heading.of(change);
    String line = heading.verb() + " " + code(heading.subject()) + escaped(heading.remark());
    List<DiffLine> diff = DiffLine.of(change);
    String section = diff.isEmpty() ? "\n- " + line + "\n" : collapsed(heading, diff);
    int room = LIMIT - RESERVE - text.length();
    if (section.length() <= room) {
      text.append(section);
    } else if (line.length() + 4 <= room) {
      text.append("\n- ").append(line).append('\n');
      hiddenDiffs++;
    } else {
      unnamed++;
    }
  }

  private static String collapsed(Heading heading, List<DiffLine> diff) {
    StringBuilder lines = new StringBuilder();
    int count = 0;
    for (DiffLine line : diff) {
      if (lines.length() + line.text().length() > DIFF_LIMIT) {
        break;
      }
      lines.append(line.text()).append('\n');
      count++;
    }
    String cut =
        count < diff.size()
            ? "\nCut: " + (diff.size() - count) + " more lines of this diff are not shown.\n"
            : "";
    String fence = fence(lines.toString());
    return "\n<details><summary>"
        + heading.verb()
        + " <code>"
        + html(heading.subject())
        + "</code>"
        + html(heading.remark())
        + "</summary>\n\n"
        + fence
        + "diff\n"
        + lines
        + fence
        + "\n"
        + cut
        + "\n</details>\n";
  }

  /** What nobody should overlook comes first. */
  private static int rank(Outcome outcome) {
    if (outcome.error() != null) {
      return 0;
    }
    return switch (outcome.change().action()) {
      case CONFLICT -> 1;
      case INVALID -> 2;
      case DELETE -> 3;
      case UPDATE -> 4;
      case ADOPT -> 5;
      case DEACTIVATE -> 6;
      case ACTIVATE -> 7;
      case UNCHANGED -> 8;
      case ORPHAN -> 9;
      case CREATE -> 10;
    };
  }

  /** Longer than every run of backticks in the text. */
  private static String fence(String text) {
    return "`".repeat(Math.max(3, longestRun(text) + 1));
  }

  private static String code(String text) {
    String line = text.replaceAll("\\s+", " ");
    String ticks = "`".repeat(longestRun(line) + 1);
    boolean needsSpace = line.isEmpty() || line.startsWith("`") || line.endsWith("`");
    String space = needsSpace ? " " : "";
    return ticks + space + line + space + ticks;
  }

  private static int longestRun(String text) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }

  private static String escaped(String text) {
    return text.replaceAll("([\\\\`*_{}\\[\\]<>()#+!|~&])", "\\\\$1").replaceAll("\\s+", " ");
  }

  private static String html(String text) {
    return Html.escaped(text).replaceAll("\\s+", " ");
  }
}
