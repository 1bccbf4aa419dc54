package io.deploywatches.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A watch made fit for a test: its searches look at the case's own events, and what a simulation
 * carries out all the same is taken off.
 *
 * @param body the watch
 * @param documents the ids of its index actions. They log their documents instead: on 6.8.23 an
 *     index action whose payload is a list of documents writes them although it is simulated.
 * @param requests the types of inputs that send requests elsewhere
 */
record ScratchWatch(ObjectNode body, Set<String> documents, Set<String> requests) {
  private static final String SHOW_PAYLOAD = "{{#toJson}}ctx.payload{{/toJson}}";

  /** Attachments that a mail fetches before anybody asks whether it is simulated. */
  private static final List<String> FETCHED = List.of("http", "reporting");

  ScratchWatch {
    documents = Set.copyOf(documents);
    requests = Set.copyOf(requests);
  }

  /**
   * @param view the index or alias with the case's events
   */
  static ScratchWatch of(ObjectNode watch, String view) {
    ObjectNode body = watch.deepCopy();
    Set<String> requests = new TreeSet<>();
    input(body.path("input"), view, requests);
    transform(body.path("transform"), view);
    Set<String> documents = new LinkedHashSet<>();
    for (Map.Entry<String, JsonNode> action : body.path("actions").properties()) {
      if (action.getValue() instanceof ObjectNode object) {
        action(action.getKey(), object, view, documents);
      }
    }
    return new ScratchWatch(body, documents, requests);
  }

  private static void input(JsonNode input, String view, Set<String> requests) {
    search(input.path("search"), view);
    transform(input.path("transform"), view);
    if (input.has("http")) {
      requests.add("http");
    }
    for (JsonNode named : input.path("chain").path("inputs")) {
      named.forEach(each -> input(each, view, requests));
    }
  }

  private static void transform(JsonNode transform, String view) {
    search(transform.path("search"), view);
    transform.path("chain").forEach(each -> transform(each, view));
  }

  private static void search(JsonNode search, String view) {
    if (search.path("request") instanceof ObjectNode request) {
      request.putArray("indices").add(view);
      request.remove("types");
    }
  }

  private static void action(String id, ObjectNode action, String view, Set<String> documents) {
    transform(action.path("transform"), view);
    if (action.has("index")) {
      action.remove("index");
      action.putObject("logging").put("text", SHOW_PAYLOAD);
      documents.add(id);
    }
    if (action.path("email").path("attachments") instanceof ObjectNode attachments) {
      List<String> names = new ArrayList<>();
      attachments.fieldNames().forEachRemaining(names::add);
      names.removeIf(name -> FETCHED.stream().noneMatch(attachments.path(name)::has));
      attachments.remove(names);
    }
  }
}
