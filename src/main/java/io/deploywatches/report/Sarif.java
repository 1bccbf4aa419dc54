package io.deploywatches.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import java.util.List;
import java.util.TreeSet;

/** Problems in SARIF 2.1.0, in which code hosts show findings beside the lines they are about. */
public final class Sarif {
  private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
  private static final String PAGE = "docs/findings.md#";

  private Sarif() {}

  /**
   * The document, a line break at its end.
   *
   * @param version of this program
   */
  public static String of(List<Problem> problems, String version) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("$schema", SCHEMA);
    root.put("version", "2.1.0");
    ObjectNode run = root.putArray("runs").addObject();
    ObjectNode driver = run.putObject("tool").putObject("driver");
    driver.put("name", "deploy-watches");
    driver.put("version", version);
    ArrayNode rules = driver.putArray("rules");
    TreeSet<String> names = new TreeSet<>();
    problems.forEach(problem -> names.add(problem.name()));
    for (String name : names) {
      ObjectNode rule = rules.addObject().put("id", name);
      rule.putObject("help").put("text", "See " + PAGE + name + " of deploy-watches.");
    }
    ArrayNode results = run.putArray("results");
    problems.forEach(problem -> result(problem, results.addObject()));
    return JsonText.of(root) + "\n";
  }

  private static void result(Problem problem, ObjectNode result) {
    result.put("ruleId", problem.name());
    result.put(
        "level",
        switch (problem.severity()) {
          case ERROR -> "error";
          case WARNING -> "warning";
          case INFO -> "note";
        });
    String hint = problem.hint() == null ? "" : ": " + problem.hint();
    result.putObject("message").put("text", problem.message() + hint);
    Location at = problem.location();
    if (at == null) {
      return;
    }
    ObjectNode place = result.putArray("locations").addObject().putObject("physicalLocation");
    place.putObject("artifactLocation").put("uri", at.file());
    if (at.line() > 0) {
      place.putObject("region").put("startLine", at.line());
    }
  }
}
