package io.deploywatches.check;

import io.deploywatches.bundle.Rule;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.Placeholders;
import io.deploywatches.sigma.SigmaParser;
import java.util.List;
import java.util.Optional;

/** Finds the condition from which a watch was made. */
final class Detections {
  private Detections() {}

  /** Empty for watches that come from no Sigma rule. */
  static Optional<Detection> of(BoundCase of) {
    if (!(of.rule() instanceof Rule.Sigma rule)) {
      return Optional.empty();
    }
    List<Detection> detections =
        SigmaParser.parse(
            rule.document(),
            Placeholders.of(rule.settings().values().path("placeholders")),
            new Problems());
    int index = rule.ids().indexOf(of.watch().id());
    return index < detections.size() ? Optional.of(detections.get(index)) : Optional.empty();
  }
}
