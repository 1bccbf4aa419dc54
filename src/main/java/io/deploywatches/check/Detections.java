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
    // The watch of the second condition has the rule's id and -2.
    String id = of.watch().id();
    int index = 0;
    if (!id.equals(rule.id()) && id.startsWith(rule.id() + "-")) {
      String number = id.substring(rule.id().length() + 1);
      index = number.matches("\\d{1,4}") ? Integer.parseInt(number) - 1 : 0;
    }
    return index < detections.size() ? Optional.of(detections.get(index)) : Optional.empty();
  }
}
