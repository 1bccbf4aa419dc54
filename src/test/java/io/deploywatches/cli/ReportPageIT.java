package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deploywatches.testing.Browser;
import io.deploywatches.testing.RecordedCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of {@code --report} in a browser. Its pictures stay in {@code target/report-page}, to be
 * looked at.
 */
class ReportPageIT {
  private static final Path PICTURES = Path.of("target/report-page");
  private static Browser browser;
  private static Path page;

  @BeforeAll
  static void open(@TempDir Path folder) throws Exception {
    assumeTrue(
        Browser.executable().isPresent(),
        "there is no Chromium on this machine: the page is not tried in a browser");
    Files.createDirectories(PICTURES);
    page = folder.resolve("page.html");
    TestBundle bundle = TestBundle.in(folder.resolve("bundle"), "bundle: secops\n");
    for (int i = 0; i < 60; i++) {
      bundle.file("watches/r%02d.yml".formatted(i), rule(i));
    }
    bundle.file("watches/wrong.yml", "title: Wrong\nlogsource: {}\ndetection: {}\n");
    List<JsonNode> live = new ArrayList<>();
    for (String id : List.of("r00", "r01", "gone")) {
      live.add(
          new ObjectMapper()
              .readTree(
                  """
                  {"_id": "%s", "status": {"state": {"active": true}}, "watch": {
                    "trigger": {"schedule": {"interval": "12h"}}, "input": {"none": {}},
                    "actions": {"log": {"logging": {"text": "edited"}}},
                    "metadata": {"deploy_watches": {"bundle": "%s", "id": "%s",
                      "source": "watches/x.yml", "applied": "v1-0", "principal": "gitops"}}}}
                  """
                      .formatted(id, id.equals("r01") ? "other" : "secops", id)));
    }
    try (RecordedCluster cluster = RecordedCluster.holding(live)) {
      Cli.Result result =
          Cli.withEnvironment(Map.of("ELASTICSEARCH_URL", cluster.url()))
              .with("diff", "--quiet", "--report", page, "--bundle", bundle.root());
      assertThat(result.code()).as(result.err()).isEqualTo(2);
    }
    browser = Browser.start();
  }

  private static String rule(int i) {
    String schedule =
        switch (i % 4) {
          case 0 -> "schedule: {interval: 30m}";
          case 1 -> "{schedule: {cron: '0 0 * * * ?'}, window: 1h}";
          case 2 -> "{schedule: {cron: '0 %d */2 * * ?'}, window: 2h}".formatted(i % 60);
          default -> "{schedule: {daily: {at: '06:30'}}, window: 1d}";
        };
    return """
    title: Rule %d <b>of</b> "sixty" & more
    id: r%02d
    tags: [attack.%s, attack.t10%02d, attack.t1059.00%d]
    indices: ["logs-*"]
    query: "a:%d"
    watch: %s
    """
        .formatted(
            i,
            i,
            List.of("execution", "persistence", "credential_access").get(i % 3),
            i % 9 + 10,
            i % 3 + 1,
            i,
            schedule.startsWith("{") ? schedule : "{" + schedule + "}");
  }

  @AfterAll
  static void close() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void itComplainsOfNothingAndAsksNobody() throws Exception {
    browser.open(page);
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).isNotEmpty();
    assertThat(browser.requests())
        .allSatisfy(url -> assertThat(url).matches("data:.*|" + page.toUri() + ".*"));
    assertThat(browser.evaluate("document.title").asText()).isEqualTo("deploy-watches: secops");
    assertThat(browser.evaluate("document.querySelectorAll('.watch').length").asInt())
        .isGreaterThanOrEqualTo(62);
    assertThat(browser.evaluate("document.querySelectorAll('b, script + script').length").asInt())
        .isZero();
    assertThat(browser.evaluate("document.body.innerText").asText())
        .contains("Rule 7 <b>of</b> \"sixty\" & more");
  }

  @Test
  void lightDarkAndPrintedAreReadable() throws Exception {
    browser.open(page);
    for (String scheme : List.of("light", "dark")) {
      browser.emulate("screen", scheme);
      browser.evaluate("document.querySelectorAll('details').forEach((d, i) => d.open = i < 3)");
      Files.write(PICTURES.resolve(scheme + ".png"), browser.screenshot());
      for (String place : List.of("body", "pre .added", "pre .removed", "small", "a", ".badge")) {
        assertThat(contrast(place)).as("contrast of %s, %s", place, scheme).isGreaterThan(4.5);
      }
    }
    browser.emulate("print", "light");
    browser.evaluate("dispatchEvent(new Event('beforeprint'))");
    assertThat(browser.evaluate("document.querySelectorAll('details:not([open])').length").asInt())
        .isZero();
    assertThat(
            browser.evaluate("getComputedStyle(document.querySelector('.tools')).display").asText())
        .isEqualTo("none");
    Files.write(PICTURES.resolve("print.png"), browser.screenshot());
    browser.emulate("screen", "light");
  }

  /** WCAG's ratio of a text's colour to what lies behind it. */
  private static double contrast(String selector) throws Exception {
    return browser
        .evaluate(
            """
            (() => {
              const numbers = text => text.match(/[\\d.]+/g).map(Number);
              const light = c => {
                const [r, g, b] = c.map(v => v / 255)
                  .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const element = document.querySelector('%s');
              let behind = element;
              while (numbers(getComputedStyle(behind).backgroundColor)[3] === 0) {
                behind = behind.parentElement;
              }
              const [a, b] = [getComputedStyle(element).color,
                getComputedStyle(behind).backgroundColor]
                .map(text => light(numbers(text).slice(0, 3))).sort((x, y) => y - x);
              return (a + 0.05) / (b + 0.05);
            })()\
            """
                .formatted(selector))
        .asDouble();
  }

  @Test
  void aKeyboardReachesEverything() throws Exception {
    browser.open(page);
    browser.press("Tab", 9);
    assertThat(browser.evaluate("document.activeElement.className").asText()).isEqualTo("skip");
    browser.evaluate("document.querySelector('details.watch > summary').focus()");
    browser.press("Enter", 13);
    assertThat(browser.evaluate("document.querySelector('details.watch').open").asBoolean())
        .isTrue();
    browser.evaluate("document.getElementById('plot').focus()");
    browser.press("ArrowRight", 39);
    browser.press("ArrowLeft", 37);
    assertThat(browser.evaluate("document.getElementById('minute').textContent").asText())
        .matches("00:00: \\d+ at times of their own, 15 of intervals");
    // A link of the matrix leads to its watch, opened.
    browser.evaluate("document.querySelector('.technique a[href^=\"#\"]').click()");
    assertThat(browser.evaluate("document.querySelector(location.hash).className").asText())
        .contains("watch");
  }

  @Test
  void watchesCanBeSearchedAndLeftOut() throws Exception {
    browser.open(page);
    String visible = "document.querySelectorAll('.watch:not(.hidden)').length";
    int all = browser.evaluate(visible).asInt();
    browser.evaluate(
        "document.getElementById('search').value = 'Rule 42';"
            + " document.getElementById('search').dispatchEvent(new Event('input'))");
    assertThat(browser.evaluate(visible).asInt()).isEqualTo(1);
    browser.evaluate(
        "document.getElementById('search').value = '';"
            + " document.querySelector('input[value=create]').click()");
    assertThat(browser.evaluate(visible).asInt()).isBetween(1, all - 50);
  }
}
