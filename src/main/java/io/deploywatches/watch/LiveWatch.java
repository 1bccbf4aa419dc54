package io.deploywatches.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A watch as the cluster holds it.
 *
 * @param id not percent-encoded
 * @param body as the server shows it, ownership mark included, without {@code status}. Secrets are
 *     in clear on servers older than 7.11 and {@code ::es_redacted::} on newer ones. Treated as
 *     immutable.
 * @param status the server's {@code status} object (active state, acknowledgements, last runs)
 */
public record LiveWatch(String id, ObjectNode body, ObjectNode status) {

  /** Whether the watch is switched on; a watch without that piece of status is. */
  public boolean active() {
    return status.path("state").path("active").asBoolean(true);
  }
}
