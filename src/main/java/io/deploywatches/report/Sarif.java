package io.deploywatches.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Problems in SARIF 2.1.0, in which code hosts show findings beside the lines they are about. */
public final class Sarif {
  private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
  private static final String SETTINGS = "deploy-watches.yml";
  private static final String PAGE = "docs/findings.md#";

  private Sarif() {}

  /**
   * The document, a line break at its end.
   *
   * @param version of this program
   * @param bundle the bundle's folder as it was given: where it is relative, a code host finds the
   *     files from where the program was started
   */
  public static String of(List<Problem> problems, String version, Path bundle) {
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
    problems.forEach(problem -> result(problem, bundle, results.addObject()));
    return JsonText.of(root) + "\n";
  }

  private static void result(Problem problem, Path bundle, ObjectNode result) {
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
    // A code host refuses results without a place.
    Location at = problem.location() == null ? new Location(SETTINGS, 0) : problem.location();
    ObjectNode place = result.putArray("locations").addObject().putObject("physicalLocation");
    place.putObject("artifactLocation").put("uri", uri(at.file(), bundle));
    place.putObject("region").put("startLine", Math.max(1, at.line()));
  }

  private static String uri(String file, Path bundle) {
    Path path = bundle.isAbsolute() ? Path.of(file) : bundle.resolve(file).normalize();
    List<String> segments = new ArrayList<>();
    path.forEach(segment -> segments.add(encoded(segment.toString())));
    return String.join("/", segments);
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
