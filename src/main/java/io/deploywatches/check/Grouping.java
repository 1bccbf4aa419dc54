package io.deploywatches.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.bundle.TestFile.EventMapping;
import io.deploywatches.watch.DynamicDates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts cases that can share a scratch index together: those with the same mapping whose events have
 * values of the same kind in the same fields, so that no event decides how another one is mapped.
 */
final class Grouping {
  /** Each field may count twice, and a search in all fields looks at 1,024 at most. */
  private static final int MOST_FIELDS = 400;

  private static final Set<EventMapping> NO_DATES =
      Set.of(
          new EventMapping.Named(EventMapping.WINLOGBEAT),
          new EventMapping.Named(EventMapping.ECS));

  /** Of a field whose values are of several kinds, so that the first of them decides. */
  private static final String MIXED = "mixed";

  private final Map<Key, List<Group>> groups = new LinkedHashMap<>();

  /**
   * What has to be the same.
   *
   * @param indices those whose mapping is taken from the cluster; else none
   */
  record Key(EventMapping mapping, List<String> indices) {}

  /** Cases of one index. */
  static final class Group {
    private final Key key;
    private final Map<String, String> kinds = new HashMap<>();
    private final List<BoundCase> cases = new ArrayList<>();
    private boolean isClosed;

    private Group(Key key) {
      this.key = key;
    }

    Key key() {
      return key;
    }

    List<BoundCase> cases() {
      return cases;
    }

    private boolean takes(Map<String, String> others) {
      if (isClosed || others.containsValue(MIXED)) {
        return false;
      }
      int more = 0;
      for (Map.Entry<String, String> other : others.entrySet()) {
        String kind = kinds.get(other.getKey());
        if (kind == null) {
          more++;
        } else if (!kind.equals(other.getValue())) {
          return false;
        }
      }
      return kinds.isEmpty() || kinds.size() + more <= MOST_FIELDS;
    }

    private void add(BoundCase added, Map<String, String> others) {
      cases.add(added);
      kinds.putAll(others);
      isClosed = others.containsValue(MIXED);
    }
  }

  private Grouping() {}

  /** The groups, each with one case at least. */
  static List<Group> of(List<BoundCase> cases) {
    Grouping grouping = new Grouping();
    cases.forEach(grouping::add);
    return grouping.groups.values().stream().flatMap(List::stream).toList();
  }

  /** A group of its own for one case. */
  static Group alone(BoundCase one) {
    Group group = new Group(key(one));
    group.add(one, Map.of());
    return group;
  }

  private void add(BoundCase added) {
    Key key = key(added);
    boolean findsDates = !NO_DATES.contains(key.mapping());
    Map<String, String> kinds = new HashMap<>();
    added.test().events().forEach(event -> kinds("", event, findsDates, kinds));
    List<Group> candidates = groups.computeIfAbsent(key, ignored -> new ArrayList<>());
    for (Group candidate : candidates) {
      if (candidate.takes(kinds)) {
        candidate.add(added, kinds);
        return;
      }
    }
    Group group = new Group(key);
    group.add(added, kinds);
    candidates.add(group);
  }

  private static Key key(BoundCase of) {
    EventMapping mapping = of.mapping();
    boolean isClusters = mapping.equals(new EventMapping.Named(EventMapping.CLUSTER));
    return new Key(mapping, isClusters ? IndicesOf.watch(of.watch().body()) : List.of());
  }

  private static void kinds(
      String path, JsonNode node, boolean findsDates, Map<String, String> kinds) {
    if (node instanceof ObjectNode object) {
      if (!path.isEmpty()) {
        put(path, "object", kinds);
      }
      object
          .properties()
          .forEach(
              entry ->
                  kinds(
                      path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                      entry.getValue(),
                      findsDates,
                      kinds));
    } else if (node.isArray()) {
      node.forEach(item -> kinds(path, item, findsDates, kinds));
    } else if (!node.isNull()) {
      put(path, kind(node, findsDates), kinds);
    }
  }

  private static void put(String path, String kind, Map<String, String> kinds) {
    kinds.merge(path, kind, (first, second) -> first.equals(second) ? first : MIXED);
  }

  private static String kind(JsonNode value, boolean findsDates) {
    if (value.isTextual()) {
      return findsDates ? kindOfText(value.textValue()) : "text";
    }
    return value.isIntegralNumber() ? "integer" : value.isNumber() ? "decimal" : "boolean";
  }

  private static String kindOfText(String text) {
    // It becomes a time of the run.
    if (text.matches("now[+-]\\d{1,9}[smhdw]")) {
      return "date";
    }
    if (DynamicDates.isWithSlashes(text)) {
      return "date with slashes";
    }
    // A year alone is no date to any server.
    boolean isOld = text.length() > 4 && DynamicDates.isIso(text, true);
    boolean isNew = text.length() > 4 && DynamicDates.isIso(text, false);
    if (isOld != isNew) {
      return MIXED;
    }
    return isOld ? "date" : "text";
  }
}
