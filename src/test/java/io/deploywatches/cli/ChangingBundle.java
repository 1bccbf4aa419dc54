package io.deploywatches.cli;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bundle of whole watches that changes at random from one deploy to the next: watches come, go,
 * change, and are switched on or off. No id comes twice, and nothing ever runs.
 */
final class ChangingBundle {
  /**
   * A watch of the bundle.
   *
   * @param revision stands in its metadata; another one is another body
   */
  record Wanted(String revision, boolean active) {}

  /** Of all bundles: the server goes on counting the versions of an id that was deleted. */
  private static final AtomicInteger IDS = new AtomicInteger();

  private final String name;
  private final TestBundle files;
  private final Map<String, Wanted> watches = new TreeMap<>();
  private int nextRevision;

  ChangingBundle(Path folder, String name) {
    this.name = name;
    this.files = TestBundle.in(folder, "bundle: " + name + "\n");
  }

  Path folder() {
    return files.root();
  }

  String name() {
    return name;
  }

  /** What the bundle wants now, by id. */
  Map<String, Wanted> watches() {
    return Collections.unmodifiableMap(watches);
  }

  /** Lets a tenth go, changes half of the others, and fills up to {@code size}. */
  void change(Random random, int size) {
    for (String id : List.copyOf(watches.keySet())) {
      double chance = random.nextDouble();
      if (chance < 0.1) {
        remove(id);
      } else if (chance < 0.6) {
        set(id, new Wanted(nextRevision(), random.nextDouble() < 0.8));
      } else if (chance < 0.65) {
        Wanted before = watches.get(id);
        set(id, new Wanted(before.revision, !before.active));
      }
    }
    while (watches.size() < size) {
      set(
          name + "-" + IDS.getAndIncrement(),
          new Wanted(nextRevision(), random.nextDouble() < 0.9));
    }
  }

  /** Changes every watch. */
  void changeAll() {
    for (String id : List.copyOf(watches.keySet())) {
      set(id, new Wanted(nextRevision(), watches.get(id).active));
    }
  }

  void set(String id, Wanted wanted) {
    watches.put(id, wanted);
    files.file(
        "watches/" + id + ".json",
        """
        {"deploy_watches": {"active": %s},
         "metadata": {"revision": "%s"},
         "trigger": {"schedule": {"interval": "500d"}},
         "input": {"simple": {"text": "%s"}},
         "actions": {"log": {"throttle_period": "15m", "logging": {"text": "%s of %s"}}}}
        """
            .formatted(wanted.active, wanted.revision, "x".repeat(200), wanted.revision, name));
  }

  private void remove(String id) {
    watches.remove(id);
    files.delete("watches/" + id + ".json");
  }

  private String nextRevision() {
    return "r-" + nextRevision++;
  }
}
