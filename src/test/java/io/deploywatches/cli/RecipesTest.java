package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What can be said of the recipes without the systems that they are for. */
class RecipesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path RECIPES = Path.of("recipes");
  private static final Pattern COMMAND =
      Pattern.compile("(?m)(?:^|&& |- |run: |entry: )deploy-watches( [^\\n>|]*)?(?:>|$)");

  static JsonNode yaml(String name) throws IOException {
    String text = Files.readString(RECIPES.resolve(name));
    return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
  }

  static List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(RECIPES)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** The command line takes it: all options are there, with such values. */
  private static void isUnderstood(List<String> arguments) {
    var parsed = Main.everything().parseArgs(arguments.toArray(new String[0]));
    assertThat(parsed.unmatched()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyCommandExistsWithItsOptions(String file) throws IOException {
    Matcher command = COMMAND.matcher(Files.readString(RECIPES.resolve(file)));
    int count = 0;
    while (command.find()) {
      String arguments = command.group(1) == null ? "" : command.group(1).strip();
      isUnderstood(arguments.isEmpty() ? List.of() : List.of(arguments.split(" +")));
      count++;
    }
    if (file.endsWith("-actions.yml") || file.endsWith("-ci.yml") || file.startsWith("pre-")) {
      assertThat(count).isPositive();
    }
  }

  @Test
  void theReadmeNamesEveryRecipe() throws IOException {
    String readme = Files.readString(RECIPES.resolve("README.md"));
    assertThat(files())
        .allSatisfy(
            file -> assertThat(readme).contains(file.equals("README.md") ? "#" : "(" + file + ")"));
  }

  @Test
  void gitHubPlansPullRequestsDeploysMergesAndLooksForDrift() throws IOException {
    JsonNode workflow = yaml("github-actions.yml");
    assertThat(workflow.get("on").fieldNames())
        .toIterable()
        .containsExactly("pull_request", "push", "schedule");
    assertThat(workflow.get("permissions").toString())
        .isEqualTo("{\"contents\":\"read\",\"pull-requests\":\"write\"}");
    for (JsonNode step : workflow.at("/jobs/watches/steps")) {
      assertThat(step.has("run") ^ step.has("uses")).as(step.toString()).isTrue();
      // What somebody else wrote is a variable of the shell, never a part of the script.
      assertThat(step.path("run").asText()).doesNotContain("${{");
      // A pull request never sees the key that deploys.
      if (step.path("if").asText().contains("pull_request")) {
        assertThat(step.toString()).doesNotContain("secrets.ELASTICSEARCH_API_KEY");
        assertThat(step.path("if").asText()).contains("fork");
      }
      if (step.path("run").asText().contains("deploy-watches --env")) {
        assertThat(step.path("if").asText()).isEqualTo("github.event_name == 'push'");
      }
    }
  }

  @Test
  void gitLabDeploysFromTheDefaultBranchAlone() throws IOException {
    JsonNode pipeline = yaml("gitlab-ci.yml");
    List<String> stages = new ArrayList<>();
    pipeline.get("stages").forEach(stage -> stages.add(stage.asText()));
    for (String job : List.of("validate", "plan", "deploy", "drift")) {
      assertThat(stages).contains(pipeline.get(job).get("stage").asText());
      assertThat(pipeline.get(job).get("script").size()).isPositive();
      assertThat(pipeline.get(job).get("rules").size()).isPositive();
    }
    assertThat(pipeline.at("/deploy/rules/0/if").asText())
        .contains("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH")
        .contains("!= \"schedule\"");
    assertThat(pipeline.at("/deploy/resource_group").asText()).isNotEmpty();
    assertThat(pipeline.at("/plan/artifacts/reports/junit").asText()).isEqualTo("plan.xml");
    assertThat(pipeline.at("/plan/script/0").asText()).endsWith(">plan.xml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kubernetes-cronjob.yml", "argocd-hook.yml"})
  void podsHaveNoRootAndTheirKeyFromASecret(String file) throws IOException {
    JsonNode object = yaml(file);
    assertThat(object.get("apiVersion").asText()).isEqualTo("batch/v1");
    boolean isCron = object.get("kind").asText().equals("CronJob");
    JsonNode job = isCron ? object.at("/spec/jobTemplate/spec") : object.get("spec");
    JsonNode pod = job.at("/template/spec");
    assertThat(pod.get("restartPolicy").asText()).isIn("Never", "OnFailure");
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.get("automountServiceAccountToken").asBoolean(true)).isFalse();
    JsonNode container = pod.at("/containers/0");
    assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
    List<String> arguments = new ArrayList<>();
    container.get("args").forEach(argument -> arguments.add(argument.asText()));
    isUnderstood(arguments);
    List<String> volumes = new ArrayList<>();
    pod.get("volumes").forEach(volume -> volumes.add(volume.get("name").asText()));
    List<String> mounts = new ArrayList<>();
    container.get("volumeMounts").forEach(mount -> mounts.add(mount.get("name").asText()));
    assertThat(mounts).containsExactlyElementsOf(volumes);
    assertThat(pod.at("/volumes/0/secret/secretName").asText()).isEqualTo("deploy-watches");
    String key = container.at("/volumeMounts/0/mountPath").asText() + "/api-key";
    assertThat(arguments.get(arguments.indexOf("--api-key-file") + 1)).isEqualTo(key);
    if (isCron) {
      assertThat(object.at("/spec/schedule").asText()).matches("\\d+( \\S+){4}");
      assertThat(object.at("/spec/concurrencyPolicy").asText()).isEqualTo("Forbid");
    } else {
      assertThat(object.at("/metadata/annotations/argocd.argoproj.io~1hook").asText())
          .isEqualTo("PostSync");
      assertThat(object.at("/metadata/generateName").asText()).endsWith("-");
    }
  }

  @Test
  void theImageRunsAsNobody() throws IOException {
    List<String> lines = Files.readAllLines(RECIPES.resolve("Dockerfile"));
    int last = 0;
    for (int i = 0; i < lines.size(); i++) {
      last = lines.get(i).startsWith("FROM ") ? i : last;
    }
    List<String> stage = lines.subList(last, lines.size());
    assertThat(stage).contains("USER 65534:65534", "ENTRYPOINT [\"deploy-watches\"]");
    assertThat(stage).noneMatch(line -> line.startsWith("RUN ") || line.startsWith("ADD "));
    assertThat(lines)
        .filteredOn(line -> line.startsWith("FROM "))
        .noneMatch(l -> l.contains("latest"));
  }

  @Test
  void preCommitLooksAtTheBundleAlone() throws IOException {
    JsonNode hook = yaml("pre-commit-config.yaml").at("/repos/0/hooks/0");
    assertThat(hook.get("language").asText()).isEqualTo("system");
    assertThat(hook.get("pass_filenames").asBoolean(true)).isFalse();
    Pattern files = Pattern.compile(hook.get("files").asText());
    for (String file :
        List.of(
            "deploy-watches.yml", "watches/a/b.yml", "templates/x.mustache", "mappings/m.yml")) {
      assertThat(files.matcher(file).find()).as(file).isTrue();
    }
    for (String file : List.of("README.md", "docs/watches/a.yml", "deploy-watches.yml.bak")) {
      assertThat(files.matcher(file).find() && !file.endsWith(".bak")).as(file).isFalse();
    }
  }
}
