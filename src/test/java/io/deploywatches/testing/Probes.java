package io.deploywatches.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Bodies that were put on real servers, and what the servers made of them. */
public final class Probes {
  private Probes() {}

  /**
   * A body and what became of it.
   *
   * @param name says what it tries out; any characters
   * @param text the JSON as it was sent, which may be none
   * @param got what the server showed afterwards; null when it could not
   */
  public record Probe(String name, String text, ObjectNode got) {

    /** What was sent, read as leniently as the server reads it. */
    public ObjectNode put() {
      try {
        return (ObjectNode) Corpus.JSON.readTree(text);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * The bodies that a server of that version took, and those that it would have taken, had it had
   * the accounts of {@link LocalElasticsearch#permissive}.
   */
  public static List<Probe> accepted(String version) {
    List<Probe> probes = new ArrayList<>();
    for (JsonNode line : Corpus.lines("roundtrip-" + version + ".jsonl")) {
      String error = line.path("error").path("reason").asText();
      if (line.path("status").asInt() < 300
          || error.startsWith("no account")
          || error.startsWith("unable to find script")) {
        JsonNode put = line.path("put");
        probes.add(
            new Probe(
                line.path("name").asText(),
                put.isTextual() ? put.textValue() : put.toString(),
                (ObjectNode) line.get("got")));
      }
    }
    return probes;
  }

  /** Public watches, of which a server shows nothing as they were not recorded. */
  public static List<Probe> publicWatches() {
    List<Probe> watches = new ArrayList<>();
    for (JsonNode line : Corpus.lines("public-watches.jsonl")) {
      watches.add(new Probe(line.path("path").asText(), line.path("watch").toString(), null));
    }
    return watches;
  }
}
