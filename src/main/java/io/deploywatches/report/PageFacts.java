package io.deploywatches.report;

import io.deploywatches.watch.Watch;
import java.util.List;
import java.util.Map;

/**
 * What a page tells of the bundle beside its report.
 *
 * @param watches all that the bundle wants
 * @param titles what people call them, by id; those without a title are left out
 */
public record PageFacts(List<Watch> watches, Map<String, String> titles, CoverageMatrix coverage) {
  /** Of a run that is about no bundle. */
  public static final PageFacts NONE = new PageFacts(List.of(), Map.of(), CoverageMatrix.NONE);

  public PageFacts {
    watches = List.copyOf(watches);
    titles = Map.copyOf(titles);
  }
}
