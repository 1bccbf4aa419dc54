package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.deploywatches.testing.LocalElasticsearch;
import io.deploywatches.testing.Mutations;
import io.deploywatches.testing.Mutations.Mutation;
import io.deploywatches.testing.Probes;
import io.deploywatches.testing.Probes.Probe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Edits on the cluster, one after the other, of every leaf and every key of many watches: what the
 * server keeps of them is drift, and one deploy puts it back. A few of each watch are tried, always
 * the same; with {@code -Dsoak=true} all are.
 */
final class MutationIT {
  private static final int PROBES = 100;
  private static final int ROUNDS = 8;
  private static final int SOAK_ROUNDS = 60;
  private static final boolean SOAK = Boolean.getBoolean("soak");
  private static final String DEFAULT_OPTIONS =
      "{\"expand_wildcards\":\"open\",\"ignore_unavailable\":true,\"allow_no_indices\":true}";
  private static final String MARK = "/metadata/deploy_watches";

  /** Its password looks like one that a server encrypted, which no edit of can be told from. */
  private static final String UNTELLABLE = "enc.encrypted-looking";

  /**
   * A watch that is mutated.
   *
   * @param copy which of several watches with the same body, that share its mutations
   */
  private record Target(String name, int copy, int copies) {}

  @TempDir Path folder;

  private final LocalElasticsearch server = LocalElasticsearch.permissive();
  private final Map<String, Target> targets = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private int tried;
  private int refused;
  private int normalised;
  private int sameMeaning;
  private int drifted;

  /** Deploys those of them in which nothing is wrong. */
  private void deploy(List<Probe> all) {
    server.deleteAllWatches();
    TestBundle bundle = TestBundle.in(folder, "bundle: mutants\n");
    for (int i = 0; i < all.size(); i++) {
      int copies = SOAK ? 1 + Mutations.of(all.get(i).put()).size() / SOAK_ROUNDS : 1;
      for (int copy = 0; copy < copies; copy++) {
        String id = "m" + i + "-" + copy;
        targets.put(id, new Target(all.get(i).name(), copy, copies));
        bundle.file("watches/" + id + ".json", all.get(i).text());
      }
    }
    for (JsonNode problem : run("diff").json().path("problems")) {
      if (problem.path("severity").asText().equals("error")) {
        String file = problem.path("file").asText();
        bundle.delete(file);
        targets.remove(file.substring(file.indexOf('/') + 1, file.indexOf('.')));
      }
    }
    Cli.Result result = run();
    assertThat(result.code()).as(result.err()).isZero();
  }

  @Test
  void whatTheServerKeepsOfAnEditIsDriftAndIsPutBack() {
    List<Probe> all = new ArrayList<>(Probes.publicWatches());
    List<Probe> probes =
        Probes.accepted("6.8.23").stream()
            .filter(probe -> !probe.name().equals(UNTELLABLE))
            .toList();
    for (int i = 0; i < PROBES; i++) {
      all.add(probes.get(i * probes.size() / PROBES));
    }
    deploy(all);
    Map<String, ObjectNode> before = bodies();
    Map<String, List<Mutation>> mutations = new TreeMap<>();
    before.forEach((id, body) -> mutations.put(id, mutationsOf(body, targets.get(id))));
    int rounds = mutations.values().stream().mapToInt(List::size).max().orElseThrow();
    for (int round = 0; round < rounds; round++) {
      round(before, mutations, round);
    }
    System.out.printf(
        "mutations of %d watches%s: %d tried, %d refused by the server, %d normalised away, %d"
            + " said the same in other words, %d seen as drift and put back%n",
        before.size(),
        SOAK ? "" : " (a sample; -Dsoak=true tries all)",
        tried,
        refused,
        normalised,
        sameMeaning,
        drifted);
    assertThat(failures).isEmpty();
    assertThat(drifted).isPositive();
  }

  @Test
  void anEditedMarkIsAConflictUntilItIsAdopted() {
    deploy(Probes.publicWatches().subList(0, 3));
    String id = targets.keySet().iterator().next();
    ObjectNode before = bodies().get(id);
    for (String key : List.of("bundle", "id", "")) {
      ObjectNode edited = before.deepCopy();
      if (key.isEmpty()) {
        ((ObjectNode) edited.get("metadata")).remove("deploy_watches");
      } else {
        ((ObjectNode) edited.at(MARK)).remove(key);
      }
      server.putWatch(id, edited.toString());

      Cli.Result plan = run("diff", "--exit-code");
      assertThat(plan.code()).isEqualTo(3);
      assertThat(plan.watch(id).path("action").asText()).isEqualTo("conflict");
      assertThat(run().code()).isEqualTo(1);
      assertThat(bodies().get(id)).isEqualTo(edited);

      Cli.Result adopted = run("--adopt");
      assertThat(adopted.code()).as(adopted.err()).isZero();
      assertThat(adopted.watch(id).path("action").asText()).isEqualTo("adopt");
      assertThat(bodies().get(id)).isEqualTo(before);
    }
  }

  private static List<Mutation> mutationsOf(ObjectNode body, Target target) {
    List<Mutation> all =
        Mutations.of(body).stream()
            .filter(mutation -> !isOfTheMark(mutation.place()))
            .sorted(Comparator.comparing(mutation -> mutation.toString().hashCode()))
            .toList();
    if (!SOAK) {
      return all.subList(0, Math.min(ROUNDS, all.size()));
    }
    List<Mutation> share = new ArrayList<>();
    for (int i = target.copy(); i < all.size(); i += target.copies()) {
      share.add(all.get(i));
    }
    return share;
  }

