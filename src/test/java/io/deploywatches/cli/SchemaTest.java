package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Editors and the program know the same keys: the schemas in {@code schemas/} say what it reads.
 */
class SchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SCHEMAS = Path.of("schemas");
  private static final String SETTINGS = "settings.schema.json";
  private static final String RULE = "rule.schema.json";

  /** A key that is like none, so that the program names all that it knows. */
  private static final String NO_KEY = "qqqqqqqqqqqqqqqq";

  @TempDir Path root;

  /** A schema with the definitions that it borrows from the one of the settings. */
  private static ObjectNode schema(String name) throws IOException {
    String text = Files.readString(SCHEMAS.resolve(name));
    ObjectNode schema = (ObjectNode) JSON.readTree(text.replace(SETTINGS + "#", "#"));
    if (!name.equals(SETTINGS)) {
      schema.set("definitions", schema(SETTINGS).get("definitions"));
    }
    return schema;
  }

  private static Schema compiled(String name) throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
        .getSchema(schema(name).toString(), InputFormat.JSON);
  }

  private static List<Error> errors(Schema schema, Object document) {
    return schema.validate(JSON.valueToTree(document).toString(), InputFormat.JSON);
  }

  private static List<Object> documents(String yaml) {
    List<Object> documents = new ArrayList<>();
    new Load(LoadSettings.builder().build()).loadAllFromString(yaml).forEach(documents::add);
    return documents;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "settings.schema.json | /properties                   | `%s: x`",
        "settings.schema.json | /properties/environments/additionalProperties/properties"
            + "| `bundle: b, environments: {e: {%s: x}}`",
        "settings.schema.json | /definitions/settings/properties | `bundle: b, defaults: {%s: x}`",
        "settings.schema.json | /definitions/overrides/items/properties"
            + "| `bundle: b, overrides: [{match: {}, %s: x}]`",
        "settings.schema.json | /definitions/secrets/additionalProperties/properties"
            + "| `bundle: b, secrets: {s: {%s: x}}`",
        "settings.schema.json | /definitions/settings/properties/schedule/properties"
            + "| `bundle: b, defaults: {schedule: {%s: x}}`",
        "settings.schema.json | /definitions/settings/properties/matching/properties"
            + "| `bundle: b, defaults: {matching: {%s: x}}`"
      })
  void settingsHaveTheKeysThatTheProgramReads(String schema, String pointer, String settings)
      throws IOException {
    Set<String> known = known("{" + settings.formatted(NO_KEY) + "}", "query: a\nindices: i\n");
    assertThat(names(schema(schema.strip()).at(pointer.strip()))).isEqualTo(known);
  }

  @Test
  void rulesHaveTheKeysThatTheProgramReads() throws IOException {
    ObjectNode rule = schema(RULE);
    String query = "query: a\nindices: i\n";
    Set<String> known = known("bundle: b", query + NO_KEY + ": x\n");
    assertThat(names(rule.at("/else/properties"))).isEqualTo(known);
    assertThat(names(rule.get("properties"))).containsAll(known);
    assertThat(names(schema(SETTINGS).at("/definitions/settings/properties")))
        .isEqualTo(known("bundle: b", query + "watch: {" + NO_KEY + ": x}\n"));
    assertThat(rule.at("/properties/watch").toString()).contains("#/definitions/settings");
  }

  /** The keys that the program names when it meets one that it does not know. */
  private Set<String> known(String settings, String rule) throws IOException {
    Path bundle = Files.createTempDirectory(root, "bundle");
    TestBundle.in(bundle, settings + "\n").file("watches/r.yml", rule);
    return named(Cli.run("validate", "--bundle", bundle).out());
  }

  @Test
  void testFilesHaveTheKeysThatTheProgramReads() throws IOException {
    ObjectNode tests = schema("tests.schema.json");
    assertThat(names(tests.get("properties"))).isEqualTo(knownOfTests(NO_KEY + ": x"));
    assertThat(names(tests.at("/properties/cases/items/properties")))
        .isEqualTo(knownOfTests("cases: [{fires: true, " + NO_KEY + ": x}]"));
    Schema schema = compiled("tests.schema.json");
    int count = 0;
    for (Path bundle : bundles()) {
      for (Path file : files(bundle.resolve("watches"))) {
        if (file.toString().endsWith(".test.yml")
            && documents(Files.readString(file)).get(0).toString().contains("fires")) {
          assertThat(errors(schema, documents(Files.readString(file)).get(0)))
              .as(file.toString())
              .isEmpty();
          count++;
        }
      }
    }
    assertThat(count).isPositive();
    assertThat(errors(schema, documents("cases: [{name: no word on firing}]").get(0))).isNotEmpty();
  }

  private Set<String> knownOfTests(String test) throws IOException {
    Path bundle = Files.createTempDirectory(root, "bundle");
    TestBundle.in(bundle, "bundle: b\n")
        .file("watches/r.yml", "query: a\nindices: i\n")
        .file("watches/r.test.yml", test + "\n");
    return named(Cli.run("test", "--coverage", "--bundle", bundle).err());
  }

  private static Set<String> named(String said) {
    Matcher hint =
        Pattern.compile("unknown key '" + NO_KEY + "'.*\\R.*known keys: (.*)").matcher(said);
    assertThat(hint.find()).as(said).isTrue();
    return new TreeSet<>(List.of(hint.group(1).split(", ", -1)));
  }

  private static Set<String> names(JsonNode properties) {
    Set<String> names = new TreeSet<>();
    properties.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void everythingThatTheProgramTakesIsRight() throws IOException {
    Schema settings = compiled(SETTINGS);
    Schema rules = compiled(RULE);
    int count = 0;
    for (Path bundle : bundles()) {
      Set<String> wrong = wrongFiles(bundle);
      Path file = bundle.resolve("deploy-watches.yml");
      if (!wrong.contains("deploy-watches.yml")) {
        assertThat(errors(settings, documents(Files.readString(file)).get(0)))
            .as(file.toString())
            .isEmpty();
        count++;
      }
      for (Path rule : files(bundle.resolve("watches"))) {
        if (rule.toString().matches(".*(?<!\\.test)\\.ya?ml")
            && !wrong.contains(bundle.relativize(rule).toString())) {
          for (Object document : documents(Files.readString(rule))) {
            assertThat(errors(rules, document)).as(rule.toString()).isEmpty();
            count++;
          }
        }
      }
    }
    assertThat(count).isGreaterThan(30);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`cluster: c`",
        "`bundle: b, default: {}`",
        "`bundle: b, defaults: {lag: soon}`",
        "`bundle: b, defaults: {schedule: {interval: 30m, cron: x}}`",
        "`bundle: b, defaults: {schedule: {evry: 30m}}`",
        "`bundle: b, defaults: {deploy: maybe}`",
        "`bundle: b, defaults: {active: sometimes}`",
        "`bundle: b, defaults: {values: 7}`",
        "`bundle: b, overrides: [{template: email}]`",
        "`bundle: b, overrides: {match: {}}`",
        "`bundle: b, secrets: {s: value}`",
        "`bundle: b, secrets: {s: {env: A, file: b}}`",
        "`bundle: b, secrets: {2s: {env: A}}`",
        "`bundle: b, environments: {e: {environments: {}}}`"
      })
  void whatTheProgramRefusesIsWrong(String settings) throws IOException {
    TestBundle.in(root, "{" + settings + "}\n").file("watches/r.yml", "query: a\nindices: i\n");
    assertThat(Cli.run("validate", "--bundle", root).code()).isEqualTo(2);
    assertThat(errors(compiled(SETTINGS), documents("{" + settings + "}").get(0))).isNotEmpty();
  }

  @Test
  void aRuleThatIsNoneIsWrong() throws IOException {
    Schema rules = compiled(RULE);
    for (String rule :
        List.of(
            "title: x",
            "{query: a, dsl: {}}",
            "{query: 7}",
            "{query: a, quer: b}",
            "{query: a, watch: {templat: x}}")) {
      TestBundle.in(root, "bundle: b\n").file("watches/r.yml", rule + "\n");
      assertThat(Cli.run("validate", "--bundle", root).code()).as(rule).isEqualTo(2);
      assertThat(errors(rules, documents(rule).get(0))).as(rule).isNotEmpty();
    }
  }

  private static List<Path> bundles() throws IOException {
    List<Path> bundles = new ArrayList<>(List.of(Path.of(".")));
    try (Stream<Path> cases = Files.list(Path.of("src/test/resources/golden"))) {
      cases.map(golden -> golden.resolve("bundle")).sorted().forEach(bundles::add);
    }
    return bundles;
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** The files with errors. */
  private static Set<String> wrongFiles(Path bundle) {
    Set<String> files = new HashSet<>();
    JsonNode report = Cli.run("validate", "--output", "json", "--bundle", bundle).json();
    for (JsonNode problem : report.get("problems")) {
      if (problem.path("severity").asText().equals("error")) {
        files.add(problem.path("file").asText());
      }
    }
    return files;
  }
}
