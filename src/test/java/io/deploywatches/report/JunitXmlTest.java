package io.deploywatches.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.deploywatches.report.JunitXml.Case;
import io.deploywatches.report.JunitXml.Outcome;
import io.deploywatches.report.JunitXml.Suite;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class JunitXmlTest {
  private static Case of(String name, Outcome outcome) {
    return new Case("a.yml", name, "a.test.yml", 3, Duration.ofMillis(1500), outcome);
  }

  private static Document parsed(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void itIsWhatCiSystemsRead() {
    String xml =
        JunitXml.of(
            "secops",
            List.of(
                new Suite(
                    "a.yml",
                    List.of(
                        of("good", new Outcome.Passed()),
                        of("bad", new Outcome.Failed("hits: \"1\"", "a < b\n")),
                        of("ill", new Outcome.Broken("no server")),
                        new Case(
                            "x", "off", null, 0, Duration.ZERO, new Outcome.Skipped("off"))))));
    assertThat(xml)
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="secops" tests="4" failures="1" errors="1" skipped="1" time="4.500">
              <testsuite name="a.yml" tests="4" failures="1" errors="1" skipped="1" time="4.500">
                <testcase classname="a.yml" name="good" file="a.test.yml" line="3" time="1.500"/>
                <testcase classname="a.yml" name="bad" file="a.test.yml" line="3" time="1.500">
                  <failure message="hits: &quot;1&quot;">a &lt; b
            </failure>
                </testcase>
                <testcase classname="a.yml" name="ill" file="a.test.yml" line="3" time="1.500">
                  <error message="no server"/>
                </testcase>
                <testcase classname="x" name="off" time="0.000">
                  <skipped message="off"/>
                </testcase>
              </testsuite>
            </testsuites>
            """);
  }

  @Property(tries = 300)
  void anyTextIsXml(@ForAll String name, @ForAll String details) throws Exception {
    String xml =
        JunitXml.of(
            name, List.of(new Suite(name, List.of(of(name, new Outcome.Failed(name, details))))));
    Element read = (Element) parsed(xml).getElementsByTagName("testcase").item(0);
    assertThat(read.getAttribute("name")).isEqualTo(shown(name));
    assertThat(read.getElementsByTagName("failure").item(0).getTextContent())
        .isEqualTo(shown(details));
  }

  /** What XML cannot say is shown as a replacement. */
  private static String shown(String text) {
    return text.codePoints()
        .map(c -> canBeSaid(c) ? c : 0xFFFD)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean canBeSaid(int c) {
    if (c < 0x20) {
      return c == '\t' || c == '\n' || c == '\r';
    }
    boolean isHalf = c >= 0xD800 && c <= 0xDFFF;
    return !isHalf && c != 0xFFFE && c != 0xFFFF;
  }
}
