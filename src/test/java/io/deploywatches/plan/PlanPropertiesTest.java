package io.deploywatches.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.watch.Activation;
import io.deploywatches.watch.CanonicalForm;
import io.deploywatches.watch.LiveWatch;
import io.deploywatches.watch.Ownership;
import io.deploywatches.watch.SecretFingerprints;
import io.deploywatches.watch.SecretValues;
import io.deploywatches.watch.ServerVersion;
import io.deploywatches.watch.Watch;
import io.deploywatches.watch.WatchDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PlanPropertiesTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final ServerVersion VERSION = new ServerVersion(8, 17);

  @Property(tries = 300)
  void theDifferencesMakeOneTreeOfTheOther(
      @ForAll("objects") ObjectNode live, @ForAll("objects") ObjectNode desired) {
    List<Difference> differences =
        JsonDiff.between(live, live, desired, desired, SecretValues.NONE);
    JsonNode patched = live.deepCopy();
    List<Difference> last = new ArrayList<>(differences);
    Collections.reverse(last); // the end of an array goes first
    for (Difference difference : last) {
      if (difference.to() == null) {
        remove(patched, difference.path());
      }
    }
    for (Difference difference : differences) {
      if (difference.to() != null) {
        set(patched, difference.path(), difference.to());
      }
    }
    assertThat(patched).isEqualTo(desired);
  }

  @Property(tries = 300)
  void thereAreDifferencesUnlessTheTreesAreEqual(
      @ForAll("objects") ObjectNode live, @ForAll("objects") ObjectNode desired) {
    boolean isEqual = live.equals(desired);
    assertThat(JsonDiff.isEqual(live, desired, SecretValues.NONE)).isEqualTo(isEqual);
    assertThat(JsonDiff.between(live, live, desired, desired, SecretValues.NONE).isEmpty())
        .isEqualTo(isEqual);
    assertThat(JsonDiff.between(live, live, live, live, SecretValues.NONE)).isEmpty();
  }

  @Property(tries = 300)
  void everyDifferenceTellsWhatStandsThere(
      @ForAll("objects") ObjectNode live, @ForAll("objects") ObjectNode desired) {
    for (Difference each : JsonDiff.between(live, live, desired, desired, SecretValues.NONE)) {
      assertThat(found(live, each.path())).isEqualTo(each.from());
      assertThat(found(desired, each.path())).isEqualTo(each.to());
    }
  }

  private static JsonNode found(JsonNode tree, String path) {
    JsonNode node = tree.at(path);
    return node.isMissingNode() ? null : node;
  }

  private static void remove(JsonNode tree, String path) {
    JsonNode parent = tree.at(path.substring(0, path.lastIndexOf('/')));
    if (parent instanceof ObjectNode object) {
      object.remove(key(path));
    } else {
      ((ArrayNode) parent).remove(Integer.parseInt(key(path)));
    }
  }

  private static void set(JsonNode tree, String path, JsonNode value) {
    JsonNode parent = tree.at(path.substring(0, path.lastIndexOf('/')));
    if (parent instanceof ObjectNode object) {
      object.set(key(path), value);
    } else if (Integer.parseInt(key(path)) < parent.size()) {
      ((ArrayNode) parent).set(Integer.parseInt(key(path)), value);
    } else {
      ((ArrayNode) parent).add(value);
    }
  }

  private static String key(String path) {
    return path.substring(path.lastIndexOf('/') + 1).replace("~1", "/").replace("~0", "~");
  }

  @Provide
  Arbitrary<ObjectNode> objects() {
    return objects(3);
  }

  private static Arbitrary<ObjectNode> objects(int depth) {
    return Arbitraries.maps(Arbitraries.of("a", "b", "a/b", "~", "~1", "", "0"), trees(depth - 1))
        .ofMaxSize(4)
        .map(
            map -> {
              ObjectNode object = JSON.objectNode();
              map.forEach(object::set);
              return object;
            });
  }

  private static Arbitrary<JsonNode> trees(int depth) {
    Arbitrary<JsonNode> leaves =
        Arbitraries.of(
            JSON.textNode("a"),
            JSON.textNode("1"),
            JSON.numberNode(1),
            JSON.numberNode(2),
            JSON.booleanNode(true),
            JSON.nullNode(),
            JSON.objectNode(),
            JSON.arrayNode());
    if (depth == 0) {
      return leaves;
    }
    Arbitrary<JsonNode> arrays =
        trees(depth - 1).list().ofMaxSize(4).map(list -> JSON.arrayNode().addAll(list));
    return Arbitraries.oneOf(leaves, arrays, objects(depth).map(object -> object));
  }

  @Provide
  Arbitrary<Policy> policies() {
    Arbitrary<Boolean> either = Arbitraries.of(true, false);
    return Combinators.combine(either, Arbitraries.of("theirs", "others"), either, either)
        .as((adopt, from, prune, refresh) -> new Policy(adopt, Set.of(from), prune, refresh));
  }

  /** What a bundle and a cluster say of one id. */
  record Case(int bundle, int cluster, int mark, boolean active, Activation activation) {}

  @Property(tries = 300)
  void aPlanDoesNotDependOnTheOrderOfArrival(
      @ForAll("cases") Map<String, Case> cases,
      @ForAll Random random,
      @ForAll("policies") Policy policy) {
    List<Watch> desired = new ArrayList<>();
    List<Change.Invalid> invalid = new ArrayList<>();
    List<LiveWatch> live = new ArrayList<>();
    cases.forEach((id, each) -> add(id, each, desired, invalid, live));
    Planner planner =
        new Planner(
            "ours",
            VERSION,
            "somebody",
            policy,
            SecretValues.NONE,
            new SecretFingerprints(SecretValues.NONE, "uuid", "ours"));
    Plan plan = planner.plan(desired, invalid, live, true);
    Collections.shuffle(desired, random);
    Collections.shuffle(invalid, random);
    Collections.shuffle(live, random);
    assertThat(planner.plan(desired, invalid, live, true)).isEqualTo(plan);
    assertThat(plan.changes().stream().map(Change::id)).isSorted();
    check(plan, cases, policy);
  }

  /** Nothing that is not ours is written, and nothing that is invalid is an orphan. */
  private static void check(Plan plan, Map<String, Case> cases, Policy policy) {
    for (Change change : plan.changes()) {
      Case each = cases.get(change.id());
      boolean isOurs = each.mark == 1;
      boolean mayAdopt =
          each.mark == 2 ? policy.adoptFrom().contains("theirs") : !isOurs && policy.adopt();
      switch (change.action()) {
        case CREATE -> assertThat(each.cluster).isZero();
        case ADOPT -> assertThat(mayAdopt).isTrue();
        case UPDATE, ACTIVATE, DEACTIVATE, UNCHANGED -> assertThat(isOurs).isTrue();
        case CONFLICT -> assertThat(isOurs || mayAdopt).isFalse();
        case DELETE -> assertThat(policy.prune() && isOurs && each.bundle == 0).isTrue();
        case ORPHAN -> assertThat(!policy.prune() && isOurs && each.bundle == 0).isTrue();
        case INVALID -> assertThat(each.bundle).isEqualTo(3);
      }
    }
  }

  private static void add(
      String id,
      Case each,
      List<Watch> desired,
      List<Change.Invalid> invalid,
      List<LiveWatch> live) {
    String source = "watches/" + id + ".yml";
    if (each.bundle == 1 || each.bundle == 2) {
      desired.add(new Watch(id, source, body(each.bundle), each.activation, List.of()));
    } else if (each.bundle == 3) {
      invalid.add(new Change.Invalid(id, source));
    }
    if (each.cluster > 0) {
      ObjectNode body = body(each.cluster);
      String applied = WatchDigest.of(CanonicalForm.of(body, VERSION));
      if (each.mark > 0) {
        String owner = each.mark == 2 ? "theirs" : "ours";
        String of = each.mark == 3 ? "another-id" : id;
        body = new Ownership(owner, of, source, applied, "", "").addTo(body);
      }
      ObjectNode status = JSON.objectNode();
      status.putObject("state").put("active", each.active);
      live.add(new LiveWatch(id, body, status));
    }
  }

  private static ObjectNode body(int minutes) {
    ObjectNode body = JSON.objectNode();
    body.putObject("trigger").putObject("schedule").put("interval", minutes + "m");
    return body;
  }

  @Provide
  Arbitrary<Map<String, Case>> cases() {
    Arbitrary<Case> each =
        Combinators.combine(
                Arbitraries.integers().between(0, 3),
                Arbitraries.integers().between(0, 2),
                Arbitraries.integers().between(0, 3),
                Arbitraries.of(true, false),
                Arbitraries.of(Activation.class))
            .as(Case::new);
    return Arbitraries.maps(Arbitraries.strings().withCharRange('a', 'z').ofLength(2), each)
        .ofMaxSize(12);
  }
}
