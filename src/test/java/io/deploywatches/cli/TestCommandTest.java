package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code test} ends when there is nothing that a server could try. */
class TestCommandTest {
  private static final String CASE = "cases: [{name: a, fires: true, events: [{a: 1}]}]\n";
  private static final String BASE =
      """
      title: Base
      name: base
      logsource: {category: process_creation, product: windows}
      detection: {s: {Image: x}, condition: s}
      """;

  @TempDir Path folder;

  private TestBundle bundle() {
    return TestBundle.in(folder, "bundle: t\n")
        .file("watches/base.yml", BASE)
        .file("watches/base.test.yml", CASE);
  }

  private Cli.Result run() {
    return Cli.run("test", "--bundle", folder, "--local");
  }

  @Test
  void aRuleForWhichACorrelationStandsIsSkipped() {
    bundle()
        .file(
            "watches/many.yml",
            """
            title: Many
            correlation: {type: event_count, rules: base, group-by: [User], timespan: 5m,
              condition: {gte: 5}}
            """);
    Cli.Result result = run();
    assertThat(result.out())
        .contains("as a correlation names it that does not say 'generate: true'")
        .endsWith("1 case: 0 passed, 1 skipped\n");
    assertThat(result.code()).isZero();
  }

  @Test
  void whatIsWrongInAnotherFileIsToldToo() {
    bundle()
        .file(
            "watches/filters.yml",
            """
            title: Wrong
            logsource: {product: windows}
            filter: {rules: any, selection: {User: x}, condition: not selected}
            """);
    Cli.Result result = run();
    assertThat(result.out()).contains("no watch could be made of watches/base.yml");
    assertThat(result.err()).contains("watches/filters.yml:").contains("selected");
    assertThat(result.code()).isEqualTo(2);
  }

  @Test
  void aCaseOfAFileThatIsNoRuleFails() {
    TestBundle.in(folder, "bundle: t\n")
        .file("watches/notes.txt", "hello")
        .file("watches/notes.test.yml", "rule: notes.txt\n" + CASE);
    Cli.Result result = run();
    assertThat(result.out()).contains("no watch could be made of watches/notes.txt");
    assertThat(result.code()).isEqualTo(1);
  }

  @Test
  void numbersAreCheckedBeforeAServerIsStarted() {
    for (String option : new String[] {"--retries", "--timeout"}) {
      Cli.Result result = Cli.run("test", "--bundle", bundle().root(), "--local", option, "-1");
      assertThat(result.err()).contains(option + " is -1");
      assertThat(result.code()).isEqualTo(2);
    }
  }

  @Test
  void whatSendsOneRequestAfterTheOtherHasNoParallelism() {
    for (String command : new String[] {"test", "validate"}) {
      assertThat(Cli.run(command, "--bundle", bundle().root(), "--parallel", "3").err())
          .contains("--parallel");
    }
  }
}
