package io.deploywatches.check;

import io.deploywatches.bundle.TestFile;
import io.deploywatches.watch.Watch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which watches the test cases are about.
 *
 * @param watches all of them, sorted by source and id
 */
public record Coverage(List<Entry> watches) {
  public Coverage {
    watches = List.copyOf(watches);
  }

  /**
   * The cases of one watch.
   *
   * @param fires how many say that it fires
   * @param stays how many say that it does not
   */
  public record Entry(String watch, String source, int fires, int stays) {
    /** Whether there is a case of each kind. */
    public boolean isCovered() {
      return fires > 0 && stays > 0;
    }
  }

  /** What the cases of these files are about. */
  public static Coverage of(List<Watch> watches, List<TestFile> tests) {
    Map<String, Long> made =
        watches.stream().collect(Collectors.groupingBy(Watch::source, Collectors.counting()));
    Map<String, List<TestFile>> testsOf =
        tests.stream().collect(Collectors.groupingBy(TestFile::rule));
    List<Entry> entries = new ArrayList<>();
    for (Watch watch : watches) {
      boolean isOnlyOne = made.getOrDefault(watch.source(), 0L) == 1;
      List<TestFile.Case> own =
          testsOf.getOrDefault(watch.source(), List.of()).stream()
              .flatMap(file -> file.cases().stream())
              .filter(test -> test.watch().map(watch.id()::equals).orElse(isOnlyOne))
              .toList();
      int fires = (int) own.stream().filter(test -> test.expectation().fires()).count();
      entries.add(new Entry(watch.id(), watch.source(), fires, own.size() - fires));
    }
    entries.sort(Comparator.comparing(Entry::source).thenComparing(Entry::watch));
    return new Coverage(entries);
  }

  /** Those without a case that fires, or without one that does not. */
  public List<Entry> gaps() {
    return watches.stream().filter(entry -> !entry.isCovered()).toList();
  }
}
