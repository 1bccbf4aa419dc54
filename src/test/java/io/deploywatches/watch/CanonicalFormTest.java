package io.deploywatches.watch;

import static io.deploywatches.watch.Json.json;
import static io.deploywatches.watch.Json.marked;
import static io.deploywatches.watch.Json.own;
import static io.deploywatches.watch.Json.secret;
import static io.deploywatches.watch.Json.watch;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each row of the table makes of a value; every form is checked to be its own form, too. */
class CanonicalFormTest {
  private static final ServerVersion V6 = new ServerVersion(6, 8);
  private static final ServerVersion V8 = new ServerVersion(8, 17);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # top level
          input                     | {'none':{}}               |
          condition                 | {'always':{}}             |
          condition                 | {'never':{}}              | {'never':{}}
          condition                 | {'always':{},'never':{}}  | {'never':{}}
          actions                   | {}                        |
          transform                 | {}                        |
          metadata                  | {}                        |
          metadata                  | null                      |
          metadata                  | 'lost'                    |
          metadata                  | {'b':1.10,'a':1e5}        | {'a':100000.0,'b':1.1}
          metadata                  | {'a':5}                   | {'a':5}
          metadata                  | {'a':5.0}                 | {'a':5.0}
          status                    | {'state':{}}              |
          unknown                   | {'b':1,'a':[2,1]}         | {'a':[2,1],'b':1}
          # durations
          throttle_period           | '900s'                    | '15m'
          throttle_period           | '1.5h'                    | '90m'
          throttle_period           | '4484.90h'                | '269094m'
          throttle_period           | '1.001s'                  | '1s'
          throttle_period           | '15 M'                    | '15m'
          throttle_period           | '0'                       | '0s'
          throttle_period           | '4.35m'                   | '261s'
          throttle_period           | null                      |
          throttle_period           | '{{x}}'                   | '{{x}}'
          # schedules
          trigger | {'schedule':{'interval':'300s'}}                      | {'schedule':{'interval':'300s'}}
          trigger | {'schedule':{'interval':30}}                          | {'schedule':{'interval':'30s'}}
          trigger | {'schedule':{'interval':'5m','cron':'0 0 12 * * ?'}}  | {'schedule':{'cron':'0 0 12 * * ?'}}
          trigger | {'schedule':{'cron':['0 0 12 ? * mon-fri']}}          | {'schedule':{'cron':'0 0 12 ? * MON-FRI'}}
          trigger | {'schedule':{'cron':['b','a','b']}}                   | {'schedule':{'cron':['A','B','B']}}
          trigger | {'schedule':{'hourly':{}}}                            | {'schedule':{'hourly':{'minute':[0]}}}
          trigger | {'schedule':{'hourly':{'minute':['30',0,5.0]}}}       | {'schedule':{'hourly':{'minute':[30,0,5]}}}
          trigger | {'schedule':{'daily':{'at':[]}}}                      | {'schedule':{'daily':{'at':['midnight']}}}
          trigger | {'schedule':{'daily':{'at':'9:00'}}}                  | {'schedule':{'daily':{'at':['9:00']}}}
          trigger | {'schedule':{'daily':{'at':{'hour':'7'}}}}            | {'schedule':{'daily':{'at':[{'hour':[7],'minute':[0]}]}}}
          trigger | {'schedule':{'weekly':{'days':['fri']}}}              | {'schedule':{'weekly':[{'at':['00:00'],'on':['MON']}]}}
          trigger | {'schedule':{'weekly':{'on':['friday',2,'MON'],'at':['noon','12:00','9:05']}}} | {'schedule':{'weekly':[{'at':['09:05','12:00'],'on':['MON','FRI']}]}}
          trigger | {'schedule':{'weekly':{'day':'sat','on':'sun','time':{'hour':[1,2],'minute':0}}}} | {'schedule':{'weekly':[{'at':[{'hour':[1,2],'minute':[0]}],'on':['SUN','SAT']}]}}
          trigger | {'schedule':{'monthly':[{'on':['10',2]},{'on':'last_day'}]}} | {'schedule':{'monthly':[{'at':['00:00'],'on':[2,10]},{'at':['00:00'],'on':['last_day']}]}}
          trigger | {'schedule':{'monthly':{'on':32}}}                    | {'schedule':{'monthly':[{'at':['00:00'],'on':['last_day']}]}}
          trigger | {'schedule':{'yearly':{'month':['july',1]}}}          | {'schedule':{'yearly':[{'at':['00:00'],'in':['JAN','JUL'],'on':[1]}]}}
          trigger | {'schedule':{'daily':{'at':'noon'},'timezone':'Europe/Paris'}} | {'schedule':{'daily':{'at':['noon']},'timezone':'Europe/Paris'}}
          # searches
          input | {'search':{'request':{'indices':'a, b','types':[],'search_type':'QUERY_THEN_FETCH'}}} | {'search':{'request':{'indices':['a','b']}}}
          input | {'search':{'request':{'indices':['b','a'],'rest_total_hits_as_int':'true'}}} | {'search':{'request':{'indices':['b','a']}}}
          input | {'search':{'request':{'indices_options':{'ignore_unavailable':'true'}}}} | {'search':{'request':{}}}
          input | {'search':{'request':{'indices_options':{'expand_wildcards':'all'}}}} | {'search':{'request':{'indices_options':{'expand_wildcards':['all']}}}}
          input | {'search':{'request':{'indices_options':{'expand_wildcards':['open','closed','hidden']}}}} | {'search':{'request':{'indices_options':{'expand_wildcards':['all']}}}}
          input | {'search':{'request':{'body':{'b':[3,1],'a':null,'t':'{{x}}'}}}} | {'search':{'request':{'body':{'a':null,'b':[3,1],'t':'{{x}}'}}}}
          input | {'search':{'request':{'template':{'inline':{'q':1},'options':{'content_type':'application/json;charset=utf-8'}}}}} | {'search':{'request':{'template':{'source':{'q':1}}}}}
          input | {'search':{'request':{},'extract':['b','a'],'timeout':'60s'}} | {'search':{'extract':['a','b'],'request':{},'timeout':'1m'}}
          # other inputs
          input | {'chain':{'inputs':[{'one':{'http':{'request':{'host':'h','port':80.0,'method':'GET','scheme':'HTTPS'}}}}]}} | {'chain':{'inputs':[{'one':{'http':{'request':{'host':'h','port':80,'scheme':'https'}}}}]}}
          input | {'chain':{'inputs':{'one':{'none':{}}}}} | {'chain':{'inputs':[]}}
          input | {'none':{},'simple':{'a':1}}             | {'simple':{'a':1}}
          input | {'transform':{'script':'x'}}             | {'transform':{'script':{'source':'x'}}}
          # conditions
          condition | {'compare':{'a':{'eq':1},'b':{'EQ':2}}} | {'compare':{'b':{'eq':2}}}
          condition | {'array_compare':{'a':{'path':'','gte':{'value':25,'quantifier':'SOME'}}}} | {'array_compare':{'a':{'gte':{'value':25}}}}
          condition | {'script':{'inline':'x','lang':'painless','params':{}}} | {'script':{'source':'x'}}
          condition | {'script':{'stored':'s'}}            | {'script':{'id':'s'}}
          transform | {'chain':[{'script':'a'},{'search':{'request':{}}}]} | {'chain':[{'script':{'source':'a'}},{'search':{'request':{}}}]}
          # actions
          actions | {'a':null}                                       |
          actions | {'a':{'logging':{'text':'x','level':'INFO'}}}    | {'a':{'logging':{'text':'x'}}}
          actions | {'a':{'logging':{'text':{'inline':'x'}}}}        | {'a':{'logging':{'text':{'source':'x'}}}}
          actions | {'a':{'logging':{},'index':{}}}                  | {'a':{'index':{}}}
          actions | {'a':{'throttle_period_in_millis':'900000','index':{'timeout':'2m','op_type':'create'}}} | {'a':{'index':{'op_type':'CREATE','timeout':'2m'},'throttle_period':'15m'}}
          actions | {'a':{'max_iterations':5,'logging':{}}}          | {'a':{'logging':{}}}
          actions | {'a':{'foreach':'p','max_iterations':100,'logging':{}}} | {'a':{'foreach':'p','logging':{}}}
          actions | {'a':{'email':{'to':'a@b.c, d@e.f','body':'x','profile':'Standard','attachments':{}}}} | {'a':{'email':{'body':{'text':'x'},'to':['a@b.c, d@e.f']}}}
          actions | {'a':{'email':{'body':{},'password':'lost','attach_data':true}}} | {'a':{'email':{'attach_data':{'format':'yaml'}}}}
          actions | {'a':{'email':{'attach_data':false}}}            | {'a':{'email':{}}}
          actions | {'a':{'email':{'attachments':{'x':{'data':{'format':'JSON'}},'y':{'reporting':{'retries':'6','inline':false}}}}}} | {'a':{'email':{'attachments':{'x':{'data':{'format':'json'}},'y':{'reporting':{'retries':6}}}}}}
          actions | {'a':{'slack':{'message':{'to':'#c','attachments':{'author_link':'lost','fields':{'short':false}}}}}} | {'a':{'slack':{'message':{'attachments':[{'fields':[{}]}],'to':['#c']}}}}
          actions | {'a':{'pagerduty':{'context':[{'type':'LINK'}],'attach_payload':false}}} | {'a':{'pagerduty':{'attach_payload':false,'contexts':[{'type':'link'}]}}}
          actions | {'a':{'jira':{'fields':{}}}}                     | {'a':{'jira':{}}}
          actions | {'a':{'hipchat':{'message':{'room':'r','format':'TEXT'}}}} | {'a':{'hipchat':{'message':{'format':'text','room':['r']}}}}
          actions | {'a':{'from_the_future':{'b':1,'a':'X'}}}        | {'a':{'from_the_future':{'a':'X','b':1}}}
          # http requests
          actions | {'a':{'webhook':{'url':'https://u:p@h/a%20b?x=a+b&y#f','method':'POST'}}} | {'a':{'webhook':{'host':'h','method':'post','params':{'x':'a b','y':''},'path':'/a b','port':443,'scheme':'https'}}}
          actions | {'a':{'webhook':{'url':'http://h/?a=1','params':{'b':'2'},'host':'g'}}} | {'a':{'webhook':{'host':'g','params':{'a':'1','b':'2'},'path':'/','port':80}}}
          actions | {'a':{'webhook':{'url':'http://{{x}}/'}}}        | {'a':{'webhook':{'url':'http://{{x}}/'}}}
          actions | {'a':{'webhook':{'host':'h','auth':{},'headers':{},'read_timeout':'120s','connection_timeout_in_millis':500}}} | {'a':{'webhook':{'connection_timeout':'500ms','host':'h','read_timeout':'2m'}}}
          """)
  void onEveryServer(String key, String given, String expected) {
    assertForm(watch(key, given), key, expected, V6, V8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          '120s' | '2m'   | '120s'
          '61s'  | '1m'   | '61s'
          '90s'  | '1.5m' | '90s'
          '36h'  | '1.5d' | '36h'
          """)
  void reportingIntervalsAreRoundedBy6(String given, String on6, String on8) {
    String before = "{'a':{'email':{'attachments':{'r':{'reporting':{'interval':";
    String after = "}}}}}}";
    ObjectNode body = watch("actions", before + given + after);

    assertForm(body, "actions", before + on6 + after, V6);
    assertForm(body, "actions", before + on8 + after, V8);
  }

  @Test
  void totalHitsAsAnObjectAreUnknownTo6() {
    ObjectNode body =
        watch("input", "{'search':{'request':{'rest_total_hits_as_int':false,'body':{}}}}");

    assertForm(body, "input", "{'search':{'request':{'body':{}}}}", V6);
    assertForm(body, "input", body.get("input").toString(), V8);
  }

  @Test
  void theLastThrottleCounts() {
    assertForm(
        json("{'throttle_period':'10s','throttle_period_in_millis':20000}"),
        "throttle_period",
        "'20s'",
        V8);
    assertForm(
        json("{'throttle_period_in_millis':20000,'throttle_period':'10s'}"),
        "throttle_period",
        "'10s'",
        V8);
  }

  @Test
  void keysAreSortedAndTheGivenBodyIsLeftAlone() {
    ObjectNode body = json("{'metadata':{'z':1,'a':{'y':1,'b':2}},'actions':{'z':{},'a':{}}}");
    String before = body.toString();

    assertThat(CanonicalForm.of(body, V8))
        .hasToString(
            json("{'actions':{'a':{},'z':{}},'metadata':{'a':{'b':2,'y':1},'z':1}}").toString());
    assertThat(body).hasToString(before);
  }

  @Test
  void markedLeavesPassThrough() {
    JsonNode password = marked(secret("pw"));
    JsonNode text = marked(own("Bearer "), secret("token"));
    ObjectNode body = watch("actions", "{'a':{'webhook':{'auth':{'basic':{}},'headers':{}}}}");
    ((ObjectNode) body.at("/actions/a/webhook/auth/basic")).set("password", password);
    ((ObjectNode) body.at("/actions/a/webhook/headers")).set("Authorization", text);
    ObjectNode script = watch("condition", "{}");
    script.putObject("condition").set("script", text);

    ObjectNode canonical = CanonicalForm.of(body, V8);

    assertThat(canonical.at("/actions/a/webhook/auth/basic/password")).isSameAs(password);
    assertThat(canonical.at("/actions/a/webhook/headers/Authorization")).isSameAs(text);
    assertThat(CanonicalForm.of(script, V8).at("/condition/script/source")).isSameAs(text);
  }

  @Test
  void aUrlWithASecretIsTakenApart() {
    ObjectNode body = watch("actions", "{'a':{'webhook':{}}}");
    ObjectNode webhook = (ObjectNode) body.at("/actions/a/webhook");
    webhook.set("url", marked(own("https://h/s/"), secret("a"), own("?k="), secret("b"), own("x")));

    JsonNode canonical = CanonicalForm.of(body, V8).at("/actions/a/webhook");

    assertThat(canonical.get("host").asText()).isEqualTo("h");
    assertThat(canonical.has("url")).isFalse();
    assertThat(MarkedText.of(canonical.get("path")))
        .contains(new MarkedText(List.of(own("/s/"), secret("a"))));
    assertThat(MarkedText.of(canonical.at("/params/k")))
        .contains(new MarkedText(List.of(secret("b"), own("x"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'weekly':{'on':'fri','at':'17:00'}} {'weekly':{'on':'fri','at':'17:01'}}",
        "{'daily':{'at':'noon'}} {'daily':{'at':'12:00'}}",
        "{'interval':'5m'} {'interval':'300s'}",
        "{'hourly':{'minute':[0,30]}} {'hourly':{'minute':[30,0]}}",
        "{'cron':['A','B']} {'cron':'A'}"
      })
  void whatServersShowDifferentlyStaysDifferent(String pair) {
    Stream<ObjectNode> forms =
        Stream.of(pair.split(" (?=\\{)", 2))
            .map(schedule -> watch("trigger", "{'schedule':" + schedule + "}"))
            .map(body -> CanonicalForm.of(body, V8));

    assertThat(forms).doesNotHaveDuplicates();
  }

  private static void assertForm(
      ObjectNode body, String key, @Nullable String expected, ServerVersion... versions) {
    for (ServerVersion version : versions) {
      ObjectNode canonical = CanonicalForm.of(body, version);

      assertThat(String.valueOf(canonical.get(key)))
          .as("%s on %s", body, version)
          .isEqualTo(
              expected == null
                  ? "null"
                  : Form.verbatim(json("{'form':" + expected + "}")).get("form").toString());
      assertThat(CanonicalForm.of(canonical, version)).as("again").isEqualTo(canonical);
    }
  }
}
