package io.deploywatches.watch;

import org.jspecify.annotations.Nullable;

/**
 * A place in a JSON tree.
 *
 * @param parent the place of the object or array around it; null for the root
 * @param key the key in an object, or the index in an array
 */
record Place(@Nullable Place parent, String key) {
  static final Place ROOT = new Place(null, "");

  Place child(String childKey) {
    return new Place(this, childKey);
  }

  Place child(int index) {
    return new Place(this, Integer.toString(index));
  }

  /** As RFC 6901 writes it: {@code /actions/mail/email/to/0}. */
  String pointer() {
    if (parent == null) {
      return "";
    }
    return parent.pointer() + "/" + key.replace("~", "~0").replace("/", "~1");
  }
}
