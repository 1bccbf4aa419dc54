package io.deploywatches.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.problem.Severity;
import io.deploywatches.testing.LocalElasticsearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the lint calls unreadable, a server cannot read either: as an error it stops a deploy, so it
 * must not be wrong. The other way round it may say nothing.
 */
final class SyntaxIT {
  private static final String INDEX = "/syntax-it";
  private static final int TRIES = 1500;

  private static final String[] WORDS = {
    "a", "b:", "c:x", " ", " ", "(", ")", "[", "]", "{", "}", " TO ", "\"", "\\", "\\\"", "/",
        "AND",
    "OR", "NOT", "&&", "||", "!", "+", "-", "*", "?", "~1", "^2", ":", ">", "=", "x y", "\\(", "1"
  };

  private static final String[] CRON = {
    "0",
    "5",
    "59",
    "60",
    "*",
    "?",
    "1-5",
    "5-1",
    "*/5",
    "0/10",
    "MON",
    "FRI-MON",
    "JAN",
    "L",
    "LW",
    "15W",
    "2#1",
    "6L",
    "1,2",
    "32",
    "13",
    "8",
    "x",
    "2030",
    "31",
    "0/60",
    "*/60",
    "/5",
    "/60",
    "/",
    "*/",
    "0/0",
    "*/0",
    "1-5/0",
    "1-5/60",
    "5/",
    "5/2x",
    "5/25x",
    "1-",
    "1-x",
    "5-0",
    "0-5",
    "1-5/x",
    "1-5x",
    "5x",
    "*5",
    "*x",
    "?x",
    "?xy",
    "1,,2",
    ",1",
    "L-3",
    "L-3W",
    "L-30",
    "L-31",
    "L-",
    "1W,15W",
    "0W",
    "32W",
    "L,5",
    "2#1,5",
    "2#6",
    "2#",
    "8#1",
    "0",
    "0L",
    "MONDAY",
    "MON/2",
    "MON-5",
    "MONL",
    "MON#2",
    "MON#",
    "MO",
    "JAN-MAR",
    "JANUARY",
    "FEB/2",
    "2030-2020",
    "2020-2030",
    "0/2",
    "2500",
    "2030/3",
    "123456",
    "*/-5"
  };

  private static final LocalElasticsearch SERVER = LocalElasticsearch.permissive();

  @BeforeAll
  static void makeIndex() {
    SERVER.delete(INDEX);
    SERVER.post(INDEX + "/_doc?refresh=true", "{\"a\": \"x\"}");
  }

  @AfterAll
  static void deleteIndex() {
    SERVER.delete(INDEX);
  }

  private static List<String> errors(ObjectNode watch) {
    return WatchLint.findings(watch).stream()
        .filter(finding -> finding.severity() == Severity.ERROR)
        .map(Finding::name)
        .toList();
  }

  private static ObjectNode watch() {
    ObjectNode watch = JsonNodeFactory.instance.objectNode();
    watch.putObject("trigger").putObject("schedule").put("interval", "1h");
    return watch;
  }

  @Test
  void queryStrings() {
    Random random = new Random(7);
    List<String> wrong = new ArrayList<>();
    int refused = 0;
    int both = 0;
    for (int i = 0; i < TRIES; i++) {
      StringBuilder text = new StringBuilder();
      for (int word = random.nextInt(7); word >= 0; word--) {
        text.append(WORDS[random.nextInt(WORDS.length)]);
      }
      ObjectNode query = JsonNodeFactory.instance.objectNode();
      query.putObject("query_string").put("query", text.toString());
      ObjectNode watch = watch();
      watch
          .putObject("input")
          .putObject("search")
          .putObject("request")
          .putObject("body")
          .set("query", query);
      boolean weRefuse = errors(watch).contains("query-string-syntax");
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.set("query", query);
      boolean valid =
          SERVER.post(INDEX + "/_validate/query", body.toString()).json().path("valid").asBoolean();
      refused += valid ? 0 : 1;
      both += !valid && weRefuse ? 1 : 0;
      if (weRefuse && valid) {
        wrong.add(text.toString());
      }
    }
    System.out.printf(
        "query strings: the lint finds %d of %d that a server refuses%n", both, refused);
    assertThat(wrong).isEmpty();
    assertThat(both).isGreaterThan(refused / 2);
  }

