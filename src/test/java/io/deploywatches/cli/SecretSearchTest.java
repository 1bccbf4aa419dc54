package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.testing.RecordedCluster;
import io.deploywatches.testing.RecordedCluster.Answer;
import io.deploywatches.testing.RecordedCluster.Asked;
import io.deploywatches.testing.Spellings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every command that meets secrets and looks for them, byte by byte and in many spellings, in
 * all that it prints and writes. They have to be in the requests that carry them, and nowhere else.
 */
final class SecretSearchTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PUT = "PUT /_watcher/watch/hook";

  /** With characters that JSON, URLs, HTML and shells write in their own ways. */
  private static final String FROM_ENVIRONMENT = "env \"tök\\en+/%&<1>";

  private static final String FROM_FILE = "file 'tök\\en\"+/%&<2>=";
  private static final String NEW = "new \"tök\\en+/%&<3>$(x)";
  private static final String PASSWORD = "pass \"wörd\\+/%&<4>";
  private static final String API_KEY = "key-id-of-us:key \"secret\\+/%&<5>";
  private static final String BEARER = "bearer+token/%&<6>==";

  private static final String SETTINGS =
      """
      bundle: one
      secrets:
        env: {env: HOOK_TOKEN}
        file: {file: token.txt}
        missing: {env: NOWHERE}
      """;

  private static final String HOOK =
      """
      {
        "trigger": {"schedule": {"interval": "1h"}},
        "metadata": {"note": "with ${secret:env} in the middle"},
        "input": {"http": {"request": {"host": "h", "port": 443, "scheme": "https",
          "path": "/hook/${secret:env}", "params": {"key": "${secret:file}"},
          "headers": {"Authorization": "Bearer ${secret:env}"},
          "auth": {"basic": {"username": "u", "password": "${secret:file}"}}}}},
        "actions": {
          "say": {"logging": {"text": "{{ctx.watch_id}} ${secret:env}"}},
          "hook": {"webhook": {"host": "h", "port": 443, "headers": {"X-Token": "${secret:file}"},
            "body": "{\\"token\\": \\"${secret:env}\\"}"}}
        }
      }
      """;

  @TempDir Path root;

  private final Map<String, String> environment = new HashMap<>();
  private final List<JsonNode> live = new ArrayList<>();
  private final List<Asked> puts = new ArrayList<>();
  private Path bundle;
  private Set<Path> ours;
  private RecordedCluster cluster;

  @BeforeEach
  void begin() throws IOException {
    bundle = root.resolve("bundle");
    TestBundle.in(bundle, SETTINGS)
        .file("watches/hook.json", HOOK)
        .file("token.txt", FROM_FILE + "\n");
    Files.writeString(root.resolve("password"), PASSWORD);
    Files.writeString(root.resolve("api-key"), API_KEY);
    environment.put("HOOK_TOKEN", FROM_ENVIRONMENT);
    ours = files();
    open();
  }

  private void open() throws IOException {
    cluster = RecordedCluster.holding(live);
    environment.put("ELASTICSEARCH_URL", cluster.url());
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private Set<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).collect(Collectors.toSet());
    }
  }

  /** Runs a command and looks through all that it left. */
  private Cli.Result run(int code, Object... arguments) throws IOException {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--bundle", bundle));
    Cli.Result result = Cli.withEnvironment(environment).with(all.toArray());
    String command = all.subList(0, arguments.length).toString();
    assertThat(result.code()).as("%s: %s", command, result.err()).isEqualTo(code);
    Map<String, byte[]> left = new HashMap<>();
    left.put("standard output", result.out().getBytes(StandardCharsets.UTF_8));
    left.put("standard error", result.err().getBytes(StandardCharsets.UTF_8));
    for (Path file : files()) {
      if (!ours.contains(file)) {
        left.put(file.toString(), Files.readAllBytes(file));
      }
    }
    String keyAlone = API_KEY.substring(API_KEY.indexOf(':') + 1);
    for (String secret : List.of(FROM_ENVIRONMENT, FROM_FILE, NEW, PASSWORD, keyAlone, BEARER)) {
      left.forEach(
          (place, bytes) ->
              assertThat(Spellings.of(secret).in(bytes))
                  .as("%s in %s of %s: %s", secret, place, command, result)
                  .isEmpty());
    }
    return result;
  }

  @Test
  void commandsThatNeedNoClusterKeepSecrets() throws IOException {
    for (String color : List.of("always", "never")) {
      run(0, "render", "--color", color);
      run(0, "validate", "--color", color);
    }
    assertThat(run(0, "render").out()).contains("********");
    run(0, "validate", "--output", "json");
    run(0, "render", "--out", root.resolve("rendered"));
    assertThat(files()).hasSize(ours.size() + 1);
    TestBundle.in(bundle, "bundle: one\nsecrets: {env: {env: HOOK_TOKEN, file: x}}\n");
    run(2, "validate");
    run(2, "diff");
  }

  @Test
  void plansAndDeploysKeepSecrets() throws IOException {
    Path page = root.resolve("page.html");
    for (String output : List.of("text", "json", "markdown", "junit")) {
      run(3, "diff", "--output", output, "--exit-code", "--report", page);
      assertThat(page).content().contains("********");
      run(0, "--dry-run", "--output", output, "--verbose", "--stacktrace", "--color", "always");
      deploy(0, "--output", output, "--verbose");
      Asked first = puts.get(0);
      // A server that hides secrets, and one that shows the old ones.
      for (boolean hides : List.of(true, false)) {
        holds(first, hides);
        assertThat(run(0, "diff", "--output", output, "--verbose", "--exit-code").out())
            .doesNotContain("rotated");
        environment.put("HOOK_TOKEN", NEW);
        assertThat(run(3, "diff", "--output", output, "--exit-code").out()).contains("rotated");
        deploy(0, "--output", output, "--verbose", "--color", "always", "--report", page);
        environment.put("HOOK_TOKEN", FROM_ENVIRONMENT);
        run(0, "delete", "hook", "--dry-run", "--output", output);
      }
      live.clear();
      cluster.close();
      open();
    }
  }

  /** The requests hold what the search has to find there, or the search is worth nothing. */
  private void deploy(int code, Object... arguments) throws IOException {
    puts.clear();
    cluster.when(
        PUT,
        asked -> {
          puts.add(asked);
          return new Answer(201, "{\"created\": " + live.isEmpty() + "}");
        });
    cluster.when("GET /_watcher/watch/hook", asked -> shown());
    run(code, arguments);
    assertThat(puts).isNotEmpty();
    for (String secret : List.of(environment.get("HOOK_TOKEN"), FROM_FILE)) {
      assertThat(Spellings.of(secret).in(puts.get(0).body().getBytes(StandardCharsets.UTF_8)))
          .contains("in JSON");
    }
  }

  /** What was put, or what was there before. */
  private Answer shown() {
    if (puts.isEmpty() && live.isEmpty()) {
      return new Answer(404, "{\"_id\": \"hook\", \"found\": false}");
    }
    ObjectNode answer = JSON.createObjectNode().put("found", true);
    answer.set("watch", puts.isEmpty() ? live.get(0).get("watch") : body(puts.get(0)));
    answer.putObject("status").putObject("state").put("active", true);
    return new Answer(200, answer.toString());
  }

  private static JsonNode body(Asked put) {
    try {
      return JSON.readTree(put.body());
    } catch (IOException e) {
      throw new AssertionError(put.body(), e);
    }
  }

  private void holds(Asked put, boolean hides) throws IOException {
    ObjectNode watch = (ObjectNode) body(put);
    if (hides) {
      String hidden = "::es_redacted::";
      ((ObjectNode) watch.at("/input/http/request/auth/basic")).put("password", hidden);
      ((ObjectNode) watch.at("/input/http/request/headers")).put("Authorization", hidden);
      ((ObjectNode) watch.at("/actions/hook/webhook/headers")).put("X-Token", hidden);
    }
    ObjectNode hit = JSON.createObjectNode().put("_id", "hook");
    hit.set("watch", watch);
    hit.putObject("status").putObject("state").put("active", true);
    live.clear();
    live.add(hit);
    cluster.close();
    open();
  }

  @Test
  void aServerThatQuotesARequestIsNotQuoted() throws IOException {
    environment.put("ELASTICSEARCH_USERNAME", "us");
    for (int status : List.of(400, 401, 403, 404, 500)) {
      for (String output : List.of("text", "json")) {
        cluster.when(PUT, asked -> quoting(status, asked));
        Cli.Result refused =
            run(
                1,
                "--output",
                output,
                "--verbose",
                "--retries",
                0,
                "--password-file",
                root.resolve("password"));
        assertThat(refused.err()).contains("I was given", "********");
        cluster.when("GET /_security/_authenticate", asked -> quoting(401, asked));
        run(1, "diff", "--output", output, "--api-key-file", root.resolve("api-key"));
        environment.put("ELASTICSEARCH_BEARER_TOKEN", BEARER);
        environment.remove("ELASTICSEARCH_USERNAME");
        run(1, "diff", "--output", output, "--stacktrace");
        cluster.close();
        open();
        environment.remove("ELASTICSEARCH_BEARER_TOKEN");
        environment.put("ELASTICSEARCH_USERNAME", "us");
      }
    }
  }

  private static Answer quoting(int status, Asked asked) {
    ObjectNode answer = JSON.createObjectNode().put("status", status);
    ObjectNode error = answer.putObject("error").put("type", "parse_exception");
    byte[] body = asked.body().getBytes(StandardCharsets.UTF_8);
    int secret = asked.body().indexOf("Bearer ");
    String part = secret < 0 ? "" : asked.body().substring(secret, secret + 40);
    error.put("reason", "I was given " + asked.authorization());
    ObjectNode cause = error.putObject("caused_by").put("reason", "in full: " + part);
    cause
        .putObject("caused_by")
        .put(
            "reason",
            Base64.getEncoder()
                .encodeToString(secret < 0 ? body : part.getBytes(StandardCharsets.UTF_8)));
    if (asked.authorization().startsWith("Basic ")) {
      String pair =
          new String(
              Base64.getDecoder().decode(asked.authorization().substring(6)),
              StandardCharsets.UTF_8);
      error.putArray("root_cause").addObject().put("reason", "or " + pair);
    }
    return new Answer(status, answer.toString());
  }

  @Test
  void wrongOptionsAndFilesKeepSecrets() throws IOException {
    environment.remove("HOOK_TOKEN");
    run(2, "diff", "--output", "json");
    environment.put("HOOK_TOKEN", FROM_ENVIRONMENT);
    environment.put("ELASTICSEARCH_PASSWORD", PASSWORD);
    run(2, "diff");
    environment.put("ELASTICSEARCH_USERNAME", "us");
    environment.put("ELASTICSEARCH_URL", "http://us:" + PASSWORD + "@localhost:9200");
    for (Object[] command : new Object[][] {{}, {"diff"}, {"delete", "--all"}}) {
      run(2, command);
    }
    environment.put("ELASTICSEARCH_URL", "127.0.0.1:1");
    for (Object[] command : new Object[][] {{}, {"diff"}, {"delete", "--all"}}) {
      List<Object> arguments = new ArrayList<>(List.of(command));
      arguments.addAll(List.of("--retries", 0, "--stacktrace", "--verbose"));
      run(1, arguments.toArray());
    }
  }
}
