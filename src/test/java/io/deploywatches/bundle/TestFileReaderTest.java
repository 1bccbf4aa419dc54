package io.deploywatches.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.deploywatches.bundle.TestFile.EventMapping;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestFileReaderTest {
  @TempDir Path folder;

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<TestFile> tests(Problems problems, Path... paths) {
    return BundleReader.readTests(folder, List.of(paths), problems);
  }

  private List<String> problems(String test) throws IOException {
    write("watches/a.yml", "query: x\n");
    write("watches/a.test.yml", test);
    Problems problems = new Problems();
    tests(problems);
    return problems.list().stream().map(TestFileReaderTest::shown).toList();
  }

  private static String shown(Problem problem) {
    return problem.location() + ": " + problem.message();
  }

  @Test
  void aFileStandsBesideItsRule() throws IOException {
    write("watches/sub/a.json", "{}");
    write(
        "watches/sub/a.test.yml",
        "watch: w\nmapping: ecs\ncases:\n- {name: n, events: [{a: 1}], fires: true, hits: 1,"
            + " groups: [x], subject: s, body: [b, c], webhook: {a: [1]}}\n- {fires: false,"
            + " watch: v, mapping: dynamic}\n");
    Problems problems = new Problems();
    List<TestFile> tests = tests(problems);
    assertThat(problems.list()).isEmpty();
    assertThat(tests).hasSize(1);
    TestFile file = tests.get(0);
    assertThat(file.file()).isEqualTo("watches/sub/a.test.yml");
    assertThat(file.rule()).isEqualTo("watches/sub/a.json");
    TestFile.Case first = file.cases().get(0);
    assertThat(first.name()).isEqualTo("n");
    assertThat(first.watch()).contains("w");
    assertThat(first.mapping()).contains(new EventMapping.Named("ecs"));
    assertThat(first.events()).hasToString("[{\"a\":1}]");
    assertThat(first.expectation().hits()).isEqualTo(1);
    assertThat(first.expectation().body()).containsExactly("b", "c");
    TestFile.Case second = file.cases().get(1);
    assertThat(second.name()).isEqualTo("case 2");
    assertThat(second.watch()).contains("v");
    assertThat(second.expectation().fires()).isFalse();
    assertThat(second.location().line()).isEqualTo(5);
  }

  @Test
  void aFileMayNameItsRuleAndAMapping() throws IOException {
    write("watches/a.yml", "query: x\n");
    write(
        "watches/m.json",
        "{\"mappings\": {\"doc\": {\"properties\": {\"a\": {\"type\": \"ip\"}}}}}");
    write(
        "watches/tests/x.test.yml", "rule: ../a.yml\nmapping: ../m.json\ncases: [{fires: true}]\n");
    Problems problems = new Problems();
    TestFile file = tests(problems).get(0);
    assertThat(problems.list()).isEmpty();
    assertThat(file.rule()).isEqualTo("watches/a.yml");
    assertThat(((EventMapping.Own) file.cases().get(0).mapping().orElseThrow()).mappings())
        .hasToString("{\"properties\":{\"a\":{\"type\":\"ip\"}}}");
  }

  @Test
  void aPathMayNameTheTestFileOrItsRule() throws IOException {
    write("watches/a.yml", "query: x\n");
    write("watches/b.yml", "query: x\n");
    write("watches/a.test.yml", "cases: [{fires: true}]\n");
    write("watches/b.test.yml", "cases: [{fires: true}]\n");
    Problems problems = new Problems();
    assertThat(tests(problems, folder.resolve("watches/a.yml"))).hasSize(1);
    assertThat(tests(problems, folder.resolve("watches/b.test.yml"))).hasSize(1);
    assertThat(tests(problems, folder.resolve("watches"))).hasSize(2);
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void whatIsWrongIsToldWithItsLine() throws IOException {
    assertThat(
            problems(
                """
                mapping: winlogbeet
                case: []
                cases:
                  - name: x
                    fire: true
                  - name: x
                    fires: maybe
                    hits: 1.5
                    events: {a: 1}
                  - fires: false
                    subject: s
                    payload: {}
                    events: [1]
                """))
        .containsExactly(
            "watches/a.test.yml:1: there is no mapping 'winlogbeet': expected winlogbeat, ecs, dynamic,"
                + " cluster or a file that ends in .json; did you mean 'winlogbeat'?",
            "watches/a.test.yml:2: unknown key 'case' in a test file; did you mean 'cases'?",
            "watches/a.test.yml:4: 'fires' is missing: expected true or false",
            "watches/a.test.yml:5: unknown key 'fire' in a case; did you mean 'fires'?",
            "watches/a.test.yml:6: a second case with the name 'x', the first is on line 4",
            "watches/a.test.yml:7: 'fires' is a string: expected true or false",
            "watches/a.test.yml:8: 'hits' is a number: expected a whole number",
            "watches/a.test.yml:9: 'events' is a mapping: expected a list",
            "watches/a.test.yml:11: 'subject' of a watch that does not fire: it says nothing",
            "watches/a.test.yml:12: a case has 'events', in which the watch searches, or 'payload',"
                + " which stands for what its input gives; not both",
            "watches/a.test.yml:13: an event is a number: expected a mapping");
    assertThat(problems("- a\n"))
        .containsExactly("watches/a.test.yml: expected one mapping with a list of 'cases'");
    assertThat(problems("rule: b.yml\ncases: []\n"))
        .containsExactly("watches/a.test.yml:1: there is no rule file 'b.yml'");
    assertThat(problems("mapping: m.json\ncases: []\n"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("watches/m.json: cannot be read");
  }
}
