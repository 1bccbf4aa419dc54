package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.testing.LocalElasticsearch;
import io.deploywatches.testing.Release;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of the recipes, in a shell, as their systems would. */
class RecipesIT {
  private static final String WATCH =
      """
      {"trigger": {"schedule": {"interval": "1h"}}, "input": {"none": {}},
       "condition": {"always": {}}, "actions": {"log": {"logging": {"text": "%s"}}}}
      """;

  @TempDir Path folder;
  private final LocalElasticsearch server = LocalElasticsearch.shared();
  private final Map<String, String> variables = new HashMap<>();
  private Path bundle;

  @BeforeEach
  void prepare() throws Exception {
    for (String needed : List.of("bash", "curl", "unzip")) {
      assumeTrue(Release.has(needed), needed + " is not on this machine");
    }
    server.deleteAllWatches();
    bundle = folder.resolve("bundle");
    TestBundle.in(bundle, "bundle: recipes\nenvironments: {prod: {}}\n")
        .file("watches/a.json", WATCH.formatted("a"));
    Files.createDirectories(folder.resolve("stubs"));
    stub("gh", "echo \"gh $*\" >>\"$HOME/gh\"; cat \"${@: -1}\" >>\"$HOME/gh\"");
    stub("apt-get", "true");
    variables.put("PATH", folder.resolve("stubs") + ":" + System.getenv("PATH"));
    variables.put("ELASTICSEARCH_URL", server.url().toString());
    variables.put("RELEASE_URL", Release.zip().toUri().toString());
    variables.put("RUNNER_TEMP", Files.createDirectories(folder.resolve("runner")).toString());
    variables.put("GITHUB_PATH", folder.resolve("path").toString());
    variables.put("NUMBER", "7");
    variables.put("CI", "true");
  }

  private void stub(String name, String script) throws Exception {
    Path file = Files.writeString(folder.resolve("stubs/" + name), "#!/bin/bash\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Release.Result bash(String script) throws Exception {
    return Release.run(bundle, variables, List.of("bash", "-e", "-o", "pipefail", "-c", script));
  }

  private void succeeds(String script) throws Exception {
    Release.Result result = bash(script);
    assertThat(result.code()).as("%s: %s", script, result).isZero();
  }

  /** The script of a step, by its name. */
  private static String step(String name) throws Exception {
    for (JsonNode step : RecipesTest.yaml("github-actions.yml").at("/jobs/watches/steps")) {
      if (step.path("name").asText().equals(name)) {
        return step.get("run").asText();
      }
    }
    throw new AssertionError("no step " + name);
  }

  @Test
  void gitHub() throws Exception {
    succeeds(step("Get the tool"));
    String bin = Files.readString(Path.of(variables.get("GITHUB_PATH"))).strip();
    variables.merge("PATH", bin, (path, more) -> more + ":" + path);
    succeeds(step("Is the bundle right?"));
    succeeds(step("What would a merge change?"));
    succeeds(step("Say so on the pull request"));
    assertThat(bundle.resolve("gh"))
        .content()
        .startsWith("gh pr comment 7 --body-file plan.md")
        .contains("1 to create");
    assertThat(bundle.resolve("plan.html")).content().contains("watch-a");
    succeeds(step("Deploy"));
    succeeds(step("Has anybody edited a watch?"));
    TestBundle.in(bundle, "bundle: recipes\nenvironments: {prod: {}}\n")
        .file("watches/a.json", WATCH.formatted("b"));
    assertThat(bash(step("Has anybody edited a watch?")).code()).isEqualTo(3);
    succeeds(step("Deploy"));
  }

  @Test
  void gitLab() throws Exception {
    JsonNode pipeline = RecipesTest.yaml("gitlab-ci.yml");
    StringBuilder before = new StringBuilder();
    pipeline.at("/default/before_script").forEach(l -> before.append(l.asText()).append('\n'));
    String prepare =
        before
            .toString()
            .replace("/tmp/", folder + "/")
            .replace("/opt", Files.createDirectories(folder.resolve("opt")).toString());
    for (String job : List.of("validate", "plan", "deploy", "drift")) {
      // Each job is a machine of its own.
      succeeds("rm -rf " + folder.resolve("opt") + "/*\n" + prepare + script(pipeline.get(job)));
    }
    assertThat(bundle.resolve("plan.xml")).content().contains("<testcase").contains("\"a\"");
    server.deleteAllWatches();
    String again = prepare.replace("unzip -q", "unzip -qo") + script(pipeline.get("drift"));
    assertThat(bash(again).code()).isEqualTo(3);
  }

  private static String script(JsonNode job) {
    StringBuilder script = new StringBuilder();
    job.get("script").forEach(line -> script.append(line.asText()).append('\n'));
    return script.toString();
  }

  @Test
  void theSmallJavaOfTheImageRunsTheTool() throws Exception {
    Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
    assumeTrue(Files.isExecutable(jlink), "this Java has no jlink");
    assumeTrue(
        Files.isDirectory(jlink.resolveSibling("../jmods").normalize()), "this Java has no jmods");
    String dockerfile = Files.readString(Path.of("recipes/Dockerfile")).replace("\\\n", "");
    Matcher run = Pattern.compile("RUN (jlink .*)").matcher(dockerfile);
    assertThat(run.find()).isTrue();
    Path java = folder.resolve("java");
    variables.merge("PATH", jlink.getParent().toString(), (path, more) -> more + ":" + path);
    succeeds(run.group(1).replace("/opt/java", java.toString()));
    variables.put("JAVA_HOME", java.toString());
    String tool = Release.launcher(Release.unpack(folder.resolve("unpacked")));
    // The other commands of the image, and what a deploy needs of a Java.
    succeeds("DEPLOY_WATCHES_ARCHIVE=make " + tool);
    succeeds(tool + " validate");
    succeeds(tool + " --env prod --report page.html");
    succeeds(tool + " diff --env prod --exit-code --output markdown");
    assertThat(bash(tool + " diff --cluster https://127.0.0.1:1 --retries 0").err())
        .doesNotContain("NoClassDefFound")
        .doesNotContain("a fault of deploy-watches");
  }
}
