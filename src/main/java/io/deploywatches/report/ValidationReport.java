package io.deploywatches.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.check.Backtest;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Severity;
import io.deploywatches.watch.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is wrong with a bundle.
 *
 * @param watches those that are right
 * @param problems sorted
 * @param backtest what the watches would have found; empty when that was not asked for
 */
public record ValidationReport(
    Optional<String> bundle,
    List<Watch> watches,
    List<Problem> problems,
    Optional<Backtest> backtest) {
  public ValidationReport {
    watches = List.copyOf(watches);
    problems = List.copyOf(problems);
  }

  /** For people: a problem a line, each with what to do, and one line of totals. */
  public String text(Colours colours) {
    TextReport writer = new TextReport(colours);
    StringBuilder text = new StringBuilder();
    problems.forEach(problem -> text.append(writer.problem(problem)));
    backtest.ifPresent(found -> backtest(found, text));
    return text.append(count(watches.size(), "watch", "watches"))
        .append(", ")
        .append(count(count(Severity.ERROR), "error", "errors"))
        .append(", ")
        .append(count(count(Severity.WARNING), "warning", "warnings"))
        .append('\n')
        .toString();
  }

  private static void backtest(Backtest backtest, StringBuilder text) {
    text.append("in the last ").append(backtest.since()).append(":\n");
    for (Backtest.Result result : backtest.results()) {
      text.append("  ").append(result.source()).append(": ").append(result.watch()).append(": ");
      text.append(count(result.events(), "event", "events"));
      result
          .alerts()
          .ifPresent(alerts -> text.append(" in ").append(count(alerts, "alert", "alerts")));
      text.append(", a search takes ").append(result.searchMillis()).append(" ms");
      if (result.isPartial()) {
        text.append("; some of the data could not be searched, so there may be more");
      }
      text.append('\n');
      result.top().forEach((field, values) -> top(field, values, text));
    }
    for (Backtest.Omitted omitted : backtest.omitted()) {
      text.append("  ").append(omitted.source()).append(": ").append(omitted.watch());
      text.append(": left out: ").append(Printable.text(omitted.reason())).append('\n');
    }
    text.append(
        String.format(
            Locale.ROOT,
            "  the searches of all watches take %.2f %% of the time of one search thread\n",
            backtest.load() * 100));
  }

  private static void top(String field, Map<String, Long> values, StringBuilder text) {
    if (!values.isEmpty()) {
      List<String> shown = new ArrayList<>();
      values.forEach((value, number) -> shown.add(Printable.text(value) + " (" + number + ")"));
      text.append("    ").append(field).append(": ").append(String.join(", ", shown)).append('\n');
    }
  }

  private static void backtest(Backtest backtest, ObjectNode node) {
    node.put("since", backtest.since().toString());
    node.put("load", backtest.load());
    omitted(backtest, node.putArray("left_out"));
    ArrayNode watches = node.putArray("watches");
    for (Backtest.Result result : backtest.results()) {
      ObjectNode watch = watches.addObject();
      watch.put("id", result.watch());
      watch.put("source", result.source());
      watch.put("events", result.events());
      watch.put("alerts", result.alerts().orElse(null));
      watch.put("search_milliseconds", result.searchMillis());
      watch.put("partial", result.isPartial());
      ObjectNode top = watch.putObject("top");
      result
          .top()
          .forEach(
              (field, values) -> {
                ObjectNode numbers = top.putObject(field);
                values.forEach(numbers::put);
              });
    }
  }

  private static void omitted(Backtest backtest, ArrayNode list) {
    for (Backtest.Omitted omitted : backtest.omitted()) {
      ObjectNode watch = list.addObject();
      watch.put("id", omitted.watch());
      watch.put("source", omitted.source());
      watch.put("reason", omitted.reason());
    }
  }

  private static String count(long count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }

  /** How many problems there are of that severity. */
  public long count(Severity severity) {
    return problems.stream().filter(problem -> problem.severity() == severity).count();
  }

  /** One JSON document, a line break at its end. */
  public String json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("watches", watches.size());
    root.set("problems", JsonReport.problems(problems));
    backtest.ifPresent(found -> backtest(found, root.putObject("backtest")));
    return JsonText.of(root) + "\n";
  }

  /**
   * For a CI system: a case for each file, which fails when an error stands in it.
   *
   * @param strict whether a warning lets it fail as well
   */
  public String junit(boolean strict) {
    Map<String, List<Problem>> byFile = new TreeMap<>();
    watches.forEach(watch -> byFile.computeIfAbsent(watch.source(), key -> new ArrayList<>()));
    for (Problem problem : problems) {
      Location at = problem.location();
      byFile
          .computeIfAbsent(at == null ? "input" : at.file(), key -> new ArrayList<>())
          .add(problem);
    }
    List<JunitXml.Case> cases = new ArrayList<>();
    byFile.forEach((file, found) -> cases.add(of(file, found, strict)));
    String name = bundle.orElse("deploy-watches");
    return JunitXml.of(name, List.of(new JunitXml.Suite("validate", cases)));
  }

  private static JunitXml.Case of(String file, List<Problem> found, boolean strict) {
    TextReport writer = new TextReport(Colours.OFF);
    StringBuilder details = new StringBuilder();
    found.forEach(problem -> details.append(writer.problem(problem)));
    Optional<Problem> worst =
        found.stream()
            .filter(each -> each.isError() || (strict && each.severity() == Severity.WARNING))
            .findFirst();
    int line = worst.map(Problem::location).map(Location::line).orElse(0);
    return new JunitXml.Case(
        "validate",
        file,
        file,
        line,
        Duration.ZERO,
        worst
            .<JunitXml.Outcome>map(
                each -> new JunitXml.Outcome.Failed(each.message(), details.toString()))
            .orElseGet(JunitXml.Outcome.Passed::new));
  }
}