  /** Whether it changes the mark, or metadata with the mark in it. */
  private static boolean isOfTheMark(List<String> place) {
    return place.equals(List.of("metadata"))
        || (place.size() > 1 && place.subList(0, 2).equals(List.of("metadata", "deploy_watches")));
  }

  private void round(
      Map<String, ObjectNode> before, Map<String, List<Mutation>> mutations, int round) {
    Map<String, Mutation> tries = new TreeMap<>();
    mutations.forEach(
        (id, all) -> {
          if (round < all.size()) {
            tries.put(id, all.get(round));
          }
        });
    Map<String, Integer> answers = new ConcurrentHashMap<>();
    tries.entrySet().parallelStream()
        .forEach(
            entry ->
                answers.put(
                    entry.getKey(),
                    server
                        .put(
                            "/_watcher/watch/" + entry.getKey(),
                            entry.getValue().applyTo(before.get(entry.getKey())).toString())
                        .status()));
    Map<String, ObjectNode> after = bodies();
    Cli.Result plan = run("diff", "--exit-code");
    Map<String, JsonNode> planned = new TreeMap<>();
    plan.json().path("watches").forEach(watch -> planned.put(watch.path("id").asText(), watch));
    tries.forEach(
        (id, mutation) ->
            check(id, mutation, answers.get(id), before.get(id), after.get(id), planned.get(id)));

    Cli.Result deploy = run();
    if (deploy.code() != 0) {
      fail("deploy of round " + round + ": " + deploy.err());
    }
    Cli.Result empty = run("diff", "--exit-code");
    if (empty.code() != 0) {
      fail("the plan after round " + round + " is not empty: " + empty.err());
    }
    bodies()
        .forEach(
            (id, body) -> {
              if (!saySame(body, before.get(id))) {
                fail(about(id, tries.get(id)) + ": not put back");
              }
            });
  }

  private void check(
      String id,
      Mutation mutation,
      int status,
      ObjectNode before,
      ObjectNode after,
      JsonNode planned) {
    tried++;
    String action = planned.path("action").asText();
    boolean isDrift =
        action.equals("update") && planned.path("why").toString().equals("[\"drifted\"]");
    if (before.equals(after)) {
      if (status >= 300) {
        refused++;
      } else {
        normalised++;
      }
      if (!action.equals("unchanged")) {
        fail(about(id, mutation) + " changed nothing, planned: " + planned);
      }
    } else if (saySame(before, after)) {
      sameMeaning++;
    } else if (!isDrift) {
      fail(about(id, mutation) + " was not seen: " + planned);
    } else if (planned.path("changes").findValuesAsText("path").stream()
        .noneMatch(path -> isAround(mutation.place(), path))) {
      fail(about(id, mutation) + " was seen elsewhere: " + planned.path("changes"));
    } else {
      drifted++;
    }
  }

  private void fail(String message) {
    System.out.println(message);
    failures.add(message);
  }

  private String about(String id, Mutation mutation) {
    return targets.get(id).name() + ": " + mutation;
  }

  /** Whether the path of a plan lies above or below a place of a body as the server shows it. */
  private static boolean isAround(List<String> place, String path) {
    List<String> mutated = comparable(place);
    List<String> changed =
        comparable(
            List.of(path.substring(1).split("/", -1)).stream()
                .map(step -> step.replace("~1", "/").replace("~0", "~"))
                .toList());
    int shared = Math.min(mutated.size(), changed.size());
    return mutated.subList(0, shared).equals(changed.subList(0, shared));
  }

  /** Without indices, which sets do not have, and with durations in the plan's spelling. */
  private static List<String> comparable(List<String> place) {
    return place.stream()
        .filter(step -> !step.matches("\\d+"))
        .map(step -> step.replaceFirst("(_in)?_millis$", ""))
        .toList();
  }

  /**
   * Whether two bodies that a server shows differently mean the same: options of indices that are
   * the defaults say nothing, and the order of what is extracted or of crons does not either.
   */
  private static boolean saySame(ObjectNode one, ObjectNode two) {
    return plain(one).equals(plain(two));
  }

  private static JsonNode plain(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode plain = object.objectNode();
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        boolean isSet = entry.getKey().equals("extract") || entry.getKey().equals("cron");
        if (!entry.getValue().toString().equals(DEFAULT_OPTIONS)) {
          plain.set(entry.getKey(), isSet ? sorted(entry.getValue()) : plain(entry.getValue()));
        }
      }
      return plain;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode plain = array.arrayNode();
      array.forEach(element -> plain.add(plain(element)));
      return plain;
    }
    return node;
  }

  private static JsonNode sorted(JsonNode list) {
    List<String> elements = new ArrayList<>();
    list.forEach(element -> elements.add(element.toString()));
    Collections.sort(elements);
    return TextNode.valueOf(elements.toString());
  }

  /** All watches as the server shows them, marks included. */
  private Map<String, ObjectNode> bodies() {
    Map<String, ObjectNode> bodies = new TreeMap<>();
    server
        .storedWatches()
        .forEach(
            (id, stored) -> {
              ObjectNode body = (ObjectNode) stored;
              body.remove("status");
              bodies.put(id, body);
            });
    return bodies;
  }

  private Cli.Result run(Object... command) {
    Object[] arguments = new Object[command.length + 6];
    System.arraycopy(command, 0, arguments, 0, command.length);
    arguments[command.length] = "--bundle";
    arguments[command.length + 1] = folder;
    arguments[command.length + 2] = "--cluster";
    arguments[command.length + 3] = server.address();
    arguments[command.length + 4] = "--output";
    arguments[command.length + 5] = "json";
    return Cli.run(arguments);
  }
}
