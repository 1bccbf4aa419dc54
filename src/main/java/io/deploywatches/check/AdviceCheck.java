package io.deploywatches.check;

import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Severity;
import io.deploywatches.watch.Finding;
import io.deploywatches.watch.Watch;
import io.deploywatches.watch.WatchLint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tells what is hardly meant in the watches of a bundle, although it can be deployed. */
public final class AdviceCheck {
  private static final String ID_FOR_KIBANA = "id-for-kibana";

  private AdviceCheck() {}

  /**
   * What is to be told.
   *
   * @param origins where each watch comes from, by its id
   */
  public static List<Problem> problems(List<Watch> watches, Map<String, Origin> origins) {
    List<Problem> problems = new ArrayList<>();
    for (Watch watch : watches) {
      Origin origin = origins.get(watch.id());
      if (origin == null) {
        continue;
      }
      for (Finding finding : WatchLint.advice(watch.body())) {
        if (!origin.allowed().contains(finding.name())) {
          problems.add(
              new Problem(
                  finding.severity(),
                  origin.locationOf(finding.pointer()),
                  finding.pointer() + ": " + finding.message(),
                  finding.hint(),
                  finding.name()));
        }
      }
      if (!watch.id().matches("[A-Za-z0-9_-]+") && !origin.allowed().contains(ID_FOR_KIBANA)) {
        problems.add(
            new Problem(
                Severity.INFO,
                origin.location(),
                "Kibana's editor cannot open a watch with the id '" + watch.id() + "'",
                "use letters, digits, _ and - alone where people edit watches in Kibana",
                ID_FOR_KIBANA));
      }
    }
    return problems;
  }
}
