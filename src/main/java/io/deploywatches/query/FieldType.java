package io.deploywatches.query;

import java.util.Set;

/**
 * What kind of values a field of an index holds. Those of ECS and of the Beats are known by their
 * names; what is not known is taken for a keyword field.
 */
enum FieldType {
  /** The whole text is one term. */
  KEYWORD,
  /** Words of a text, without a sub-field that holds the text itself. */
  TEXT,
  NUMBER,
  /** Addresses, which are compared as such and not as texts. */
  IP;

  private static final Set<String> IPS =
      Set.of(
          "client.ip",
          "client.nat.ip",
          "destination.ip",
          "destination.nat.ip",
          "dns.resolved_ip",
          "host.ip",
          "observer.ip",
          "related.ip",
          "server.ip",
          "server.nat.ip",
          "source.ip",
          "source.nat.ip",
          "threat.indicator.ip");

  private static final Set<String> NUMBERS =
      Set.of(
          "client.bytes",
          "client.packets",
          "client.port",
          "destination.bytes",
          "destination.packets",
          "destination.port",
          "dns.answers.ttl",
          "event.duration",
          "event.risk_score",
          "event.sequence",
          "event.severity",
          "file.size",
          "http.request.body.bytes",
          "http.request.bytes",
          "http.response.body.bytes",
          "http.response.bytes",
          "http.response.status_code",
          "network.bytes",
          "network.packets",
          "process.exit_code",
          "process.parent.pid",
          "process.parent.thread.id",
          "process.pid",
          "process.thread.id",
          "server.bytes",
          "server.packets",
          "server.port",
          "source.bytes",
          "source.packets",
          "source.port",
          "url.port",
          "winlog.process.pid",
          "winlog.process.thread.id",
          "winlog.version");

  private static final Set<String> TEXTS =
      Set.of("error.message", "message", "powershell.file.script_block_text");

  /** By the names of ECS and the Beats. */
  static FieldType ofEcs(String field) {
    if (IPS.contains(field)) {
      return IP;
    } else if (NUMBERS.contains(field)) {
      return NUMBER;
    }
    return TEXTS.contains(field) ? TEXT : KEYWORD;
  }
}
