package io.deploywatches.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request, before it is known which node gets it and how often.
 *
 * @param path with the query, percent-encoded, without the prefix of the node
 * @param body null for none
 * @param purpose what it is for, as a message continues "cannot ...": {@code list the watches}
 * @param privilege what a user needs for it
 * @param oneWatch whether it is about one watch
 */
record Call(
    String method,
    String path,
    Json.@Nullable Written body,
    String purpose,
    String privilege,
    boolean oneWatch) {
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  static Call read(String path, String purpose, String privilege) {
    return new Call("GET", path, null, purpose, privilege, false);
  }

  static Call search(String path, Json.Written body, String purpose, String privilege) {
    return new Call("POST", path, body, purpose, privilege, false);
  }

  /** About indices of our own, which nobody else writes: it may be sent again. */
  static Call scratch(String method, String path, String purpose) {
    return new Call(
        method,
        path,
        null,
        purpose,
        "the index privilege all on " + ScratchIndices.PREFIX + "*",
        false);
  }

  /** Runs a watch that is in the request and stored nowhere. */
  static Call execute(String privilege) {
    return new Call("POST", "/_watcher/watch/_execute", null, "execute the watch", privilege, true);
  }

  static Call watch(String method, String id, String suffix, String purpose, String privilege) {
    return new Call(method, watchPath(id) + suffix, null, purpose, privilege, true);
  }

  /** Reads the document in which a watch is stored. */
  static Call document(String type, String id, String purpose, String privilege) {
    String path = "/.watches/" + type + "/" + encoded(id);
    return new Call("GET", path, null, purpose, privilege, true);
  }

  Call withBody(Json.Written written) {
    return new Call(method, path, written, purpose, privilege, oneWatch);
  }

  /** Whether it writes a watch. */
  boolean isWrite() {
    return oneWatch && (method.equals("PUT") || method.equals("DELETE"));
  }

  /** How a message ends when nobody knows what became of a write. */
  String unknown() {
    String done = method.equals("DELETE") ? "deleted" : "written";
    return "; it is not known whether the watch was " + done;
  }

  /** The secrets of its body. */
  Set<String> secrets() {
    return body == null ? Set.of() : body.secrets();
  }

  static String watchPath(String id) {
    return "/_watcher/watch/" + encoded(id);
  }

  /** Every byte that might mean something in a path is percent-encoded. */
  static String encoded(String id) {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("a watch has an id");
    }
    StringBuilder path = new StringBuilder();
    boolean dots = id.equals(".") || id.equals("..");
    for (byte octet : id.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (octet & 0xff);
      if (UNRESERVED.indexOf(character) >= 0 && !dots) {
        path.append(character);
      } else {
        path.append('%')
            .append(Character.toUpperCase(Character.forDigit(character >> 4, 16)))
            .append(Character.toUpperCase(Character.forDigit(character & 15, 16)));
      }
    }
    return path.toString();
  }
}
