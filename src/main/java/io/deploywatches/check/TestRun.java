package io.deploywatches.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.bundle.TestFile;
import io.deploywatches.check.CaseResult.Evidence;
import io.deploywatches.check.CaseResult.Mismatch;
import io.deploywatches.check.CaseResult.Verdict;
import io.deploywatches.cluster.Cluster;
import io.deploywatches.cluster.ClusterException;
import io.deploywatches.cluster.ScratchIndices;
import io.deploywatches.cluster.ScratchIndices.Document;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.sigma.Detection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Tries test cases on a cluster: writes their events into scratch indices, lets Watcher carry out
 * each watch once on the events of its case, and compares. The indices are deleted at the end,
 * whatever happened, and those that a run left behind when it was killed are deleted at the start
 * of the next.
 */
public final class TestRun {
  private static final int CASES_AT_ONCE = 100;

  /** Watches may count from the server's own time, so that events must not grow old. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  private final Cluster cluster;
  private final Cluster cleaner;
  private final ScratchName name;
  private final Clock clock;
  private boolean isLost;
  private int indices;

  /**
   * @param cleaner the same cluster once more, which is not cancelled when the run is: what was
   *     made has to be deleted then, too
   * @param name of an index of this run; the number does not matter
   */
  public TestRun(Cluster cluster, Cluster cleaner, ScratchName name, Clock clock) {
    this.cluster = cluster;
    this.cleaner = cleaner;
    this.name = name;
    this.clock = clock;
  }

  /**
   * Deletes the scratch indices of runs that are over.
   *
   * @param startOf when a process of this machine began; empty when there is none of that id
   * @return how many there were
   */
  public int deleteLeftOvers(LongFunction<Optional<Instant>> startOf) throws ClusterException {
    ScratchIndices scratch = cleaner.scratch();
    int deleted = 0;
    for (String index : scratch.list()) {
      Optional<ScratchName> found = ScratchName.parse(index);
      if (found.isPresent() && found.get().isLeftOver(name, startOf)) {
        scratch.delete(index);
        deleted++;
      }
    }
    return deleted;
  }

  /**
   * Tries the cases, one after the other: a server carries out no two watches at once that are in
   * the request and stored nowhere.
   *
   * @param done told each result as it comes
   * @param cancelled once true, what has not begun is skipped
   * @param problems takes indices that could not be deleted
   * @return a result for each case, sorted by file and line
   * @throws ClusterException when the cluster cannot be used at all
   */
  public List<CaseResult> run(
      List<BoundCase> cases,
      Consumer<CaseResult> done,
      BooleanSupplier cancelled,
      Problems problems)
      throws ClusterException {
    ScratchIndices scratch = cluster.scratch();
    ScratchIndices cleaning = cleaner.scratch();
    List<CaseResult> results = new ArrayList<>();
    List<Grouping.Group> groups = new ArrayList<>(Grouping.of(cases));
    for (int i = 0; i < groups.size(); i++) {
      ScratchName index = name.of(++indices, clock.instant());
      Group group = new Group(groups.get(i), index, scratch, cancelled);
      try {
        group.run(result -> add(result, results, done));
      } finally {
        if (group.mayExist) {
          delete(group.index.toString(), cleaning, problems);
        }
      }
      // Alone, no event of others can be in the way.
      group.again.forEach(each -> groups.add(Grouping.alone(each)));
    }
    results.sort(
        Comparator.comparing((CaseResult result) -> result.file().file())
            .thenComparing(result -> result.test().location()));
    return results;
  }

  private static void add(CaseResult result, List<CaseResult> results, Consumer<CaseResult> done) {
    results.add(result);
    done.accept(result);
  }

  private static void delete(String index, ScratchIndices cleaning, Problems problems) {
    try {
      cleaning.delete(index);
    } catch (ClusterException e) {
      problems.add(
          Problem.warning(
              null,
              "the scratch index " + index + " could not be deleted: " + e.getMessage(),
              "the next run deletes it"));
    }
  }

