package io.deploywatches.watch;

import static io.deploywatches.watch.Json.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CanonicalFormPropertyTest {
  private static final List<ServerVersion> VERSIONS =
      List.of(new ServerVersion(6, 8), new ServerVersion(7, 17), new ServerVersion(9, 1));

  @Property
  void dependsNeitherOnTheOrderOfKeysNorOnBeingTakenTwice(
      @ForAll("watches") ObjectNode watch, @ForAll Random random) {
    for (ServerVersion version : VERSIONS) {
      ObjectNode canonical = CanonicalForm.of(watch, version);

      assertThat(CanonicalForm.of((ObjectNode) shuffled(watch, random), version))
          .isEqualTo(canonical);
      assertThat(CanonicalForm.of(canonical, version)).isEqualTo(canonical);
      assertThat(WatchDigest.of((ObjectNode) shuffled(canonical, random)))
          .isEqualTo(WatchDigest.of(canonical));
    }
  }

  /** Whatever stands in a file, nothing throws, and the form of the form is the form. */
  @Property(tries = 3000)
  void takesAnything(@ForAll("anything") ObjectNode body) {
    for (ServerVersion version : VERSIONS) {
      ObjectNode canonical = CanonicalForm.of(body, version);

      assertThat(CanonicalForm.of(canonical, version)).as(body.toString()).isEqualTo(canonical);
      WatchLint.findings(body, version);
    }
    assertThat(RuntimeText.neutralise(body, finding -> {})).isEqualTo(body);
    Redaction.masked(body);
    Redaction.blanked(body);
  }

  @Provide
  Arbitrary<ObjectNode> watches() {
    Arbitrary<String> schedule =
        Arbitraries.of(
            "{'interval':'5m'}",
            "{'interval':300.5}",
            "{'cron':['0 0 1 * * ?','0 0 2 * * ?']}",
            "{'hourly':{'minute':[0,'30']}}",
            "{'daily':{'at':['noon',{'hour':1}]}}",
            "{'weekly':[{'on':['fri','mon'],'at':['12:00','noon']},{'day':1}]}",
            "{'monthly':{'on':['last_day',3]}}",
            "{'yearly':{'month':'feb','on':[2,1],'time':'17:00'},'timezone':'Europe/Paris'}");
    Arbitrary<String> search =
        Arbitraries.of(
            "{'request':{'indices':'a,b','types':[],'body':{'z':1.10,'a':[{'c':1,'b':2}]}}}",
            "{'request':{'indices_options':{'expand_wildcards':'all'}},'extract':['b','a']}",
            "{'request':{'rest_total_hits_as_int':false,'template':{'id':'x'}},'timeout':'90s'}");
    Arbitrary<String> request =
        Arbitraries.of(
            "{'url':'https://h:9/a%20b?x=1&y=2','method':'POST','headers':{'b':'1','a':'2'}}",
            "{'scheme':'HTTP','host':'h','port':80,'auth':{'basic':{'username':'u'}},'body':'x'}",
            "{'host':'h','port':1,'read_timeout':'61s','body':{'source':{'b':1,'a':2}}}");
    Arbitrary<String> condition =
        Arbitraries.of(
            "{'always':{}}",
            "{'compare':{'p':{'GT':5.0}}}",
            "{'array_compare':{'p':{'path':'x','gte':{'value':1,'quantifier':'ALL'}}}}",
            "{'script':{'inline':'x','params':{'b':1,'a':2}}}");
    Arbitrary<String> input =
        Combinators.combine(search, request, Arbitraries.integers().between(0, 3))
            .as(
                (s, r, which) ->
                    switch (which) {
                      case 0 -> "{'search':" + s + "}";
                      case 1 -> "{'http':{'request':" + r + ",'extract':['y','x']}}";
                      case 2 -> "{'simple':{'b':[1,2.50],'a':{}}}";
                      default ->
                          "{'chain':{'inputs':[{'a':{'search':"
                              + s
                              + "}},{'b':{'http':{'request':"
                              + r
                              + "}}}]}}";
                    });
    Arbitrary<String> action =
        Combinators.combine(
                Arbitraries.of(
                    "'logging':{'text':'x','level':'WARN'}",
                    "'index':{'index':'i','timeout':'2m','op_type':'create'}",
                    "'email':{'to':'a@b','body':'x','attachments':{'b':{'data':{}},'a':{'data':{'format':'JSON'}}}}",
                    "'slack':{'message':{'to':'#c','attachments':{'title':'t','title_link':'l'}}}",
                    "'pagerduty':{'description':'d','context':{'type':'LINK'}}",
                    "'jira':{'fields':{'b':{'d':1,'c':2},'a':[]}}"),
                condition,
                Arbitraries.of("'15m'", "'900s'", "null", "'1.5h'"))
            .as(
                (type, when, throttle) ->
                    "{" + type + ",'condition':" + when + ",'throttle_period':" + throttle + "}");
    return Combinators.combine(schedule, input, condition, action.list().ofMaxSize(3))
        .as(
            (on, from, when, actions) -> {
              StringBuilder list = new StringBuilder();
              for (int i = 0; i < actions.size(); i++) {
                list.append(i == 0 ? "" : ",").append("'a").append(i).append("':");
                list.append(actions.get(i));
              }
              return json(
                  "{'trigger':{'schedule':"
                      + on
                      + "},'input':"
                      + from
                      + ",'condition':"
                      + when
                      + ",'actions':{"
                      + list
                      + "},'metadata':{'b':1,'a':{'d':[3,1],'c':1e2}}}");
            });
  }

  @Provide
  Arbitrary<ObjectNode> anything() {
    Arbitrary<Integer> depth = Arbitraries.integers().between(1, 4);
    return Combinators.combine(Arbitraries.randoms(), depth)
        .as((random, extra) -> (ObjectNode) anything(WatchGrammar.WATCH, random, 8 + extra));
  }

  private static final List<JsonNode> SCALARS =
      List.of(
          NullNode.instance,
          BooleanNode.TRUE,
          BooleanNode.FALSE,
          IntNode.valueOf(-1),
          IntNode.valueOf(32),
          DecimalNode.valueOf(new BigDecimal("1.50")),
          TextNode.valueOf(""),
          TextNode.valueOf("5"),
          TextNode.valueOf("90s"),
          TextNode.valueOf("a,B"),
          TextNode.valueOf("noon"),
          TextNode.valueOf("http://h/%20?a=b"),
          TextNode.valueOf("open"));

  /** A tree that mostly has the shape of the table, and everywhere may have another. */
  private static JsonNode anything(Kind kind, Random random, int depth) {
    if (depth > 0 && kind instanceof Kind.Recursive recursive) {
      return anything(recursive.kind().get(), random, depth - 1);
    }
    if (depth > 0 && kind instanceof Kind.Redactable redactable) {
      return anything(redactable.kind(), random, depth);
    }
    if (depth > 0 && kind instanceof Kind.Switch onOff && random.nextBoolean()) {
      return anything(onOff.whenOn(), random, depth);
    }
    boolean root = kind == WatchGrammar.WATCH;
    if (!root && (depth <= 0 || random.nextInt(8) == 0)) {
      return SCALARS.get(random.nextInt(SCALARS.size()));
    }
    if (kind instanceof Kind.ListOf list && random.nextInt(4) > 0) {
      ArrayNode array = Form.newArray();
      for (int i = random.nextInt(4); i > 0; i--) {
        array.add(anything(list.element(), random, depth - 1));
      }
      return array;
    }
    if (kind instanceof Kind.ListOf list) {
      return anything(list.element(), random, depth - 1);
    }
    ObjectNode object = json("{}");
    List<String> keys = new ArrayList<>(keys(kind));
    Collections.shuffle(keys, random);
    for (String key : keys.subList(0, random.nextInt(Math.min(keys.size(), 5) + 1))) {
      Kind child = Places.kindOf(key, kind);
      object.set(
          key,
          child == null
              ? SCALARS.get(random.nextInt(SCALARS.size()))
              : anything(child, random, depth - 1));
    }
    return !root && kind instanceof Kind.Leaf && random.nextBoolean()
        ? SCALARS.get(random.nextInt(SCALARS.size()))
        : object;
  }

  private static Set<String> keys(Kind kind) {
    Set<String> keys = new TreeSet<>(Set.of("x", "Y"));
    if (kind instanceof Kind.Fields fields) {
      keys.addAll(fields.spellings().keySet());
    } else if (kind instanceof Kind.OneOf oneOf) {
      keys.addAll(oneOf.types().keySet());
      keys.addAll(oneOf.common().spellings().keySet());
    }
    return keys;
  }

  private static JsonNode shuffled(JsonNode node, Random random) {
    if (node.isObject()) {
      List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(node.properties());
      Collections.shuffle(entries, random);
      ObjectNode copy = json("{}");
      entries.forEach(entry -> copy.set(entry.getKey(), shuffled(entry.getValue(), random)));
      return copy;
    }
    if (node.isArray()) {
      ArrayNode copy = Form.newArray();
      node.forEach(element -> copy.add(shuffled(element, random)));
      return copy;
    }
    return node;
  }
}
