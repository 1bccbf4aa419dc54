package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.testing.LocalElasticsearch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Words of rules and of attackers, on their way into mails and requests, executed by Watcher. */
final class AlertTextIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String NASTY =
      "say \"hi\" \\ back\nslash {{ctx.id}} {{#x}} {{{0}}} <% title %> <%= [[ ]] =%> <b>&amp; \uD83D\uDE00 \uFDD0 }} {";

  @TempDir Path folder;

  private final LocalElasticsearch server = LocalElasticsearch.shared();

  @BeforeEach
  void startClean() {
    server.deleteAllWatches();
    server.delete("/alert-text");
    ObjectNode event = MAPPER.createObjectNode();
    event.put("@timestamp", Instant.now().minusSeconds(120).toString());
    event.put("message", NASTY + " needle");
    server.post("/alert-text/_doc?refresh=true", event.toString());
  }

  @Test
  void aTitleArrivesInTheMailAsItWasWritten() throws IOException {
    deploy("email", "needle");
    JsonNode mail = execute().at("/actions/0/email/message");
    assertThat(mail.path("subject").asText()).isEqualTo("[high] " + NASTY);
    assertThat(mail.at("/body/text").asText())
        .startsWith(
            NASTY
                + "\n\nDescription: "
                + NASTY
                + "\nLevel: high\nTags: attack.t1000 "
                + NASTY
                + "\n")
        .contains("Owner: soc\nRunbook: https://example.org/runbook\nReference: " + NASTY + "\n")
        .contains("Events: 1, newest first\n\nEvent ")
        .doesNotContain(" more.");
    String event =
        mail.at("/body/text")
            .asText()
            .lines()
            .filter(l -> l.startsWith("{\"@"))
            .findFirst()
            .orElseThrow();
    assertThat(MAPPER.readTree(event).path("message").asText()).isEqualTo(NASTY + " needle");
  }

  @Test
  void theMailSaysHowManyMoreThereAre() throws IOException {
    for (int i = 0; i < 14; i++) {
      server.post(
          "/alert-text/_doc?refresh=true",
          "{\"@timestamp\": \""
              + Instant.now().minusSeconds(300 + i)
              + "\", \"message\": \"needle\"}");
    }
    deploy("email", "needle");
    String text = execute().at("/actions/0/email/message/body/text").asText();
    assertThat(text).contains("Events: 15, newest first").contains("And 5 more.\n");
    assertThat(text.split("Event ", -1)).hasSize(11);
  }

  @Test
  void theWebhooksBodyIsJsonWhateverStandsInIt() throws IOException {
    deploy("hook", "needle");
    JsonNode request = execute().at("/actions/0/webhook/request");
    JsonNode body = MAPPER.readTree(request.path("body").asText());
    assertThat(body.at("/alert/title").asText()).isEqualTo(NASTY);
    assertThat(body.path("total").asInt()).isOne();
    assertThat(body.at("/hits/0/_source/message").asText()).isEqualTo(NASTY + " needle");
  }

  @Test
  void textsOfARuleInARunTimeTemplateStayWhatTheyAre() throws IOException {
    deploy("direct", NASTY);
    JsonNode record = execute();
    assertThat(record.at("/actions/0/logging/logged_text").asText()).isEqualTo("<" + NASTY + ">");
    assertThat(record.at("/input/payload/hits/total").asInt())
        .as("the query looks for the braces themselves")
        .isOne();
  }

  private void deploy(String template, String wanted) throws IOException {
    TestBundle.in(
            folder,
            """
            bundle: texts
            defaults:
              template: %s
              values: {to: [soc@example.org], webhook: {url: "http://127.0.0.1:1/hook"}}
              owner: soc
              runbook: https://example.org/runbook
            """
                .formatted(template))
        .file(
            "watches/nasty.yml",
            """
            id: nasty
            title: %1$s
            description: %1$s
            level: high
            tags: [attack.t1000, %1$s]
            references: [%1$s]
            indices: [alert-text]
            dsl: {match_phrase: {message: %2$s}}
            """
                .formatted(MAPPER.writeValueAsString(NASTY), MAPPER.writeValueAsString(wanted)))
        .file("templates/hook.json.mustache", body("\"actions\": {<%> webhook %>}"))
        .file(
            "templates/direct.json.mustache",
            body("\"actions\": {\"log\": {\"logging\": {\"text\": \"<<% title %>>\"}}}"));
    Cli.Result result = Cli.run("--bundle", folder, "--cluster", server.address());
    assertThat(result.code()).as(result.err()).isZero();
  }

  private static String body(String actions) {
    return """
        {
          "metadata": {"alert": <%%& alert %%>},
          "trigger": {"schedule": <%%& schedule %%>},
          "input": {"search": {"request": {"indices": <%%& indices %%>,
            "body": {"query": <%%& dsl %%>}}}},
          %s
        }
        """
        .formatted(actions);
  }

  private JsonNode execute() {
    LocalElasticsearch.Response response =
        server.post(
            "/_watcher/watch/nasty/_execute", "{\"action_modes\": {\"_all\": \"simulate\"}}");
    assertThat(response.status()).isEqualTo(200);
    JsonNode result = response.json().at("/watch_record/result");
    assertThat(result.at("/actions/0/status").asText())
        .as(response.json().toPrettyString())
        .isEqualTo("simulated");
    return result;
  }
}
