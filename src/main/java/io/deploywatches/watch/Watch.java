package io.deploywatches.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A watch as the bundle wants it.
 *
 * @param id as it stands in the URL of the watch, not percent-encoded
 * @param source the file that it comes from, relative to the bundle: {@code watches/dns.yml}
 * @param body the JSON body without the ownership mark. Its strings are plain, save those that hold
 *     a secret, which are {@link MarkedText} leaves. Treated as immutable: copy before changing it.
 * @param activation what to do with its active state
 * @param previousIds ids that it had before; a watch of ours under such an id gives way to it
 */
public record Watch(
    String id, String source, ObjectNode body, Activation activation, List<String> previousIds) {
  public Watch {
    previousIds = List.copyOf(previousIds);
  }
}
