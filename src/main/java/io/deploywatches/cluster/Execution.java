package io.deploywatches.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.cluster.ClusterException.Kind;
import io.deploywatches.watch.SecretValues;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Executes watches that are stored nowhere. */
final class Execution {
  private static final int SCRIPT_RETRIES = 75;
  private static final int BUSY_RETRIES = 300;
  private static final Duration WHILE_BUSY = Duration.ofMillis(200);

  private final Transport transport;
  private final SecretValues secrets;

  Execution(Transport transport, SecretValues secrets) {
    this.transport = transport;
    this.secrets = secrets;
  }

  ObjectNode simulate(ObjectNode watch, Instant time, Optional<ObjectNode> payload)
      throws ClusterException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("watch", watch);
    // Never by an action's name: a name that the watch does not have lets the real actions run.
    body.putObject("action_modes").put("_all", "simulate");
    body.putObject("trigger_data")
        .put("triggered_time", time.toString())
        .put("scheduled_time", time.toString());
    payload.ifPresent(given -> body.set("alternative_input", given));
    Call call = Call.execute("the cluster privilege manage_watcher");
    try {
      call = call.withBody(Json.write(body, secrets));
    } catch (Json.UnknownSecretException e) {
      throw new ClusterException(
          Kind.REJECTED, true, "cannot execute the watch: " + e.getMessage(), e);
    }
    int scripts = 0;
    int busy = 0;
    while (true) {
      ObjectNode record = record(call);
      if (isScriptBreaker(record)) {
        if (scripts++ == SCRIPT_RETRIES) {
          throw unavailable(call, "it compiles no more scripts (script.max_compilations_rate)");
        }
        transport.awaitNextScript(call);
      } else if (isBusy(record)) {
        if (busy++ == BUSY_RETRIES) {
          throw unavailable(call, "it carries out another one that is stored nowhere");
        }
        transport.await(WHILE_BUSY, call);
      } else {
        return record;
      }
    }
  }

  /** What the server did says nothing about the watch. */
  private static ClusterException unavailable(Call call, String why) {
    return Failures.failed(
        Kind.UNAVAILABLE, call, "cannot " + call.purpose() + ": the server is busy, as " + why);
  }

  /** All watches that are stored nowhere have one id, and no id is carried out twice at once. */
  private static boolean isBusy(ObjectNode record) {
    return record.path("state").asText().equals("not_executed_already_queued");
  }

  private ObjectNode record(Call call) throws ClusterException {
    Answer answer = transport.send(call);
    if (!answer.isSuccess()) {
      throw Failures.of(call, answer);
    }
    if (!(answer.json().path("watch_record") instanceof ObjectNode record)) {
      throw Failures.notElasticsearch(call, answer);
    }
    return record;
  }

  /** A run that met the breaker has failed, but its answer is a success. */
  private static boolean isScriptBreaker(JsonNode record) {
    return Answer.contains(record.path("result"), Answer.SCRIPT_BREAKER)
        || Answer.contains(record.path("exception"), Answer.SCRIPT_BREAKER);
  }
}
