package io.deploywatches.cli;

import io.deploywatches.bundle.Bundle;
import io.deploywatches.bundle.BundleReader;
import io.deploywatches.bundle.BundleSettings;
import io.deploywatches.bundle.Rule;
import io.deploywatches.check.Origin;
import io.deploywatches.plan.Change;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.template.WatchRenderer;
import io.deploywatches.template.WatchRenderer.OnSomeServers;
import io.deploywatches.watch.ServerVersion;
import io.deploywatches.watch.Watch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a command starts from: the bundle's watches.
 *
 * @param settings empty when they cannot be used; nothing else is there then
 * @param watches those that rendered
 * @param invalid the rules that did not, and the files that could not be read
 * @param origins where each watch comes from, by its id
 * @param someServers what is wrong with the watches on some servers and not on others
 */
record RenderedBundle(
    Optional<BundleSettings> settings,
    List<Watch> watches,
    List<Change.Invalid> invalid,
    Map<String, Origin> origins,
    List<OnSomeServers> someServers) {

  static RenderedBundle of(BundleOptions options, Problems problems) {
    Optional<Bundle> read =
        BundleReader.read(
            options.root.get(), options.environment.get(), options.paths.get(), problems);
    if (read.isEmpty()) {
      return new RenderedBundle(Optional.empty(), List.of(), List.of(), Map.of(), List.of());
    }
    Bundle bundle = read.get();
    WatchRenderer.Rendered rendered =
        new WatchRenderer(bundle, options.environment.get()).render(problems);
    List<Change.Invalid> invalid = new ArrayList<>();
    bundle.broken().forEach(rule -> invalid.add(new Change.Invalid(rule.id(), rule.source())));
    rendered.failed().forEach(rule -> invalid.add(new Change.Invalid(rule.id(), rule.source())));
    Map<String, Origin> origins = new HashMap<>();
    for (Rule rule : bundle.rules()) {
      origins.put(rule.id(), new Origin(rule));
    }
    // The second watch of a rule has the rule's id and a number.
    for (Watch watch : rendered.watches()) {
      bundle.rules().stream()
          .filter(rule -> rule.source().equals(watch.source()))
          .filter(rule -> watch.id().startsWith(rule.id() + "-"))
          .findFirst()
          .ifPresent(rule -> origins.putIfAbsent(watch.id(), new Origin(rule)));
    }
    return new RenderedBundle(
        Optional.of(bundle.settings()),
        rendered.watches(),
        invalid,
        origins,
        rendered.someServers());
  }

  /**
   * The bundle as it is for a server of that version: watches that it would refuse or lose
   * something of are invalid.
   *
   * @param version null when it is not known
   */
  RenderedBundle on(@Nullable ServerVersion version, Problems problems) {
    Set<String> wrong = new HashSet<>();
    for (OnSomeServers each : someServers) {
      Optional<Problem> problem = each.problem(version);
      problem.ifPresent(problems::add);
      if (problem.isPresent() && problem.get().isError()) {
        wrong.add(each.watchId());
      }
    }
    List<Watch> right = new ArrayList<>();
    List<Change.Invalid> allInvalid = new ArrayList<>(invalid);
    for (Watch watch : watches) {
      if (wrong.contains(watch.id())) {
        allInvalid.add(new Change.Invalid(watch.id(), watch.source()));
      } else {
        right.add(watch);
      }
    }
    return new RenderedBundle(settings, right, allInvalid, origins, List.of());
  }

  /** The bundle's name, if it is known. */
  Optional<String> name() {
    return settings.map(BundleSettings::bundle);
  }
}
