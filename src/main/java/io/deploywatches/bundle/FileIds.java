package io.deploywatches.bundle;

import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives the watches of one file their ids. A rule without an id is named by its file and by how
 * many watches the file has before it; rules that share an id of one place, which stands in a
 * document for several rules, are numbered among themselves.
 */
final class FileIds {
  private final String path;
  private final Map<Entry, Integer> shared = new HashMap<>();
  private int before;

  /**
   * @param path what names the file
   */
  FileIds(String path) {
    this.path = path;
  }

  /**
   * The ids of the watches that the file's next rule makes.
   *
   * @return without prefix, at least one
   */
  List<String> next(SourceValue rule) {
    int count = rule instanceof Mapping document ? Rule.Sigma.conditions(document) : 1;
    Entry entry = rule instanceof Mapping document ? document.entries().get("id") : null;
    String id = path;
    int first = before;
    if (entry != null && entry.value() instanceof Scalar scalar && !scalar.isNull()) {
      id = scalar.text();
      first = shared.getOrDefault(entry, 0);
      shared.put(entry, first + count);
    }
    before += count;
    List<String> ids = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      ids.add(i == 0 ? id : id + "-" + (i + 1));
    }
    return ids;
  }
}
