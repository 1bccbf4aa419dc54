package io.deploywatches.report;

import io.deploywatches.deploy.Outcome;
import io.deploywatches.plan.Change;
import io.deploywatches.plan.Resets;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.watch.Watch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A report as one page of HTML, which opens without a network. Its policy lets it load nothing and
 * run no script but its own, whatever a rule's text may hold.
 */
public final class HtmlPage {
  private final Report report;
  private final Resets resets;
  private final PageFacts facts;
  private final Set<String> listed = new HashSet<>();
  private final StringBuilder html = new StringBuilder();

  private HtmlPage(Report report, Resets resets, PageFacts facts) {
    this.report = report;
    this.resets = resets;
    this.facts = facts;
    report.outcomes().forEach(outcome -> listed.add(String.valueOf(outcome.change().id())));
  }

  /** The page; the same values give the same bytes. */
  public static String of(Report report, Resets resets, PageFacts facts) {
    HtmlPage page = new HtmlPage(report, resets, facts);
    page.write();
    return page.html.toString();
  }

  private void write() {
    String style = resource("page.css");
    String script = resource("page.js");
    String title = "deploy-watches: " + report.bundle().orElse("no bundle");
    html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';");
    html.append(" style-src '").append(hash(style)).append("'; script-src '");
    html.append(hash(script)).append("'; img-src data:; base-uri 'none'; form-action 'none'\">\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.append("<meta name=\"color-scheme\" content=\"light dark\">\n");
    html.append("<meta name=\"referrer\" content=\"no-referrer\">\n");
    html.append("<link rel=\"icon\" href=\"data:,\">\n");
    html.append("<title>").append(Html.escaped(title)).append("</title>\n");
    html.append("<style>").append(style).append("</style>\n</head>\n<body>\n");
    html.append("<a class=\"skip\" href=\"#main\">To the changes</a>\n");
    head();
    html.append("<main id=\"main\">\n");
    problems();
    watches();
    if (!facts.watches().isEmpty()) {
      html.append("<section aria-labelledby=\"firing\"><h2 id=\"firing\">When watches fire</h2>\n");
      html.append(new FiringPlot(facts.watches()).html()).append("</section>\n");
      coverage();
    }
    html.append("</main>\n<script>").append(script).append("</script>\n</body>\n</html>\n");
  }

  private void head() {
    html.append("<header>\n<h1>").append(Html.escaped(report.bundle().orElse("no bundle")));
    html.append(" <small>on ").append(Html.escaped(Totals.where(report)));
    html.append("</small></h1>\n<p class=\"mode\">");
    html.append(report.dryRun() ? "A plan: nothing was written." : "A deploy.").append("</p>\n");
    html.append("<ul class=\"totals\">");
    List<String> parts = Totals.parts(report);
    for (String part : parts.isEmpty() ? List.of("0 watches") : parts) {
      int space = part.indexOf(' ');
      html.append("<li><strong>").append(part, 0, space).append("</strong> ");
      html.append(Html.escaped(part.substring(space + 1))).append("</li>");
    }
    html.append("</ul>\n");
    for (String line : Totals.resets(report, resets)) {
      html.append("<p>").append(Html.escaped(line)).append("</p>\n");
    }
    html.append("<nav aria-label=\"Sections\">");
    if (!report.problems().isEmpty()) {
      html.append("<a href=\"#problems\">Problems</a> ");
    }
    html.append("<a href=\"#watches\">Watches</a>");
    if (!facts.watches().isEmpty()) {
      html.append(" <a href=\"#firing\">When they fire</a> <a href=\"#coverage\">ATT&amp;CK</a>");
    }
    html.append("</nav>\n</header>\n");
  }

  private void problems() {
    if (report.problems().isEmpty()) {
      return;
    }
    html.append("<section aria-labelledby=\"problems\"><h2 id=\"problems\">Problems</h2>\n<ul>\n");
    for (Problem problem : report.problems()) {
      String word = problem.severity().word();
      Location at = problem.location();
      html.append("<li class=\"problem\"><span class=\"badge ").append(word).append("\">");
      html.append(word).append("</span> ");
      if (at != null) {
        html.append("<code>").append(Html.escaped(at.toString())).append("</code> ");
      }
      html.append(Html.escaped(problem.message()));
      if (problem.hint() != null) {
        html.append("<br><small>").append(Html.escaped(problem.hint())).append("</small>");
      }
      html.append("</li>\n");
    }
    html.append("</ul>\n</section>\n");
  }

  private void watches() {
    html.append("<section aria-labelledby=\"watches\"><h2 id=\"watches\">Watches</h2>\n");
    Map<String, Integer> kinds = new TreeMap<>();
    for (Outcome outcome : report.outcomes()) {
      kinds.merge(kind(outcome), 1, Integer::sum);
    }
    if (kinds.isEmpty()) {
      html.append("<p>None.</p>\n");
    } else {
      html.append("<div class=\"tools\" hidden><fieldset><legend>Show</legend>");
      kinds.forEach(
          (kind, count) ->
              html.append("<label><input type=\"checkbox\" checked value=\"")
                  .append(kind)
                  .append("\"> ")
                  .append(kind)
                  .append(" (")
                  .append(count)
                  .append(")</label> "));
      html.append("</fieldset> <label>Search <input type=\"search\" id=\"search\"></label> ");
      html.append("<button type=\"button\" id=\"expand\">Open all</button> ");
      html.append("<button type=\"button\" id=\"collapse\">Close all</button></div>\n");
    }
    report.outcomes().forEach(this::watch);
    for (Watch watch : facts.watches()) {
      if (!listed.contains(watch.id())) {
        row(watch.id(), watch.source(), "unplanned", "unplanned", List.of(), null, "");
      }
    }
    html.append("</section>\n");
  }

