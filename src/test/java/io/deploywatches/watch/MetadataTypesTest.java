package io.deploywatches.watch;

import static io.deploywatches.watch.Json.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.deploywatches.problem.Severity;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MetadataTypesTest {
  private static final ServerVersion V6 = new ServerVersion(6, 8);
  private static final ServerVersion V8 = new ServerVersion(8, 17);

  private int number;

  private Watch watch(String metadata) {
    String id = "w" + number++;
    return new Watch(
        id,
        "watches/" + id + ".json",
        json("{'metadata': " + metadata + "}"),
        Activation.KEEP,
        List.of());
  }

  /** What is said of the last of some watches, after nothing was said of those before. */
  private List<Finding> last(MetadataTypes types, String... metadata) {
    for (int i = 0; i < metadata.length - 1; i++) {
      assertThat(types.add(watch(metadata[i]))).isEmpty();
    }
    return types.add(watch(metadata[metadata.length - 1]));
  }

  private static MetadataTypes anyCluster() {
    return new MetadataTypes(MetadataMapping.UNKNOWN, null);
  }

  private static MetadataTypes cluster(ServerVersion version, String metadata) {
    return new MetadataTypes(
        MetadataMapping.of(
            json("{'metadata': {'dynamic': 'true', 'properties': " + metadata + "}}"),
            OptionalInt.of(MetadataMapping.USUAL_LIMIT)),
        version);
  }

  @Test
  void saysWhereAndWithWhatAWatchClashes() {
    assertThat(last(anyCluster(), "{'a': {'b~/c': 5}}", "{'a': {'b~/c': 'high'}}"))
        .containsExactly(
            new Finding(
                "metadata-clash",
                Severity.ERROR,
                "/metadata/a/b~0~1c",
                "a text here and a whole number in watches/w0.json; a cluster maps a key once for"
                    + " all watches and refuses one of them",
                "rename the key, or give it values of one type in all watches",
                null));
  }

  /** Whichever of the two comes first, the other is refused. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "5            | 'high'",
        "5            | true",
        "5            | {}",
        "'a'          | {'b': 1}",
        "true         | 'yes'",
        "'2026-11-25' | 'never'",
        "'2026-11-25' | '2026/11/25'",
        "'2026-11-25' | 5",
        "[1, 2]       | ['a']",
        "{'b': 1}     | {'b': 'x'}",
        "{'b.c': 1}   | {'b': 2}",
        "{'b.c': 1}   | {'b': {'c': 'x'}}",
      })
  void clash(String one, String other) {
    assertThat(last(anyCluster(), "{'a': " + one + "}", "{'a': " + other + "}")).hasSize(1);
    assertThat(last(anyCluster(), "{'a': " + other + "}", "{'a': " + one + "}")).hasSize(1);
  }

  /** Whichever of the two comes first, the other is taken. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "5              | 6.5",
        "5              | '6'",
        "true           | 'false'",
        "'a'            | null",
        "5              | []",
        "['a', 'b']     | 'c'",
        "{}             | {'b': 1}",
        "[{'b': 1}]     | {'c': 'x'}",
        "{'b.c': 1}     | {'b': {'c': 2}}",
        "'2026-11-25'   | '2026-11-26T10:00:00Z'",
        "'2026'         | 'never'",
      })
  void agree(String one, String other) {
    assertThat(last(anyCluster(), "{'a': " + one + "}", "{'a': " + other + "}")).isEmpty();
    assertThat(last(anyCluster(), "{'a': " + other + "}", "{'a': " + one + "}")).isEmpty();
  }

  @Test
  void aWatchThatAgreesWithTheFirstCanClashWithTheSecond() {
    assertThat(last(anyCluster(), "{'a': '5'}", "{'a': 'high'}", "{'a': 5}"))
        .singleElement()
        .asString()
        .contains("watches/w1.json");
  }

  @Test
  void oneWatchCanClashWithItself() {
    assertThat(last(anyCluster(), "{'a': [1, 'x', 'y']}"))
        .singleElement()
        .asString()
        .contains("a text here and a whole number too;");
  }

  /** Weeks are dates to old servers alone, and names of time zones to new ones. */
  @Test
  void whatClashesOnSomeServersIsToldOfThose() {
    List<Finding> weeks = last(anyCluster(), "{'a': '2026-W48'}", "{'a': 'never'}");
    assertThat(weeks).hasSize(1);
    assertThat(weeks.get(0).on(V6).orElseThrow().severity()).isEqualTo(Severity.ERROR);
    assertThat(weeks.get(0).on(V8)).isEmpty();
    assertThat(weeks.get(0).on(null).orElseThrow().severity()).isEqualTo(Severity.WARNING);
    List<Finding> zones = last(anyCluster(), "{'a': '2026-11-25T10:30UTC'}", "{'a': 'never'}");
    assertThat(zones.get(0).on(V6)).isEmpty();
    assertThat(zones.get(0).on(V8).orElseThrow().severity()).isEqualTo(Severity.ERROR);
    assertThat(last(cluster(V8, "{}"), "{'a': '2026-W48'}", "{'a': 'never'}")).isEmpty();
    assertThat(last(cluster(V6, "{}"), "{'a': '2026-W48'}", "{'a': 'never'}")).hasSize(1);
  }

  @Test
  void whatTheClusterHasIsWhatCounts() {
    String mapped =
        "{'n': {'type': 'long'}, 't': {'type': 'text'}, 'o': {'properties': {'d': {'type': 'date'}}},"
            + " 'x': {'type': 'ip'}}";
    assertThat(last(cluster(V6, mapped), "{'n': 'high', 'new': 'high'}"))
        .containsExactly(
            new Finding(
                "metadata-mapped",
                Severity.ERROR,
                "/metadata/n",
                "a text here, but the cluster has the key as a whole number from an earlier watch"
                    + " and refuses anything else",
                "rename the key, or write a whole number; a cluster does not forget the key when"
                    + " that watch is deleted",
                null));
    assertThat(last(cluster(V6, mapped), "{'o': {'d': 'soon'}}"))
        .extracting(Finding::pointer)
        .containsExactly("/metadata/o/d");
    assertThat(last(cluster(V6, mapped), "{'o': 5}"))
        .extracting(Finding::pointer)
        .containsExactly("/metadata/o");
    assertThat(last(cluster(V6, mapped), "{'o.d': true}"))
        .extracting(Finding::pointer)
        .containsExactly("/metadata/o.d");
    // Two that would clash where nothing is mapped yet.
    assertThat(last(cluster(V6, mapped), "{'t': 5}", "{'t': 'high'}", "{'x': 'anything'}"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ".a", "a..b", "."})
  void aKeyThatCannotBeAFieldIsAnError(String key) {
    assertThat(last(anyCluster(), "{'b': {'" + key + "': 1}}"))
        .extracting(Finding::name, Finding::pointer)
        .containsExactly(tuple("metadata-key", "/metadata/b/" + key));
  }

  @Test
  void aDotAtTheEndIsNoneToAServer() {
    assertThat(last(anyCluster(), "{'a.': 1}", "{'a': 'x'}")).hasSize(1);
  }

  @Test
  void objectsMayBeNestedSoFar() {
    assertThat(last(anyCluster(), nested(18))).isEmpty();
    assertThat(last(anyCluster(), nested(19)))
        .extracting(Finding::name)
        .containsExactly("metadata-depth");
  }

  private static String nested(int objects) {
    return "{'a':".repeat(objects) + "{'v':1}" + "}".repeat(objects);
  }

  @Test
  void aNumberThatNoServerTakesIsAnError() {
    assertThat(last(anyCluster(), "{'a': 9223372036854775808}"))
        .extracting(Finding::name)
        .containsExactly("metadata-number");
    assertThat(last(cluster(V6, "{'a': {'type': 'text'}}"), "{'a': 9223372036854775808}"))
        .isEmpty();
  }

  /** An empty index has 9 fields, the mark takes 13, and each text of a watch two. */
  @Test
  void keysBeyondTheLimitAreRefused() {
    assertThat(last(empty(), texts("a", 489))).isEmpty();
    assertThat(last(empty(), texts("a", 490)))
        .containsExactly(
            new Finding(
                "metadata-fields",
                Severity.ERROR,
                "/metadata",
                "new keys need 980 more fields (a text needs two), and the 22 of all watches so far"
                    + " leave 978 of the 1000 that a cluster takes",
                "write what varies as values, not as keys; or raise"
                    + " index.mapping.total_fields.limit of .watches",
                null));
    assertThat(last(empty(), texts("a", 400), texts("a", 400), texts("b", 89))).isEmpty();
    assertThat(last(empty(), texts("a", 400), texts("b", 90)).get(0).message())
        .startsWith("new keys need 180 more fields")
        .contains("the 822 of all watches so far leave 178");
  }

  @Test
  void howManyKeysAnUnknownClusterTakesIsNotCertain() {
    assertThat(last(anyCluster(), texts("a", 490)))
        .extracting(Finding::severity)
        .containsExactly(Severity.WARNING);
  }

  @Test
  void whatTheClusterHasIsNotCountedTwice() {
    MetadataMapping mapping =
        MetadataMapping.of(
            json(
                "{'trigger': {}, 'metadata': {'properties': {'a0': {'type': 'text', 'fields':"
                    + " {'keyword': {}}}, 'deploy_watches': {'properties': {'id': {'type':"
                    + " 'text'}}}}}}"),
            OptionalInt.of(30));
    // 6 are there and the mark needs 10 more.
    assertThat(last(new MetadataTypes(mapping, V6), texts("a", 8))).isEmpty();
    assertThat(last(new MetadataTypes(mapping, V6), texts("a", 9)).get(0).message())
        .contains("need 16 more", "the 16 of all watches so far leave 14 of the 30");
  }

  private static MetadataTypes empty() {
    return new MetadataTypes(MetadataMapping.EMPTY, V6);
  }

  private static String texts(String prefix, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "'" + prefix + i + "': 'x'")
        .collect(Collectors.joining(",", "{", "}"));
  }
}
