package io.deploywatches.cli;

import io.deploywatches.bundle.Bundle;
import io.deploywatches.bundle.BundleReader;
import io.deploywatches.bundle.BundleSettings;
import io.deploywatches.check.Origin;
import io.deploywatches.plan.Change;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.template.WatchRenderer;
import io.deploywatches.template.WatchRenderer.OnSomeServers;
import io.deploywatches.template.WatchRenderer.Rendered;
import io.deploywatches.watch.Finding;
import io.deploywatches.watch.MetadataMapping;
import io.deploywatches.watch.MetadataTypes;
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
 * @param rendered the watches, and what is wrong with them on some servers and not on others
 * @param invalid the rules that did not render, and the files that could not be read
 */
record RenderedBundle(
    Optional<BundleSettings> settings, Rendered rendered, List<Change.Invalid> invalid) {

  /**
   * The bundle as it is for a cluster.
   *
   * @param watches those that the cluster takes
   * @param invalid all rules and files that gave none
   */
  record Fit(List<Watch> watches, List<Change.Invalid> invalid) {}

  static RenderedBundle of(BundleOptions options, Problems problems) {
    Optional<Bundle> read =
        BundleReader.read(
            options.root.get(), options.environment.get(), options.paths.get(), problems);
    if (read.isEmpty()) {
      Rendered nothing = new Rendered(List.of(), List.of(), List.of(), Map.of(), Set.of());
      return new RenderedBundle(Optional.empty(), nothing, List.of());
    }
    Bundle bundle = read.get();
    Rendered rendered = new WatchRenderer(bundle, options.environment.get()).render(problems);
    List<Change.Invalid> invalid = new ArrayList<>();
    bundle.broken().forEach(rule -> invalid.add(new Change.Invalid(rule.id(), rule.source())));
    rendered
        .failed()
        .forEach(
            rule -> rule.ids().forEach(id -> invalid.add(new Change.Invalid(id, rule.source()))));
    return new RenderedBundle(Optional.of(bundle.settings()), rendered, invalid);
  }

  /** The watches that rendered. */
  List<Watch> watches() {
    return rendered.watches();
  }

  /** The bundle as it is while the cluster is not known. */
  Fit onAnyCluster(Problems problems) {
    return on(null, MetadataMapping.UNKNOWN, problems);
  }

  /**
   * The bundle as it is for a cluster: watches that it would refuse or lose something of are
   * invalid.
   *
   * @param version of its servers; null when it is not known
   * @param metadata what it has of the watches' metadata
   */
  Fit on(@Nullable ServerVersion version, MetadataMapping metadata, Problems problems) {
    Set<String> wrong = new HashSet<>();
    for (OnSomeServers each : rendered.someServers()) {
      add(each, version, problems, wrong);
    }
    MetadataTypes types = new MetadataTypes(metadata, version);
    for (Watch watch : watches()) {
      if (!wrong.contains(watch.id())) {
        for (Finding finding : types.add(watch)) {
          add(rendered.at(watch, finding), version, problems, wrong);
        }
      }
    }
    List<Watch> right = new ArrayList<>();
    List<Change.Invalid> allInvalid = new ArrayList<>(invalid);
    for (Watch watch : watches()) {
      if (wrong.contains(watch.id())) {
        allInvalid.add(new Change.Invalid(watch.id(), watch.source()));
      } else {
        right.add(watch);
      }
    }
    return new Fit(right, allInvalid);
  }

  /** The rule that each watch comes from, by the id of the watch. */
  Map<String, Origin> origins() {
    Map<String, Origin> origins = new HashMap<>();
    rendered.origins().forEach((id, rule) -> origins.put(id, new Origin(rule)));
    return origins;
  }

  private static void add(
      OnSomeServers found, @Nullable ServerVersion version, Problems problems, Set<String> wrong) {
    Optional<Problem> problem = found.problem(version);
    problem.ifPresent(problems::add);
    if (problem.isPresent() && problem.get().isError()) {
      wrong.add(found.watchId());
    }
  }

  /** The bundle's name, if it is known. */
  Optional<String> name() {
    return settings.map(BundleSettings::bundle);
  }
}
