package io.deploywatches.watch;

import static io.deploywatches.watch.Json.json;
import static io.deploywatches.watch.Json.marked;
import static io.deploywatches.watch.Json.own;
import static io.deploywatches.watch.Json.secret;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class RedactionTest {
  @Test
  void whatServersRedactIsMaskedWhereverItStands() {
    String auth = "'auth':{'basic':{'username':'u','password':'pw'}}";
    ObjectNode body =
        json(
            "{'input':{'chain':{'inputs':[{'a':{'http':{'request':{"
                + auth
                + "}}}}]}},"
                + "'actions':{'w':{'webhook':{'headers':{'Authorization':{'source':'pw'}},"
                + auth
                + "}},'e':{'email':{'user':'u','password':'pw','attachments':{"
                + "'h':{'http':{'request':{"
                + auth
                + "}}},'r':{'reporting':{"
                + auth
                + "}}}}}}}");

    ObjectNode masked = Redaction.masked(body);

    assertThat(masked.toString()).doesNotContain("pw").contains("\"username\":\"u\"");
    assertThat(masked.at("/actions/w/webhook/headers/Authorization").asText())
        .isEqualTo(Redaction.MASK);
    assertThat(masked.at("/input/chain/inputs/0/a/http/request/auth/basic/password").asText())
        .isEqualTo(Redaction.MASK);
  }

  @Test
  void whatAServerDidRedactIsMaskedAnywhere() {
    ObjectNode body =
        json("{'a':['::es_redacted::'],'metadata':{'b':'::es_encrypted::xyz','c':1}}");

    assertThat(Redaction.masked(body))
        .isEqualTo(json("{'a':['********'],'metadata':{'b':'********','c':1}}"));
  }

  @Test
  void secretsOfTheSettingsAreMaskedWithinTheirText() {
    ObjectNode body = json("{'actions':{'w':{'webhook':{}}}}");
    ((ObjectNode) body.at("/actions/w/webhook"))
        .set("path", marked(own("/services/"), secret("token"), own("/x")));

    assertThat(Redaction.masked(body).at("/actions/w/webhook/path").asText())
        .isEqualTo("/services/********/x");
    assertThat(Redaction.blanked(body).at("/actions/w/webhook/path").asText("?")).isEmpty();
  }

  @Test
  void aLiveBodyIsMaskedWhereTheDesiredOneHasSecrets() {
    ObjectNode live = json("{'actions':{'w':{'webhook':{'path':'/services/s3cret'}}}}");
    ObjectNode desired = json("{'actions':{'w':{'webhook':{}}}}");
    ((ObjectNode) desired.at("/actions/w/webhook"))
        .set("path", marked(own("/services/"), secret("token")));

    assertThat(Redaction.masked(live, desired).at("/actions/w/webhook/path").asText())
        .isEqualTo(Redaction.MASK);
    assertThat(WatchDigest.of(live, desired)).isEqualTo(WatchDigest.of(desired));
    assertThat(WatchDigest.of(live)).isNotEqualTo(WatchDigest.of(desired));
  }
}
