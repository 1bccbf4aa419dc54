package io.deploywatches.query.language;

import io.deploywatches.sigma.Correlated;
import io.deploywatches.sigma.Correlated.Function;
import io.deploywatches.sigma.Correlated.Measured;
import io.deploywatches.sigma.Detection;
import java.util.ArrayList;
import java.util.List;

/**
 * What a PowerShell command does with the events of a rule that counts: they are kept as objects
 * with their time, group and value in {@code $e}. What more events bring about is measured over a
 * window that ends at each event; anything else over the last timeframe.
 */
final class PowerShellCounting {
  private final Correlated correlated;
  private final Measured measured;
  private final boolean sliding;

  PowerShellCounting(Correlated correlated, Measured measured) {
    this.correlated = correlated;
    this.measured = measured;
    this.sliding = correlated.timespan().isPresent() && measured.growsWithEvents();
  }

  /** What has to be true of an event that counts. An event that lacks a group's field does not. */
  String conditions(String test, Detection detection) {
    List<String> conditions = new ArrayList<>();
    if (!sliding) {
      correlated
          .timespan()
          .ifPresent(span -> conditions.add("($_.TimeCreated -gt " + before("(Get-Date)") + ")"));
    }
    conditions.add("(" + test + ")");
    correlated
        .groups()
        .forEach(group -> conditions.add("($null -ne " + operand(group, detection) + ")"));
    return String.join(" -and ", conditions);
  }

  /** The object that is kept of an event. */
  String counted(Detection detection) {
    List<String> groups =
        correlated.groups().stream().map(group -> operand(group, detection)).toList();
    StringBuilder object = new StringBuilder("[pscustomobject]@{ Time = $_.TimeCreated");
    if (!groups.isEmpty()) {
      object.append("; Group = (" + String.join(", ", groups) + ") -join ', '");
    }
    String field = measured.field();
    if (field != null) {
      object.append("; Value = " + operand(field, detection));
      object.append(measured.function() == Function.DIFFERENT_VALUES ? "" : " -as [double]");
    }
    return object.append(" }").toString();
  }

  /** The objects that say what was measured, where the rule's thresholds are met. */
  String result() {
    boolean grouped = !correlated.groups().isEmpty();
    String group = grouped ? "Group = $g.Name; " : "";
    String measure = "Measure = " + measure() + " }";
    String each = sliding ? window(group, measure) : "[pscustomobject]@{ " + group + measure;
    String objects;
    if (grouped) {
      objects =
          "$e | Group-Object Group | ForEach-Object { $g = $_; $w = @($g.Group); " + each + " }";
    } else {
      objects = "$w = $e; " + each;
    }
    return objects + " | Where-Object { " + thresholds() + " }";
  }

  /** Of each event, what was measured over the time up to it. */
  private String window(String group, String measure) {
    return "$a = $w; $a | ForEach-Object { $t = $_.Time;"
        + " $w = @($a | Where-Object { $_.Time -le $t -and $_.Time -gt "
        + before("$t")
        + " }); [pscustomobject]@{ "
        + group
        + "Time = $t; "
        + measure
        + " }";
  }

  private String before(String time) {
    return time + ".AddSeconds(-" + correlated.timespan().orElseThrow().seconds() + ")";
  }

  private String measure() {
    return switch (measured.function()) {
      case EVENTS -> "$w.Count";
      case DIFFERENT_VALUES ->
          "@($w.Value | Where-Object { $null -ne $_ } | Sort-Object -Unique).Count";
      case SUM -> of("Sum");
      case AVG -> of("Average");
      case MIN -> of("Minimum");
      case MAX -> of("Maximum");
      case PERCENTILE -> throw new IllegalStateException("no condition has a percentile");
    };
  }

  private static String of(String function) {
    return "($w.Value | Measure-Object -" + function + ")." + function;
  }

  /** Nothing is less than any number to PowerShell. */
  private String thresholds() {
    List<String> thresholds = new ArrayList<>();
    if (!measured.function().isZeroForNothing()) {
      thresholds.add("$null -ne $_.Measure");
    }
    measured
        .thresholds()
        .forEach(
            threshold ->
                thresholds.add(
                    "$_.Measure "
                        + PowerShell.operator(threshold.comparison())
                        + " "
                        + threshold.number().toPlainString()));
    return String.join(" -and ", thresholds);
  }

  private static String operand(String field, Detection detection) {
    List<String> operands =
        ExpressionTree.names(field, detection, List::of).stream().map(PowerShell::operand).toList();
    return operands.size() == 1
        ? operands.get(0)
        : "@((" + String.join(", ", operands) + ") -ne $null)[0]";
  }
}