  private static String kind(Outcome outcome) {
    return outcome.error() != null ? outcome.result().word() : Heading.of(outcome.change()).verb();
  }

  private void watch(Outcome outcome) {
    Change change = outcome.change();
    Heading heading = Heading.of(change);
    String result =
        switch (outcome.result()) {
          case APPLIED -> ", applied";
          case SKIPPED -> change.action().writes() ? ", not done" : "";
          case PLANNED, FAILED, CONFLICT -> "";
        };
    row(
        heading.id(),
        heading.source(),
        kind(outcome),
        heading.verb(),
        DiffLine.of(change),
        outcome.error(),
        heading.remark() + result);
  }

  private void row(
      String id,
      String source,
      String kind,
      String verb,
      List<DiffLine> diff,
      @Nullable String error,
      String remark) {
    String tag = diff.isEmpty() ? "div" : "details";
    html.append('<').append(tag).append(" class=\"watch ").append(kind).append("\" data-kind=\"");
    html.append(kind).append("\" id=\"").append(anchor(id.isEmpty() ? source : id)).append("\">");
    html.append(diff.isEmpty() ? "" : "<summary>");
    html.append("<span class=\"badge ").append(kind).append("\">").append(verb).append("</span> ");
    String title = facts.titles().get(id);
    if (title != null) {
      html.append("<strong>").append(Html.escaped(title)).append("</strong> ");
    }
    html.append("<code>").append(Html.escaped(id)).append("</code> <small>");
    html.append(Html.escaped(source)).append("</small>");
    html.append(Html.escaped(remark));
    html.append(diff.isEmpty() ? "" : "</summary>");
    if (error != null) {
      html.append("<p class=\"failure\">").append(Html.escaped(error)).append("</p>");
    }
    if (!diff.isEmpty()) {
      html.append("<pre tabindex=\"0\">");
      for (DiffLine line : diff) {
        String name = line.kind().name().toLowerCase(Locale.ROOT);
        html.append("<span class=\"").append(name).append("\">").append(Html.escaped(line.text()));
        html.append("\n</span>");
      }
      html.append("</pre>");
    }
    html.append("</").append(tag).append(">\n");
  }

  private void coverage() {
    CoverageMatrix matrix = facts.coverage();
    html.append("<section aria-labelledby=\"coverage\"><h2 id=\"coverage\">ATT&amp;CK</h2>\n");
    html.append("<p>Techniques that the watches name, below the tactics that they name; ");
    html.append(matrix.untagged()).append(" of ").append(facts.watches().size());
    html.append(" watches name none.</p>\n<div class=\"matrix\" tabindex=\"0\" role=\"region\"");
    html.append(" aria-labelledby=\"coverage\">\n");
    int most = 1;
    for (CoverageMatrix.Tactic tactic : matrix.tactics()) {
      for (CoverageMatrix.Technique technique : tactic.techniques()) {
        most = Math.max(most, technique.watches().size());
      }
    }
    for (CoverageMatrix.Tactic tactic : matrix.tactics()) {
      html.append("<div class=\"tactic\"><h3>");
      link(tactic.url(), tactic.name());
      html.append(" <small>").append(tactic.techniques().size()).append("</small></h3>\n");
      for (CoverageMatrix.Technique technique : tactic.techniques()) {
        technique(technique, most);
      }
      html.append("</div>\n");
    }
    html.append("</div>\n</section>\n");
  }

  private void technique(CoverageMatrix.Technique technique, int most) {
    int shade = (int) Math.ceil(technique.watches().size() * 4.0 / most);
    html.append("<details class=\"technique shade").append(shade).append("\"><summary>");
    html.append(Html.escaped(technique.title())).append(" <strong>");
    html.append(technique.watches().size()).append("</strong></summary><ul>");
    for (String id : technique.watches()) {
      html.append("<li><a href=\"#").append(anchor(id)).append("\">");
      html.append(Html.escaped(facts.titles().getOrDefault(id, id))).append("</a></li>");
    }
    html.append("<li>");
    link(technique.url(), "at MITRE");
    html.append("</li></ul></details>\n");
  }

  private void link(String url, String text) {
    if (url.isEmpty()) {
      html.append(Html.escaped(text));
    } else {
      html.append("<a rel=\"noreferrer\" href=\"").append(Html.escaped(url)).append("\">");
      html.append(Html.escaped(text)).append("</a>");
    }
  }

  /** An id of HTML: letters, digits and what does not need escaping. */
  private static String anchor(String id) {
    StringBuilder anchor = new StringBuilder("watch-");
    for (byte each : id.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xFF);
      boolean isPlain = (c < 0x80 && Character.isLetterOrDigit(c)) || c == '-' || c == '.';
      anchor.append(isPlain ? String.valueOf(c) : "_" + Integer.toHexString(c));
    }
    return anchor.toString();
  }

  private static String resource(String name) {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
