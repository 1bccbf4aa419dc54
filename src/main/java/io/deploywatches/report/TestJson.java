package io.deploywatches.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.check.CaseResult;
import io.deploywatches.check.CaseResult.Evidence;
import io.deploywatches.check.CaseResult.Verdict;
import io.deploywatches.check.Coverage;

/** Test results as one JSON document. */
public final class TestJson {
  private TestJson() {}

  /** The document, a line break at its end. */
  public static String of(TestReport report) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.set("cluster", JsonReport.cluster(report.cluster()));
    root.put("bundle", report.bundle().orElse(null));
    ObjectNode summary = root.putObject("summary");
    for (Verdict verdict : Verdict.values()) {
      summary.put(verdict.word(), report.count(verdict));
    }
    ArrayNode cases = root.putArray("cases");
    report.results().forEach(result -> result(result, cases.addObject()));
    root.set("problems", JsonReport.problems(report.problems()));
    return JsonText.of(root) + "\n";
  }

  private static void result(CaseResult result, ObjectNode node) {
    node.put("file", result.file().file());
    node.put("line", result.test().location().line());
    node.put("name", result.test().name());
    node.put("source", result.file().rule());
    node.put("watch", result.watch());
    node.put("result", result.verdict().word());
    node.put("milliseconds", result.took().toMillis());
    ArrayNode differences = node.putArray("differences");
    result
        .mismatches()
        .forEach(
            mismatch ->
                differences
                    .addObject()
                    .put("what", mismatch.what())
                    .put("expected", mismatch.expected())
                    .put("actual", mismatch.actual()));
    node.put("error", result.reason());
    result.evidence().ifPresent(evidence -> evidence(evidence, node));
  }

  private static void evidence(Evidence evidence, ObjectNode node) {
    evidence.events().forEach(node.putArray("events")::add);
    evidence.causes().forEach(node.putArray("causes")::add);
    if (!evidence.query().isMissingNode()) {
      node.set("query", evidence.query());
    }
  }

  /** The coverage as one document, a line break at its end. */
  public static String of(Coverage coverage) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode watches = root.putArray("watches");
    for (Coverage.Entry entry : coverage.watches()) {
      watches
          .addObject()
          .put("id", entry.watch())
          .put("source", entry.source())
          .put("cases_that_fire", entry.fires())
          .put("cases_that_do_not", entry.stays())
          .put("covered", entry.isCovered());
    }
    return JsonText.of(root) + "\n";
  }
}
