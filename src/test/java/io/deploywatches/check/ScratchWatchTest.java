package io.deploywatches.check;

import static io.deploywatches.testing.TestCases.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class ScratchWatchTest {
  @Test
  void everySearchLooksAtTheCasesOwnEvents() {
    ObjectNode watch =
        json(
            """
            {'input': {'chain': {'inputs': [
               {'first': {'search': {'request': {'indices': ['a'], 'types': ['doc'], 'body': {}}}}},
               {'second': {'search': {'request': {'indices': 'b,c'}}}}]}},
             'transform': {'chain': [{'search': {'request': {'indices': ['d']}}}]},
             'actions': {'log': {'transform': {'search': {'request': {'indices': ['e']}}},
               'logging': {'text': 'x'}}}}
            """);
    assertThat(ScratchWatch.of(watch, "view").body())
        .isEqualTo(
            json(
                """
                {'input': {'chain': {'inputs': [
                   {'first': {'search': {'request': {'indices': ['view'], 'body': {}}}}},
                   {'second': {'search': {'request': {'indices': ['view']}}}}]}},
                 'transform': {'chain': [{'search': {'request': {'indices': ['view']}}}]},
                 'actions': {'log': {'transform': {'search': {'request': {'indices': ['view']}}},
                   'logging': {'text': 'x'}}}}
                """));
  }

  @Test
  void whatASimulationCarriesOutAllTheSameIsTakenOff() {
    ScratchWatch watch =
        ScratchWatch.of(
            json(
                """
                {'input': {'chain': {'inputs': [{'x': {'http': {'request': {'host': 'h'}}}}]}},
                 'actions': {
                   'write': {'condition': {'always': {}}, 'index': {'index': 'alerts'}},
                   'mail': {'email': {'to': 'a@example.org', 'attachments': {
                     'page': {'http': {'request': {'host': 'h'}}},
                     'picture': {'reporting': {'url': 'http://h'}},
                     'data': {'data': {'format': 'json'}}}}}}}
                """),
            "view");
    assertThat(watch.body().path("actions"))
        .isEqualTo(
            json(
                """
                {'write': {'condition': {'always': {}},
                   'logging': {'text': '{{#toJson}}ctx.payload{{/toJson}}'}},
                 'mail': {'email': {'to': 'a@example.org', 'attachments': {
                     'data': {'data': {'format': 'json'}}}}}}
                """));
    assertThat(watch.documents()).containsExactly("write");
    assertThat(watch.requests()).containsExactly("http");
  }

  @Test
  void theWatchItselfStaysAsItIs() {
    ObjectNode watch = json("{'input': {'search': {'request': {'indices': ['a']}}}}");
    ObjectNode before = watch.deepCopy();
    ScratchWatch.of(watch, "view");
    assertThat(watch).isEqualTo(before);
  }
}
