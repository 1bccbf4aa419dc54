package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.testing.RecordedCluster;
import io.deploywatches.watch.CanonicalForm;
import io.deploywatches.watch.Ownership;
import io.deploywatches.watch.ServerVersion;
import io.deploywatches.watch.WatchDigest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the program over the bundles in {@code src/test/resources/golden} and compares all that it
 * prints with files. A folder there is a case:
 *
 * <ul>
 *   <li>{@code bundle/}: the bundle;
 *   <li>{@code runs.txt}: a run a line: exit code, file of what it prints, arguments, of which
 *       {@code CASE} stands for the case's folder. The exit code is written by hand, as it is what
 *       the run is about;
 *   <li>{@code live.json}, optional: what a cluster holds. In a mark, {@code "applied": "live"}
 *       stands for the digest of that live body (the bundle moved since), {@code "desired"} for the
 *       digest of what the bundle renders (the live watch was edited since);
 *   <li>{@code mapping.json}, optional: the keys of metadata that the cluster has mapped;
 *   <li>the files: standard output, and in {@code FILE.err} standard error unless it is empty.
 * </ul>
 *
 * <p>{@code mvn test -Dtest=GoldenTest -Dgolden.rewrite=true} rewrites the files; read the diff.
 */
class GoldenTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path CASES = Path.of("src/test/resources/golden");
  private static final ServerVersion VERSION = new ServerVersion(8, 17);
  private static final boolean REWRITE = Boolean.getBoolean("golden.rewrite");

  /** Whatever a run prints, this is not in it. */
  private static final String SECRET = "hunter2-of-the-environment";

  @TestFactory
  Stream<DynamicNode> cases() throws IOException {
    return list(CASES).stream().map(GoldenTest::golden);
  }

  private static DynamicNode golden(Path folder) {
    List<DynamicTest> tests = new ArrayList<>();
    Set<String> expected = new HashSet<>(Set.of("bundle", "runs.txt", "live.json", "mapping.json"));
    for (String line : read(folder.resolve("runs.txt")).lines().toList()) {
      Run run = Run.of(line);
      expected.add(run.file);
      expected.add(run.file + ".err");
      tests.add(dynamicTest(run.file, () -> check(folder, run)));
    }
    tests.add(
        dynamicTest(
            "holds nothing else",
            () ->
                assertThat(list(folder).stream().map(path -> path.getFileName().toString()))
                    .isSubsetOf(expected)));
    return DynamicContainer.dynamicContainer(folder.getFileName().toString(), tests);
  }

  private record Run(int exit, String file, List<String> arguments) {
    static Run of(String line) {
      List<String> words = List.of(line.split(" ", -1));
      return new Run(Integer.parseInt(words.get(0)), words.get(1), words.subList(2, words.size()));
    }
  }

  private static void check(Path folder, Run run) throws IOException {
    Path bundle = folder.resolve("bundle");
    List<Object> arguments = new ArrayList<>(run.arguments);
    arguments.replaceAll(argument -> ((String) argument).replace("CASE", folder.toString()));
    if (!run.arguments.contains("--bundle")) {
      arguments.add("--bundle");
      arguments.add(bundle);
    }
    Map<String, String> environment = new HashMap<>(Map.of("GOLDEN_SECRET", SECRET));
    Cli.Result result;
    try (RecordedCluster cluster = RecordedCluster.holding(live(folder, bundle), mapping(folder))) {
      if (Files.exists(folder.resolve("live.json"))) {
        environment.put("ELASTICSEARCH_URL", cluster.url());
      }
      result = Cli.withEnvironment(environment).with(arguments.toArray());
      assertThat(cluster.refused()).as("requests that write").isEmpty();
    }
    assertThat(result.code()).as(result.err()).isEqualTo(run.exit);
    assertThat(result.out() + result.err())
        .doesNotContain(SECRET)
        .doesNotContain("\tat ")
        .doesNotContain("a fault of deploy-watches");
    if (run.arguments.contains("json")) {
      assertThat(result.json().isContainerNode()).isTrue();
    }
    // Whatever version this is, the files stay.
    compare(
        folder.resolve(run.file),
        result.out().replace("\"" + Version.number() + "\"", "\"VERSION\""));
    compare(folder.resolve(run.file + ".err"), result.err());
  }

  private static void compare(Path file, String actual) throws IOException {
    if (REWRITE) {
      Files.deleteIfExists(file);
      if (!actual.isEmpty()) {
        Files.writeString(file, actual);
      }
    }
    assertThat(actual).as(file.toString()).isEqualTo(Files.exists(file) ? read(file) : "");
  }

  private static List<JsonNode> live(Path folder, Path bundle) throws IOException {
    Path file = folder.resolve("live.json");
    List<JsonNode> live = new ArrayList<>();
    if (Files.exists(file)) {
      JsonNode desired = Cli.run("render", "--bundle", bundle).json();
      JSON.readTree(read(file)).forEach(hit -> live.add(withDigest(hit, desired)));
    }
    return live;
  }

  private static JsonNode mapping(Path folder) throws IOException {
    Path file = folder.resolve("mapping.json");
    return JSON.readTree(Files.exists(file) ? read(file) : "{}");
  }

  private static JsonNode withDigest(JsonNode hit, JsonNode desired) {
    if (hit.at("/watch/metadata/deploy_watches") instanceof ObjectNode mark) {
      ObjectNode watch = (ObjectNode) hit.get("watch");
      if (mark.path("applied").asText().equals("live")) {
        mark.put("applied", digest(Ownership.removeFrom(watch)));
      } else if (mark.path("applied").asText().equals("desired")) {
        mark.put("applied", digest((ObjectNode) desired.get(hit.path("_id").asText())));
      }
    }
    return hit;
  }

  private static String digest(ObjectNode body) {
    return WatchDigest.of(CanonicalForm.of(body, VERSION));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError("cannot read " + file, e);
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().collect(Collectors.toList());
    }
  }
}
