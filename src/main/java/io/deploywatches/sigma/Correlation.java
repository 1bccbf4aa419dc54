package io.deploywatches.sigma;

import io.deploywatches.bundle.TimeSpan;
import io.deploywatches.problem.Location;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A correlation rule of Sigma 2: what has to hold of events of other rules.
 *
 * @param rules what it is about, each an id or a name of another rule; at least one
 * @param groups the fields, or aliases, that make a group; empty for one group of all events
 * @param timespan within which time the events have to occur
 * @param requirement whose names are those of {@code rules}
 * @param aliases from a name in {@code groups} to the field that it means in each rule
 * @param generate whether the rules make watches of their own, too
 * @param location the correlation's
 */
public record Correlation(
    List<Reference> rules,
    List<String> groups,
    TimeSpan timespan,
    Correlated.Requirement requirement,
    Map<String, Map<String, String>> aliases,
    boolean generate,
    Location location) {
  public Correlation {
    rules = List.copyOf(rules);
    groups = List.copyOf(groups);
    aliases = Map.copyOf(aliases);
  }

  /**
   * What it says of the events of the rules.
   *
   * @param detections those of each rule, in the order of {@code rules}
   */
  public Correlated of(List<List<Detection>> detections) {
    List<Correlated.Member> members = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      String name = rules.get(i).name();
      Map<String, String> fields = new LinkedHashMap<>();
      aliases.forEach(
          (alias, byRule) ->
              Optional.ofNullable(byRule.get(name)).ifPresent(field -> fields.put(alias, field)));
      members.add(new Correlated.Member(name, detections.get(i), fields));
    }
    return new Correlated(members, groups, Optional.of(timespan), requirement, location);
  }
}