  /** Cases that share an index. */
  private final class Group {
    private final Grouping.Group group;
    private final ScratchName index;
    private final ScratchIndices scratch;
    private final BooleanSupplier cancelled;

    /** Cases whose events were refused, perhaps because of the events of others. */
    private final List<BoundCase> again = new ArrayList<>();

    private boolean mayExist;

    Group(
        Grouping.Group group,
        ScratchName index,
        ScratchIndices scratch,
        BooleanSupplier cancelled) {
      this.group = group;
      this.index = index;
      this.scratch = scratch;
      this.cancelled = cancelled;
    }

    void run(Consumer<CaseResult> done) {
      List<BoundCase> cases = group.cases();
      String obstacle = create(cases);
      int tried = 0;
      while (tried < cases.size()) {
        tried = run(cases, tried, obstacle, done);
      }
    }

    /** Tries cases while their events are fresh; the number of those that were tried by then. */
    private int run(
        List<BoundCase> cases, int start, @Nullable String obstacle, Consumer<CaseResult> done) {
      int end = Math.min(cases.size(), start + CASES_AT_ONCE);
      Instant time = now();
      List<Trial> trials = new ArrayList<>();
      for (int i = start; i < end; i++) {
        trials.add(new Trial(cases.get(i), i + 1, time));
      }
      Map<Integer, String> refused = obstacle == null ? write(trials) : Map.of();
      for (int i = 0; i < trials.size(); i++) {
        Trial trial = trials.get(i);
        String reason = obstacle != null ? obstacle : refused.get(trial.number);
        if (reason == null && i > 0 && isOld(time)) {
          return start + i;
        }
        if (reason == null) {
          done.accept(trial.result());
        } else if (obstacle == null && cases.size() > 1) {
          again.add(trial.bound);
        } else {
          done.accept(trial.untried(Verdict.ERROR, reason));
        }
      }
      return end;
    }

