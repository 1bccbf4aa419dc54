package io.deploywatches.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.bundle.TestFile;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of one test case.
 *
 * @param watch the id of its watch; null when the rule has none
 * @param mismatches what differed; only of a case that failed
 * @param reason why it could not be tried; null when it was
 * @param evidence what there was to see; only of a case that failed
 */
public record CaseResult(
    TestFile file,
    TestFile.Case test,
    @Nullable String watch,
    Verdict verdict,
    List<Mismatch> mismatches,
    @Nullable String reason,
    Optional<Evidence> evidence,
    Duration took) {
  public CaseResult {
    mismatches = List.copyOf(mismatches);
  }

  /** How a case ended. */
  public enum Verdict {
    PASSED,
    /** The watch did something else than the case says. */
    FAILED,
    /** It could not be tried. */
    ERROR,
    /** It was not to be tried. */
    SKIPPED;

    /** The spelling of every output: lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One thing that differed.
   *
   * @param what in the words of a test file: {@code hits}
   */
  public record Mismatch(String what, String expected, String actual) {}

  /**
   * What a failed case shows.
   *
   * @param events as they were written, with their times
   * @param query as the server carried it out; a missing node when there was none
   * @param causes why the search found nothing, a line each, indented by two spaces a level
   */
  public record Evidence(List<ObjectNode> events, JsonNode query, List<String> causes) {
    public Evidence {
      events = List.copyOf(events);
      causes = List.copyOf(causes);
    }

    static Evidence of(List<ObjectNode> events) {
      return new Evidence(events, MissingNode.getInstance(), List.of());
    }
  }

  static CaseResult untried(
      TestFile file, TestFile.Case test, @Nullable String watch, Verdict verdict, String reason) {
    return new CaseResult(
        file, test, watch, verdict, List.of(), reason, Optional.empty(), Duration.ZERO);
  }
}
