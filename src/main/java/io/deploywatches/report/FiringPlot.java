package io.deploywatches.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.watch.FireTimes;
import io.deploywatches.watch.Watch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How many watches fire in each minute of a day, drawn as SVG: those with times of their own at the
 * bottom, those of intervals on top of them.
 */
final class FiringPlot {
  private static final int HEIGHT = 160;
  private static final int FULLEST = 8;

  private final int[] timed = new int[FireTimes.MINUTES];
  private final int[] intervals = new int[FireTimes.MINUTES];

  FiringPlot(List<Watch> watches) {
    Map<JsonNode, FireTimes> known = new HashMap<>();
    for (Watch watch : watches) {
      FireTimes times =
          known.computeIfAbsent(
              watch.body().path("trigger").path("schedule"), key -> FireTimes.of(key));
      int[] counts = times.isInterval() ? intervals : timed;
      for (int minute = 0; minute < FireTimes.MINUTES; minute++) {
        counts[minute] += times.firesIn(minute) ? 1 : 0;
      }
    }
  }

  private int at(int minute) {
    return timed[minute] + intervals[minute];
  }

  private int max() {
    int max = 0;
    for (int minute = 0; minute < FireTimes.MINUTES; minute++) {
      max = Math.max(max, at(minute));
    }
    return max;
  }

  /** The drawing, and the fullest minutes as a table for whoever cannot see it. */
  String html() {
    int max = max();
    int top = Math.max(1, max);
    StringBuilder html = new StringBuilder();
    html.append("<figure><div class=\"plot\"><svg id=\"plot\" viewBox=\"-44 -12 1500 206\"");
    html.append(" role=\"img\" tabindex=\"0\" aria-label=\"Watches that fire in each minute of a");
    html.append(" day; at most ").append(max).append(". The table below has the fullest minutes.");
    html.append("\" data-timed=\"").append(runs(timed)).append("\" data-intervals=\"");
    html.append(runs(intervals)).append("\">\n");
    for (int hour = 0; hour <= 24; hour++) {
      int x = hour * 60;
      html.append("<path class=\"grid\" d=\"M").append(x).append(" 0V164\"/>");
      html.append("<text x=\"").append(x).append("\" y=\"182\" text-anchor=\"middle\">");
      html.append(String.format(Locale.ROOT, "%02d", hour)).append("</text>\n");
    }
    for (int count : ticks(top)) {
      double y = HEIGHT - (double) count / top * HEIGHT;
      html.append("<path class=\"grid\" d=\"M-4 ").append(number(y)).append("H1440\"/>");
      html.append("<text x=\"-8\" y=\"").append(number(y + 5)).append("\" text-anchor=\"end\">");
      html.append(count).append("</text>\n");
    }
    html.append("<path class=\"timed\" d=\"").append(bars(timed, new int[timed.length], top));
    html.append("\"/>\n<path class=\"interval\" d=\"").append(bars(intervals, timed, top));
    html.append("\"/>\n<path id=\"cursor\" d=\"\"/></svg></div>\n");
    html.append("<figcaption><span class=\"key timed\"></span> at times of their own");
    html.append(" (cron, hourly, daily, ...) <span class=\"key interval\"></span> every so often");
    html.append(" (interval), as if put at midnight: watches that are deployed together fire");
    html.append(" together. All days of a week in one, UTC. <output id=\"minute\"></output>");
    return html.append("</figcaption></figure>\n").append(table()).toString();
  }

  private String table() {
    List<Integer> minutes = new ArrayList<>();
    for (int minute = 0; minute < FireTimes.MINUTES; minute++) {
      if (at(minute) > 0) {
        minutes.add(minute);
      }
    }
    minutes.sort(Comparator.comparingInt((Integer minute) -> -at(minute)));
    StringBuilder html = new StringBuilder("<table class=\"narrow\"><thead><tr>");
    html.append("<th>fullest minutes</th><th>watches</th></tr></thead><tbody>");
    minutes.stream()
        .limit(FULLEST)
        .forEach(
            minute ->
                html.append("<tr><td>")
                    .append(clock(minute))
                    .append("</td><td class=\"number\">")
                    .append(at(minute))
                    .append("</td></tr>"));
    return html.append("</tbody></table>\n").toString();
  }

  private static String clock(int minute) {
    return String.format(Locale.ROOT, "%02d:%02d", minute / 60, minute % 60);
  }

  private static List<Integer> ticks(int top) {
    int step = 1;
    while (top / step > 4) {
      step = String.valueOf(step).startsWith("2") ? step / 2 * 5 : step * 2;
    }
    List<Integer> ticks = new ArrayList<>();
    for (int count = 0; count <= top; count += step) {
      ticks.add(count);
    }
    return ticks;
  }

  private static String bars(int[] counts, int[] below, int top) {
    StringBuilder path = new StringBuilder();
    for (int minute = 0; minute < counts.length; minute++) {
      if (counts[minute] > 0) {
        double bottom = HEIGHT - (double) below[minute] / top * HEIGHT;
        double height = (double) counts[minute] / top * HEIGHT;
        path.append('M').append(minute).append(' ').append(number(bottom));
        path.append("v-").append(number(height)).append("h1v").append(number(height)).append('z');
      }
    }
    return path.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
  }

  /** {@code 3x60 0x5}: short, as most minutes are like their neighbours. */
  private static String runs(int[] counts) {
    StringBuilder runs = new StringBuilder();
    int start = 0;
    for (int minute = 1; minute <= counts.length; minute++) {
      if (minute == counts.length || counts[minute] != counts[start]) {
        runs.append(start == 0 ? "" : " ").append(counts[start]).append('x').append(minute - start);
        start = minute;
      }
    }
    return runs.toString();
  }
}
