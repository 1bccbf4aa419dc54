package io.deploywatches.cli;

import io.deploywatches.bundle.Bundle;
import io.deploywatches.bundle.BundleReader;
import io.deploywatches.bundle.BundleSettings;
import io.deploywatches.plan.Change;
import io.deploywatches.problem.Problems;
import io.deploywatches.template.WatchRenderer;
import io.deploywatches.watch.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a command starts from: the bundle's watches.
 *
 * @param settings empty when they cannot be used; nothing else is there then
 * @param watches those that rendered
 * @param invalid the rules that did not, and the files that could not be read
 */
record RenderedBundle(
    Optional<BundleSettings> settings, List<Watch> watches, List<Change.Invalid> invalid) {

  static RenderedBundle of(BundleOptions options, Problems problems) {
    Optional<Bundle> read =
        BundleReader.read(
            options.root, Optional.ofNullable(options.environment), options.paths, problems);
    if (read.isEmpty()) {
      return new RenderedBundle(Optional.empty(), List.of(), List.of());
    }
    Bundle bundle = read.get();
    WatchRenderer.Rendered rendered =
        new WatchRenderer(bundle, Optional.ofNullable(options.environment)).render(problems);
    List<Change.Invalid> invalid = new ArrayList<>();
    bundle.broken().forEach(rule -> invalid.add(new Change.Invalid(rule.id(), rule.source())));
    rendered.failed().forEach(rule -> invalid.add(new Change.Invalid(rule.id(), rule.source())));
    return new RenderedBundle(Optional.of(bundle.settings()), rendered.watches(), invalid);
  }

  /** The bundle's name, if it is known. */
  Optional<String> name() {
    return settings.map(BundleSettings::bundle);
  }
}
