package io.deploywatches.check;

import io.deploywatches.bundle.Rule;
import io.deploywatches.bundle.TestFile;
import io.deploywatches.bundle.TestFile.EventMapping;
import io.deploywatches.watch.Watch;

/**
 * A test case with the watch that it is about.
 *
 * @param file where the case stands
 * @param rule from which the watch was rendered
 */
public record BoundCase(TestFile file, TestFile.Case test, Rule rule, Watch watch) {
  /** As the case says, else what fits the way in which the rule's fields are queried. */
  EventMapping mapping() {
    return test.mapping().orElseGet(() -> new EventMapping.Named(fitting()));
  }

  private String fitting() {
    if (rule instanceof Rule.WholeWatch || !rule.settings().matching().keyword().equals("none")) {
      return EventMapping.DYNAMIC;
    }
    return rule.settings().matching().fields().equals(EventMapping.ECS)
        ? EventMapping.ECS
        : EventMapping.WINLOGBEAT;
  }
}
