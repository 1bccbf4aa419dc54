package io.deploywatches.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.bundle.Matching;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.YamlReader;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.Expression;
import io.deploywatches.sigma.FieldMapping;
import io.deploywatches.sigma.LogSources;
import io.deploywatches.sigma.SigmaParser;
import io.deploywatches.testing.Corpus;
import io.deploywatches.testing.Evaluator;
import io.deploywatches.testing.Rules;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What our queries find on a real server is what Sigma says, on keyword fields and sub-fields. The
 * server is one of 6.8 that the tests start, or, of any age, the one that {@code
 * -Dqueries.server=URL} or the environment variable {@code DEPLOY_WATCHES_QUERIES_SERVER} names;
 * the URL may hold {@code user:password@}. The tests make indices {@code deploy-watches-test-*} on
 * it, and delete them.
 */
class QueriesIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Path SERVER = Path.of("target", "queries-it").toAbsolutePath();
  private static final String TYPED =
      """
      {"D": {"type": "date"},
       "source": {"properties": {"ip": {"type": "ip"}, "port": {"type": "integer"}}}}
      """;

  private static final String KEYWORDS = "{\"type\": \"keyword\"}";

  /** As servers map strings by themselves. */
  private static final String SUB_FIELDS =
      "{\"type\": \"text\", \"fields\": {\"keyword\": {\"type\": \"keyword\","
          + " \"ignore_above\": 256}}}";

  /** As servers map strings by themselves, but for the 256 characters that they stop at. */
  private static final String LONG_SUB_FIELDS =
      "{\"type\": \"text\", \"fields\": {\"keyword\": {\"type\": \"keyword\"}}}";

  private static final String TEXTS = "{\"type\": \"text\"}";

  /** All public rules take minutes: a tenth of them is asked, all with the property set. */
  private static final int EVERY = Boolean.getBoolean("soak") ? 1 : 10;

  private static String url = "";
  private static String credentials = "";

  /** For {@code matching.server}. */
  private static String version = "";

  @BeforeAll
  static void start() throws Exception {
    String given = given();
    URI server = URI.create(given.isEmpty() ? run("start", "--port", "0").strip() : given);
    credentials = Objects.requireNonNullElse(server.getUserInfo(), "");
    url = server.toString().replace(credentials + "@", "").replaceAll("/$", "");
    String number = send("GET", "/", "").at("/version/number").asText();
    assertThat(number).as("the version of " + url).matches("\\d+\\.\\d+\\..*");
    version = number.substring(0, number.indexOf('.', number.indexOf('.') + 1));
  }

  @AfterAll
  static void stop() throws Exception {
    for (String index : List.of("keywords", "sub-fields", "texts")) {
      var unused = send("DELETE", path(index) + "?ignore_unavailable=true", "");
    }
    if (given().isEmpty()) {
      run("stop");
    }
  }

  private static String given() {
    String property = System.getProperty("queries.server", "");
    return property.isEmpty()
        ? Objects.requireNonNullElse(System.getenv("DEPLOY_WATCHES_QUERIES_SERVER"), "")
        : property;
  }

  private static String path(String index) {
    return "/deploy-watches-test-" + index;
  }

  /** Whether the server does not know {@code case_insensitive}: it came with 7.10. */
  private static boolean isBeforeIgnoringCase() {
    return isTyped() || version.matches("7\\.\\d");
  }

  /** Whether mappings still have types. */
  private static boolean isTyped() {
    return version.startsWith("6.");
  }

  private static String run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("scripts/local-elasticsearch"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--dir", SERVER.toString()));
    // Files: the server would hold a pipe open.
    Path output = Files.createTempFile("queries-it", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    return Files.readString(output);
  }

  @Test
  void awkwardValuesAreFound() throws Exception {
    List<JsonNode> documents = new ArrayList<>();
    for (String value :
        List.of(
            "plain",
            "Plain",
            "PLAIN VALUE",
            "plain  value",
            "say \"hi\"",
            "C:\\Temp\\",
            "c:\\temp\\x.exe",
            "\\\\host\\share",
            "a*b",
            "a?b",
            "axb",
            "",
            " ",
            "-",
            "<script>",
            "a/b",
            "a/b/",
            "x && y || !z",
            "(a|b) [c] {1} ~ # @ & ^ $ . +",
            "Ärger",
            "ärger",
            "tab\there",
            "line\nbreak",
            "{{0}}",
            "10",
            "010",
            "😀 smile",
            "k",
            "K")) {
      documents.add(JSON.createObjectNode().put("F", value));
    }
    documents.add(JSON.createObjectNode().put("G", "plain"));
    documents.add(JSON.readTree("{\"F\": [\"one\", \"two\"]}"));
    documents.add(JSON.createObjectNode().put("F", "A".repeat(400) + "b"));
    documents.add(JSON.createObjectNode().put("F", "x" + "A".repeat(400)));
    documents.add(JSON.createObjectNode().put("N", 10).put("B", true));
    documents.add(JSON.createObjectNode().put("M", 10.5).put("B", false));
    for (String address :
        List.of(
            "10.1.2.3",
            "110.1.2.3",
            "172.31.0.1",
            "172.32.0.1",
            "fe80::1",
            "::1",
            "0:0:0:0:0:0:0:1")) {
      documents.add(JSON.createObjectNode().put("A", address));
    }
    for (String number : List.of("5", "1024", "1024.5", "-3", "none", "")) {
      documents.add(JSON.createObjectNode().put("S", number));
    }
    for (String time :
        List.of("2020-12-31T23:30:00Z", "2021-01-01T00:15:00+01:00", "2021-01-04T09:00:00.5Z")) {
      documents.add(JSON.createObjectNode().put("D", time).put("T", time));
    }
    documents.add(JSON.createObjectNode().put("T", "2021-01-04 23:59:59.123"));
    documents.add(JSON.createObjectNode().put("T", "yesterday"));
    for (String other : List.of("Alice", "alice", "Al", "lic", "Bob")) {
      documents.add(JSON.createObjectNode().put("P", "Alice").put("Q", other));
    }
    documents.add(JSON.readTree("{\"P\": [\"x\", \"y\"], \"Q\": [\"z\", \"Y\"]}"));
    List<Detection> detections = new ArrayList<>();
    for (String selection :
        List.of(
            "{F: plain}",
            "{F: PLAIN VALUE}",
            "{F|contains: plain}",
            "{F|contains: 'n v'}",
            "{F|startswith: plain}",
            "{F|endswith: value}",
            "{F: 'say \"hi\"'}",
            "{F: 'c:\\temp\\'}",
            "{F|startswith: 'c:\\temp\\'}",
            "{F: '\\\\\\\\host\\share'}",
            "{F|endswith: '\\'}",
            "{F: 'a\\*b'}",
            "{F: 'a\\?b'}",
            "{F: 'a*b'}",
            "{F: 'a?b'}",
            "{F: ''}",
            "{F: ' '}",
            "{F: '-'}",
            "{F: '<SCRIPT>'}",
            "{F|contains: '<'}",
            "{F: 'a/b'}",
            "{F|contains: '/'}",
            "{F|endswith: '/'}",
            "{F: 'x && y || !z'}",
            "{F: '(a|b) [c] {1} ~ # @ & ^ $ . +'}",
            "{F: Ärger}",
            "{F: ÄRGER}",
            "{F|contains: Rger}",
            "{F|contains: \"b\\th\"}",
            "{F|contains: \"e\\nb\"}",
            "{F|contains: '{{'}",
            "{F: 10}",
            "{F: '10'}",
            "{F|contains: 1}",
            "{F|contains: 😀}",
            "{F: '? smile'}",
            "{F: k}",
            "{F: null}",
            "{F: '*'}",
            "{F: [null, plain]}",
            "{F: [plain, 'a*b', '', 10, '-']}",
            "{F|contains: [plain, '\\temp', '<', ärg]}",
            "{F|contains|all: [plain, val]}",
            "{F: one, G: null}",
            "{F|contains|all: [one, two]}",
            "{F|all: [one, two]}",
            "{N: 10}",
            "{M: 10.5}",
            "{N: null}",
            "{F|re: '^plain$'}",
            "{F|re|i: 'PLAIN\\s+v'}",
            "{F|re: '\\\\[a-z]+\\.exe$'}",
            "{F|re: '[\\[&~]'}",
            "{F|re: '[/]b/?$'}",
            "{F|re: '(?s)e.b'}",
            "{F|re: 'e.b'}",
            "{F|re|m: '^break'}",
            "{F|re: '\\btemp\\b'}",
            "{F|re: '[~@<>#\"]'}",
            "{F|re: 'A{300,}b$'}",
            "{F|re: '^.? smile'}",
            "{F|re: 'x^'}",
            "{F|re: '(a.{1,64}){2}b'}",
            "{F|re: '(?i)^x(a.{0,99}){3,}$'}",
            "{F|re: '[^\\n]{1000,}|plain.{0,64}a.{0,64}e$'}",
            "{A|cidr: 10.0.0.0/8}",
            "{A|cidr: [172.16.0.0/12, 'fe80::/10', '::1']}",
            "{N|lt: 11}",
            "{N|gte: 11}",
            "{M|gt: 10.4}",
            "{S|lte: 1024}",
            "{S|gt: -2}",
            "{T|hour: 23}",
            "{T|minute|gte: 30}",
            "{T|week: 1}",
            "{D|year: 2020}",
            "{D|month|lt: 12}",
            "{D|day: 31}",
            "{P|fieldref: Q}",
            "{P|fieldref|startswith: Q}",
            "{P|fieldref|contains: Q}",
            "{P|fieldref|cased: Q}",
            "{P|fieldref: none}",
            "{B: true}",
            "{B: [true, false]}",
            "{F: " + "a".repeat(400) + "b}",
            "[plain]",
            "['a*b', 'E R']",
            "{'|all': [plain, val]}",
            "[{F: plain}, {G: plain}]",
            "[{F|contains: plain}, {F|contains: share}, {F: [a/b, '10']}]")) {
      detections.add(Rules.detection("s: " + selection, "condition: s"));
      detections.add(Rules.detection("s: " + selection, "condition: not s"));
      detections.add(
          Rules.detection("s: " + selection, "t: {F: '*'}", "condition: t and not s or s and t"));
    }
    compare(detections, documents, "none", LONG_SUB_FIELDS);
  }

  @Test
  void fieldsOfTypesAreAskedByTheirTypes() throws Exception {
    List<JsonNode> documents = new ArrayList<>();
    for (String address : List.of("10.1.2.3", "10.10.2.3", "172.31.0.1", "fe80::1", "::1")) {
      documents.add(
          JSON.createObjectNode()
              .put("source.ip", address)
              .put("source.port", documents.size() * 40));
    }
    documents.add(JSON.createObjectNode().put("F", "x"));
    List<Detection> detections = new ArrayList<>();
    for (String selection :
        List.of(
            "{source.ip|cidr: 10.0.0.0/8}",
            "{source.ip|cidr: [172.16.0.0/12, 'fe80::/10']}",
            "{source.ip: ['::1', '-', '']}",
            "{source.ip: '-'}",
            "{source.ip|startswith: '10.1'}",
            "{source.ip: '10.1.*'}",
            "{source.ip: null}",
            "{source.port|lt: 80}",
            "{source.port|gte: 80}",
            "{source.port|contains: '6'}",
            "{source.port|startswith: '12'}",
            "{source.port: ['80', http]}")) {
      detections.add(Rules.detection("s: " + selection, "condition: s"));
      detections.add(Rules.detection("s: " + selection, "condition: not s"));
    }
    compare(detections, documents, "ecs", LONG_SUB_FIELDS);
  }

  @Test
  void publicRulesFindWhatSigmaSays() throws Exception {
    List<JsonNode> documents = new ArrayList<>();
    for (String line : Files.readAllLines(Corpus.file("sigma-events.ndjson"))) {
      documents.add(JSON.readTree(line));
    }
    List<Detection> detections = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(Corpus.file("sigma-rules.jsonl"))) {
      JsonNode rule = JSON.readTree(line);
      Problems problems = new Problems();
      String path = rule.get("path").textValue();
      String yaml = rule.get("yaml").textValue();
      if (number++ % EVERY != 0) {
        continue;
      }
      detections.addAll(
          SigmaParser.parse((Mapping) YamlReader.read(path, yaml, problems).get(0), problems));
    }
    // A server builds the automata of keywords for each field: events have hundreds of fields.
    detections.removeIf(detection -> detection.expression().toString().contains("KeywordMatch"));
    assertThat(detections).hasSizeGreaterThan(100);
    compare(detections, documents, "winlogbeat", LONG_SUB_FIELDS);
  }

  /** What is negated may only be left out where it is sure to be there. */
  @Test
  void longTextsAreFoundByTheirWords() throws Exception {
    String tail = " tail" + " word".repeat(100);
    List<JsonNode> documents = new ArrayList<>();
    for (String value : List.of("net.exe user /add", "cmd.exe /c whoami", "")) {
      documents.add(JSON.createObjectNode().put("F", value + tail));
      documents.add(JSON.createObjectNode().put("F", value));
    }
    documents.add(JSON.createObjectNode().put("N", 5).put("B", true).put("D", "2026-11-25"));
    index("sub-fields", SUB_FIELDS, documents);
    check("{F|contains: whoami}", Set.of(2, 3), Set.of(0, 1, 4, 5, 6));
    check("{F|contains|all: [net, user]}", Set.of(0, 1), Set.of(2, 3, 4, 5, 6));
    check("{F|contains: tai}", Set.of(0, 2, 4), Set.of(1, 3, 5, 6));
    check("{F|contains: [WhoAmI, 'exe user']}", Set.of(0, 1, 2, 3), Set.of(0, 4, 5, 6));
    check("{F|startswith: 'cmd.exe '}", Set.of(2, 3), Set.of(0, 1, 2, 4, 5, 6));
    check("{F|contains: 'word net'}", Set.of(0), Set.of(0, 1, 2, 3, 4, 5, 6));
    for (String selection : List.of("{N|contains: 5}", "{B|contains: tru}", "{D|contains: '11'}")) {
      check(selection, Set.of(), Set.of(0, 1, 2, 3, 4, 5, 6));
    }
  }

  private static void check(String selection, Set<Integer> found, Set<Integer> notFound)
      throws Exception {
    List<JsonNode> queries = new ArrayList<>();
    for (String condition : List.of("s", "not s")) {
      queries.add(
          convert(
              new ElasticsearchDsl(),
              Rules.detection("s: " + selection, "condition: " + condition),
              new Matching("none", ".keyword", version)));
    }
    assertThat(search("sub-fields", queries)).as(selection).containsExactly(found, notFound);
  }

  @Test
  void ofTextsNothingIsMissed() throws Exception {
    List<JsonNode> documents = new ArrayList<>();
    for (String text :
        List.of(
            "Invoke-Mimikatz -DumpCreds",
            "invoke-mimikatz",
            "IEX (New-Object Net.WebClient).DownloadString('http://a.b/c')",
            "plain words, and_some_more",
            "C:\\Windows\\System32\\cmd.exe /c whoami",
            "Ärger im Büro",
            "")) {
      documents.add(JSON.createObjectNode().put("message", text));
    }
    documents.add(JSON.createObjectNode().put("F", "x"));
    index("texts", TEXTS, documents);
    List<JsonNode> queries = new ArrayList<>();
    List<Set<Integer>> expected = new ArrayList<>();
    FieldMapping mapping = Objects.requireNonNull(FieldMapping.named("winlogbeat"));
    for (String selection :
        List.of(
            "{Message|contains: mimikatz}",
            "{Message|contains: 'oke-Mimikatz -Dump'}",
            "{Message|contains: [.webclient, cmd.exe]}",
            "{Message|contains|all: [iex, DOWNLOAD]}",
            "{Message: 'invoke-mimikatz'}",
            "{Message|endswith: '\\cmd.exe /c whoami'}",
            "{Message|contains: '(''http'}",
            "{Message|contains: '_some'}",
            "{Message|startswith: är}",
            "{Message: 'plain*more'}",
            "{Message: ''}",
            "{Message: null}",
            "{Message|contains: '::'}")) {
      for (String condition : List.of("s", "not s")) {
        Detection detection =
            Rules.detections(
                    """
                    logsource: {product: windows}
                    detection:
                      s: %s
                      condition: %s
                    """
                        .formatted(selection, condition))
                .get(0);
        Evaluator judge = new Evaluator(name -> mapping.map(name, detection.logSource()));
        Set<Integer> ids = new TreeSet<>();
        for (int i = 0; i < documents.size(); i++) {
          if (judge.matches(detection.expression(), documents.get(i))) {
            ids.add(i);
          }
        }
        queries.add(
            convert(
                new ElasticsearchDsl(), detection, new Matching("winlogbeat", "none", version)));
        expected.add(ids);
      }
    }
    List<Set<Integer>> found = search("texts", queries);
    for (int i = 0; i < queries.size(); i++) {
      assertThat(found.get(i)).as(queries.get(i).toString()).containsAll(expected.get(i));
    }
    assertThat(found.get(0)).isEqualTo(expected.get(0));
    assertThat(found.get(1)).isEqualTo(expected.get(1));
    assertThat(found.get(2)).isEqualTo(expected.get(2));
  }

  /** The golden form for servers of this age. */
  @Test
  void goldenQueriesRun() throws Exception {
    index("keywords", KEYWORDS, List.of(JSON.createObjectNode().put("F", "x")));
    Path golden =
        Path.of(
            "src/test/resources/golden/queries",
            isBeforeIgnoringCase() ? "render-6.8.json" : "render-7.10.json");
    List<JsonNode> queries = new ArrayList<>();
    JSON.readTree(Files.readString(golden))
        .forEach(watch -> queries.add(watch.at("/input/search/request/body/query")));
    assertThat(queries).hasSizeGreaterThan(5).allMatch(query -> !query.isMissingNode());
    assertThat(search("keywords", queries)).hasSameSizeAs(queries);
  }

  private static void compare(
      List<Detection> detections, List<JsonNode> documents, String fields, String subFieldStrings)
      throws Exception {
    index("keywords", KEYWORDS, documents);
    index("sub-fields", subFieldStrings, documents);
    FieldMapping mapping = Objects.requireNonNull(FieldMapping.named(fields));
    List<String> wrong = new ArrayList<>();
    for (int start = 0; start < detections.size(); start += 50) {
      List<Detection> batch = detections.subList(start, Math.min(detections.size(), start + 50));
      List<JsonNode> keywords = new ArrayList<>();
      List<JsonNode> texts = new ArrayList<>();
      List<JsonNode> subFields = new ArrayList<>();
      for (Detection detection : batch) {
        keywords.add(
            convert(new ElasticsearchDsl(), detection, new Matching(fields, "none", version)));
        // A script has no form in query_string.
        JsonNode dsl = keywords.get(keywords.size() - 1);
        texts.add(
            dsl.findValue("script") != null
                ? dsl
                : queryString(
                    convert(
                        new ElasticsearchQueryString(),
                        detection,
                        new Matching(fields, "none", version))));
        subFields.add(
            convert(new ElasticsearchDsl(), detection, new Matching(fields, ".keyword", version)));
      }
      List<Set<Integer>> byKeywords = search("keywords", keywords);
      List<Set<Integer>> byTexts = search("keywords", texts);
      List<Set<Integer>> bySubFields = search("sub-fields", subFields);
      for (int i = 0; i < batch.size(); i++) {
        Detection detection = batch.get(i);
        Evaluator judge = new Evaluator(name -> mapping.map(name, detection.logSource()));
        Expression expression = LogSources.restrict(detection);
        Set<Integer> expected = new TreeSet<>();
        for (int document = 0; document < documents.size(); document++) {
          if (judge.matches(expression, documents.get(document))) {
            expected.add(document);
          }
        }
        String where = detection.location() + " " + detection.selections() + " ";
        check(where + "dsl", keywords.get(i), byKeywords.get(i), expected, wrong);
        check(where + "query_string", texts.get(i), byTexts.get(i), expected, wrong);
        if (subFields.get(i).toString().contains("multi_match")) {
          // Analysed text has lost its punctuation: more may be found.
          bySubFields.get(i).retainAll(expected);
        }
        check(where + "sub-fields", subFields.get(i), bySubFields.get(i), expected, wrong);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static void check(
      String what, JsonNode query, Set<Integer> actual, Set<Integer> expected, List<String> wrong) {
    if (!actual.equals(expected) && wrong.size() < 10) {
      wrong.add(what + ": found " + actual + ", expected " + expected + " by " + query);
    }
  }

  private static <Q> Q convert(QueryLanguage<Q> language, Detection detection, Matching matching) {
    Problems problems = new Problems();
    return language
        .convert(detection, matching, problems)
        .orElseThrow(() -> new AssertionError(problems.list()));
  }

  private static ObjectNode queryString(String text) {
    ObjectNode query = JSON.createObjectNode();
    query.putObject("query_string").put("query", text).put("lenient", true);
    return query;
  }

  /** Makes an index. */
  private static void index(String name, String strings, List<JsonNode> documents)
      throws Exception {
    var unused = send("DELETE", path(name) + "?ignore_unavailable=true", "");
    String mapping =
        """
        {"date_detection": false, "properties": %s, "dynamic_templates": [
          {"strings": {"match_mapping_type": "string", "mapping": %s}}]}
        """
            .formatted(TYPED, strings);
    JsonNode made =
        send(
            "PUT",
            path(name),
            """
            {"settings": {"number_of_shards": 1, "number_of_replicas": 0}, "mappings": %s}
            """
                .formatted(isTyped() ? "{\"_doc\": " + mapping + "}" : mapping));
    assertThat(made.path("acknowledged").asBoolean()).as(made.toString()).isTrue();
    StringBuilder bulk = new StringBuilder();
    for (int i = 0; i < documents.size(); i++) {
      bulk.append("{\"index\": {\"_id\": \"").append(i).append("\"}}\n");
      bulk.append(documents.get(i)).append('\n');
    }
    JsonNode answer =
        send(
            "POST",
            path(name) + (isTyped() ? "/_doc" : "") + "/_bulk?refresh=true",
            bulk.toString());
    assertThat(answer.path("errors").asBoolean(true)).as(answer.toString()).isFalse();
  }

  private static List<Set<Integer>> search(String index, List<JsonNode> queries) throws Exception {
    StringBuilder body = new StringBuilder();
    for (JsonNode query : queries) {
      ObjectNode search = JSON.createObjectNode().put("size", 1000).put("_source", false);
      search.set("query", query);
      body.append("{}\n").append(search).append('\n');
    }
    JsonNode answer =
        send("POST", path(index) + "/_msearch?max_concurrent_searches=1", body.toString());
    List<Set<Integer>> found = new ArrayList<>();
    for (int i = 0; i < queries.size(); i++) {
      JsonNode response = answer.path("responses").path(i);
      assertThat(response.path("status").asInt())
          .as(() -> response + "\n" + body.substring(0, Math.min(2000, body.length())))
          .isEqualTo(200);
      assertThat(response.at("/_shards/failed").asInt()).as(response.toString()).isZero();
      Set<Integer> ids = new TreeSet<>();
      response.at("/hits/hits").forEach(hit -> ids.add(Integer.valueOf(hit.get("_id").asText())));
      found.add(ids);
    }
    return found;
  }

  private static JsonNode send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header(
                "Content-Type",
                path.contains("_bulk") || path.contains("_msearch")
                    ? "application/x-ndjson"
                    : "application/json")
            .method(method, BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    if (!credentials.isEmpty()) {
      byte[] bytes = credentials.getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
    }
    HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
    return JSON.readTree(response.body());
  }
}
