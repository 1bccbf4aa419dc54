package io.deploywatches.catalog;

import io.deploywatches.sigma.Table;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What ATT&CK calls its tactics and techniques, and which techniques have a test. */
final class Attack {
  private static final String TAG = "attack.";

  /** Either of them; names are those that people know. */
  record Entry(String id, String name) {
    /** {@code T1048.001: Exfiltration Over ...}. */
    String title() {
      return name.isEmpty() ? id : id + ": " + name;
    }

    boolean isTactic() {
      return id.startsWith("TA");
    }

    /** Its page at MITRE. */
    String url() {
      return "https://attack.mitre.org/"
          + (isTactic() ? "tactics/" : "techniques/")
          + id.replace('.', '/');
    }
  }

  private static final Map<String, Entry> TACTICS = new LinkedHashMap<>();
  private static final Map<String, String> TECHNIQUES = new HashMap<>();
  private static final Set<String> TESTED = new HashSet<>();

  static {
    for (List<String> row : Table.read("/io/deploywatches/catalog/attack.txt")) {
      if (row.get(0).equals("tactic")) {
        TACTICS.put(row.get(1), new Entry(row.get(2), row.get(3)));
      } else {
        TECHNIQUES.put(row.get(1), row.get(2));
        if (row.size() > 3) {
          TESTED.add(row.get(1));
        }
      }
    }
  }

  private Attack() {}

  /** All tactics in the order of an attack. */
  static List<Entry> tactics() {
    return List.copyOf(TACTICS.values());
  }

  /**
   * The tactic that a tag means, such as {@code attack.initial-access}; null when it means none.
   */
  static @Nullable Entry tactic(String tag) {
    return tag.startsWith(TAG)
        ? TACTICS.get(
            tag.substring(TAG.length()).toLowerCase(Locale.ROOT).replace('-', '_').strip())
        : null;
  }

  /**
   * The technique that a tag means, such as {@code attack.t1048.001}; null when it means none. One
   * that is newer than the table has an empty name.
   */
  static @Nullable Entry technique(String tag) {
    String id = tag.startsWith(TAG) ? tag.substring(TAG.length()).toUpperCase(Locale.ROOT) : "";
    return id.matches("T\\d{4}(\\.\\d{3})?")
        ? new Entry(id, TECHNIQUES.getOrDefault(id, ""))
        : null;
  }

  /** Whether there is a test that triggers it. */
  static boolean hasTest(Entry technique) {
    return TESTED.contains(technique.id());
  }
}