    private Instant now() {
      return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private boolean isOld(Instant time) {
      return clock.instant().isAfter(time.plus(FRESH));
    }

    /** Makes the index; the reason when that cannot be done, else null. */
    private @Nullable String create(List<BoundCase> cases) {
      if (cancelled.getAsBoolean() || isLost) {
        return null; // each case says so
      }
      Map<String, List<String>> views = new LinkedHashMap<>();
      for (int i = 0; i < cases.size(); i++) {
        List<String> ids = new ArrayList<>();
        for (int event = 1; event <= cases.get(i).test().events().size(); event++) {
          ids.add(id(i + 1, event));
        }
        views.put(index.view(i + 1), ids);
      }
      Optional<ObjectNode> mappings;
      try {
        mappings = EventMappings.of(group.key(), scratch);
      } catch (ClusterException e) {
        // Other groups may need no mapping of the cluster, or that of indices that can be read.
        return e.concernsConnection() ? failed(e) : String.valueOf(e.getMessage());
      }
      if (mappings.isEmpty()) {
        return "the cluster has no index "
            + String.join(", ", group.key().indices())
            + " to take the mapping from";
      }
      try {
        mayExist = true;
        scratch.create(index.toString(), mappings.get(), views);
        return null;
      } catch (ClusterException e) {
        return failed(e);
      }
    }

    /** Writes the events; why those of a case could not be, by the case's number. */
    private Map<Integer, String> write(List<Trial> trials) {
      if (cancelled.getAsBoolean() || isLost) {
        return Map.of();
      }
      List<Document> documents = new ArrayList<>();
      Map<String, Integer> numbers = new HashMap<>();
      Map<Integer, String> refused = new HashMap<>();
      for (Trial trial : trials) {
        for (int i = 0; i < trial.events.size(); i++) {
          String id = id(trial.number, i + 1);
          documents.add(new Document(id, trial.events.get(i)));
          numbers.put(id, trial.number);
        }
      }
      try {
        scratch
            .write(index.toString(), documents)
            .forEach(
                (id, reason) ->
                    refused.put(
                        numbers.getOrDefault(id, 0),
                        "the index refuses event "
                            + id.substring(id.indexOf('-') + 1)
                            + ": "
                            + reason));
      } catch (ClusterException e) {
        String reason = failed(e);
        trials.forEach(trial -> refused.put(trial.number, reason));
      }
      return refused;
    }

    private String failed(ClusterException e) {
      if (e.kind() != ClusterException.Kind.REJECTED && e.concernsCluster()) {
        isLost = true;
      }
      return String.valueOf(e.getMessage());
    }

    private String id(int caseNumber, int event) {
      return caseNumber + "-" + event;
    }

    /** One case at a time of its own. */
    private final class Trial {
      private final BoundCase bound;
      private final int number;
      private Instant time;
      private List<ObjectNode> events;

      Trial(BoundCase bound, int number, Instant time) {
        this.bound = bound;
        this.number = number;
        this.time = time;
        this.events = events();
      }

      private List<ObjectNode> events() {
        return bound.test().events().stream()
            .map(event -> EventTimes.resolve(event, bound.rule(), time))
            .toList();
      }

      /** Writes the events once more, as they are now; why they cannot be written, else null. */
      private @Nullable String renew() {
        time = now();
        events = events();
        return write(List.of(this)).get(number);
      }

      CaseResult untried(Verdict verdict, String reason) {
        return CaseResult.untried(bound.file(), bound.test(), bound.watch().id(), verdict, reason);
      }

      CaseResult result() {
        if (cancelled.getAsBoolean()) {
          return untried(Verdict.SKIPPED, "interrupted");
        }
        if (isLost) {
          return untried(Verdict.ERROR, "not tried, as the cluster no longer answers");
        }
        try {
          return tried();
        } catch (ClusterException e) {
          return e.kind() == ClusterException.Kind.CANCELLED
              ? untried(Verdict.SKIPPED, "interrupted")
              : untried(Verdict.ERROR, failed(e));
        }
      }

      private CaseResult tried() throws ClusterException {
        String view = index.view(number);
        TestFile.Case test = bound.test();
        ScratchWatch watch = ScratchWatch.of(bound.watch().body(), view);
        if (!watch.requests().isEmpty() && test.payload().isEmpty()) {
          return untried(
              Verdict.ERROR,
              "the watch's input sends requests ("
                  + String.join(", ", watch.requests())
                  + "), which a test does not; give the case a 'payload' in its place");
        }
        long start = System.nanoTime();
        JsonNode record = cluster.simulate(watch.body(), time, test.payload());
        if (isOld(time)) {
          // It had to wait for its scripts, which the cluster knows now.
          String refused = renew();
          if (refused != null) {
            return untried(Verdict.ERROR, refused);
          }
          record = cluster.simulate(watch.body(), time, test.payload());
        }
        List<Mismatch> mismatches =
            Judgement.mismatches(test.expectation(), record, watch.documents());
        Optional<Evidence> evidence =
            mismatches.isEmpty() ? Optional.empty() : Optional.of(evidence(record, view));
        return new CaseResult(
            bound.file(),
            test,
            bound.watch().id(),
            mismatches.isEmpty() ? Verdict.PASSED : Verdict.FAILED,
            mismatches,
            null,
            evidence,
            Duration.ofNanos(System.nanoTime() - start));
      }

      private Evidence evidence(JsonNode record, String view) throws ClusterException {
        JsonNode query = record.at("/result/input/search/request/body/query");
        boolean isTooQuiet = bound.test().expectation().fires() && !Judgement.isMet(record);
        JsonNode hits = record.at("/result/input/payload/hits/hits");
        if (!isTooQuiet || events.isEmpty() || !hits.isEmpty()) {
          return new Evidence(events, query, List.of());
        }
        List<String> causes = List.of();
        Optional<Detection> detection = Detections.of(bound);
        if (detection.isPresent()) {
          causes =
              Explanation.causes(
                  detection.get(), bound.rule().settings().matching(), scratch, view);
        }
        if (causes.isEmpty() && !query.isMissingNode()) {
          causes = Clauses.causes(query, scratch, view);
        }
        return new Evidence(events, query, causes);
      }
    }
  }
}
