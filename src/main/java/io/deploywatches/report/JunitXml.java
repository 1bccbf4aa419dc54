package io.deploywatches.report;

import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes the XML in which CI systems read test results. Its format is a habit, not a standard: test
 * suites with test cases, each of which may have a failure (the thing is wrong), an error (it could
 * not be tried) or be skipped.
 */
public final class JunitXml {
  private JunitXml() {}

  /** Cases that belong together. */
  public record Suite(String name, List<Case> cases) {
    public Suite {
      cases = List.copyOf(cases);
    }
  }

  /**
   * One case.
   *
   * @param group what reports show above the name
   * @param file where it stands; null when in no file
   * @param line counted from 1; 0 for none
   */
  public record Case(
      String group, String name, @Nullable String file, int line, Duration took, Outcome outcome) {

    /** What was given is wrong, so that it could not be tried. */
    static Case of(Problem problem) {
      Location at = problem.location();
      return new Case(
          "input",
          problem.message(),
          at == null ? null : at.file(),
          at == null ? 0 : at.line(),
          Duration.ZERO,
          new Outcome.Broken(problem.message()));
    }
  }

  /** How a case ended. */
  public sealed interface Outcome {
    /** All is well. */
    record Passed() implements Outcome {}

    /** The thing is wrong. */
    record Failed(String message, String details) implements Outcome {}

    /** It could not be tried. */
    record Broken(String message) implements Outcome {}

    /** It was not to be tried. */
    record Skipped(String message) implements Outcome {}
  }

  /** The document, a line break at its end. */
  public static String of(String name, List<Suite> suites) {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    List<Case> all = suites.stream().flatMap(suite -> suite.cases().stream()).toList();
    xml.append("<testsuites").append(counts(name, all)).append(">\n");
    for (Suite suite : suites) {
      xml.append("  <testsuite").append(counts(suite.name(), suite.cases())).append(">\n");
      suite.cases().forEach(each -> write(each, xml));
      xml.append("  </testsuite>\n");
    }
    return xml.append("</testsuites>\n").toString();
  }

  private static String counts(String name, List<Case> cases) {
    return attribute("name", name)
        + attribute("tests", String.valueOf(cases.size()))
        + attribute("failures", count(cases, Outcome.Failed.class))
        + attribute("errors", count(cases, Outcome.Broken.class))
        + attribute("skipped", count(cases, Outcome.Skipped.class))
        + attribute(
            "time", seconds(cases.stream().map(Case::took).reduce(Duration.ZERO, Duration::plus)));
  }

  private static String count(List<Case> cases, Class<? extends Outcome> kind) {
    return String.valueOf(cases.stream().map(Case::outcome).filter(kind::isInstance).count());
  }

  private static String seconds(Duration took) {
    return String.format(Locale.ROOT, "%.3f", took.toMillis() / 1000.0);
  }

  private static void write(Case test, StringBuilder xml) {
    xml.append("    <testcase")
        .append(attribute("classname", test.group()))
        .append(attribute("name", test.name()));
    if (test.file() != null) {
      xml.append(attribute("file", test.file()));
    }
    if (test.line() > 0) {
      xml.append(attribute("line", String.valueOf(test.line())));
    }
    xml.append(attribute("time", seconds(test.took())));
    Outcome outcome = test.outcome();
    if (outcome instanceof Outcome.Failed failed) {
      child("failure", failed.message(), failed.details(), xml);
    } else if (outcome instanceof Outcome.Broken broken) {
      child("error", broken.message(), "", xml);
    } else if (outcome instanceof Outcome.Skipped skipped) {
      child("skipped", skipped.message(), "", xml);
    } else {
      xml.append("/>\n");
    }
  }

  private static void child(String kind, String message, String details, StringBuilder xml) {
    xml.append(">\n      <").append(kind).append(attribute("message", message));
    if (details.isEmpty()) {
      xml.append("/>\n");
    } else {
      xml.append('>').append(escaped(details)).append("</").append(kind).append(">\n");
    }
    xml.append("    </testcase>\n");
  }

  private static String attribute(String name, String value) {
    return " " + name + "=\"" + escaped(value).replace("\n", "&#10;").replace("\t", "&#9;") + "\"";
  }

  /** XML 1.0 cannot say control characters and halves of characters at all. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\r' -> escaped.append("&#13;");
                default -> escaped.appendCodePoint(isAllowed(c) ? c : 0xFFFD);
              }
            });
    return escaped.toString();
  }

  private static boolean isAllowed(int c) {
    return c == '\t'
        || c == '\n'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }
}