  @Test
  void crons() {
    Random random = new Random(7);
    List<String> wrong = new ArrayList<>();
    int refused = 0;
    int both = 0;
    for (int i = 0; i < TRIES; i++) {
      List<String> fields = new ArrayList<>();
      for (int field = 0; field < (i % 30 == 1 ? 8 : i % 10 == 0 ? 7 : 6); field++) {
        String simple = field < 3 ? "0" : field == 4 ? "*" : "?";
        fields.add(random.nextInt(3) > 0 ? simple : CRON[random.nextInt(CRON.length)]);
      }
      String cron = String.join(" ", fields);
      ObjectNode watch = watch();
      ((ObjectNode) watch.path("trigger").path("schedule")).removeAll().put("cron", cron);
      boolean weRefuse = errors(watch).stream().anyMatch(name -> name.startsWith("cron-"));
      ObjectNode execute = JsonNodeFactory.instance.objectNode();
      execute.set("watch", watch);
      boolean valid = SERVER.post("/_watcher/watch/_execute", execute.toString()).status() == 200;
      refused += valid ? 0 : 1;
      both += !valid && weRefuse ? 1 : 0;
      // Servers take L and LW in fields where they mean nothing.
      if (weRefuse && valid && !hasStrayLast(fields)) {
        wrong.add(cron);
      }
    }
    System.out.printf("crons: the lint finds %d of %d that a server refuses%n", both, refused);
    assertThat(wrong).isEmpty();
    assertThat(both).isGreaterThan(refused / 2);
  }

  private static boolean hasStrayLast(List<String> fields) {
    for (int field = 0; field < fields.size(); field++) {
      if (fields.get(field).matches("(.*,)?L(-\\d*)?W?(,.*)?") && field != 3 && field != 5) {
        return true;
      }
    }
    return false;
  }

  @Test
  void templates() {
    List<String> wrong = new ArrayList<>();
    for (String text :
        List.of(
            "{{#a}}",
            "{{#a}}x{{/b}}",
            "{{/a}}",
            "{{#a}}{{#b}}{{/a}}{{/b}}",
            "{{ctx.id",
            "{{{ctx.id}}",
            "{{^a}}",
            "{{#a}}{{/a}}",
            "{{#a}}{{^b}}{{/b}}{{/a}}",
            "{{ # a }}{{ / a }}",
            "{{=<% %>=}}<%#a%><%/a%>",
            "{{=<% %>=}}<%#a%>",
            "{{! {{ }}",
            "{{#toJson}}ctx{{/toJson}}",
            "{{#join}}ctx.payload.x{{/join}}",
            "{{#join delimiter=', '}}ctx.payload.x{{/join delimiter=', '}}",
            "{{#url}}{{ctx.id}}{{/url}}",
            "}}",
            "{ {x} }")) {
      ObjectNode watch = watch();
      watch.putObject("actions").putObject("log").putObject("logging").put("text", text);
      boolean weRefuse = errors(watch).stream().anyMatch(name -> name.startsWith("mustache-"));
      ObjectNode execute = JsonNodeFactory.instance.objectNode();
      execute.set("watch", watch);
      execute.putObject("action_modes").put("_all", "simulate");
      boolean fails =
          !SERVER
              .post("/_watcher/watch/_execute", execute.toString())
              .json()
              .at("/watch_record/result/actions/0/status")
              .asText()
              .equals("simulated");
      if (weRefuse != fails) {
        wrong.add(text + (fails ? " fails" : " is rendered"));
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void scripts() {
    List<String> wrong = new ArrayList<>();
    for (String script :
        List.of(
            "return (1",
            "return 1)",
            "return [1",
            "if (true) { return false",
            "return 'it's'",
            "/* open",
            "return true",
            "// ( in a comment\nreturn true",
            "return 'a\\'b(' == \"]\"",
            "def x = ['a': [1, 2]]; return x.a[0] == 1",
            "def x = 8; return (x + 4) / 2 == (1",
            "def x = 8; return (x + 4) / 2 / x == 1")) {
      ObjectNode watch = watch();
      watch.putObject("condition").put("script", script);
      ObjectNode execute = JsonNodeFactory.instance.objectNode();
      execute.set("watch", watch);
      boolean fails = SERVER.post("/_watcher/watch/_execute", execute.toString()).status() != 200;
      if (errors(watch).contains("painless-syntax") != fails) {
        wrong.add(script + (fails ? " fails" : " is compiled"));
      }
    }
    assertThat(wrong).isEmpty();
  }
}
