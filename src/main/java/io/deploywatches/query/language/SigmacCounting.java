package io.deploywatches.query.language;

import io.deploywatches.sigma.Aggregation;
import io.deploywatches.sigma.Aggregation.Measure;
import io.deploywatches.sigma.Aggregation.Measured;
import io.deploywatches.sigma.Comparison;
import io.deploywatches.sigma.Detection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What sigmac writes behind the search of a rule that counts. */
final class SigmacCounting {
  private static final String HINT = "leave --compat sigmac out";

  private final TextLanguage language;
  private final SigmacConfiguration configuration;
  private final Detection detection;
  private final Measured measured;
  private final @Nullable String field;
  private final @Nullable String group;

  private SigmacCounting(
      TextLanguage language,
      SigmacConfiguration configuration,
      Detection detection,
      Measured measured) {
    this.language = language;
    this.configuration = configuration;
    this.detection = detection;
    this.measured = measured;
    this.field = name(measured.field());
    this.group = name(measured.groups().isEmpty() ? null : measured.groups().get(0));
    if (detection.timeframe().isPresent()) {
      language.quirks.keep(SigmacQuirk.TIMEFRAME_IS_LEFT_OUT);
    }
  }

  static String splunk(TextLanguage language, Detection detection, Aggregation aggregation) {
    if (!(aggregation instanceof Measured measured)) {
      return noNear(language, detection);
    }
    SigmacCounting counting =
        new SigmacCounting(language, SigmacConfiguration.SPLUNK, detection, measured);
    boolean counts = measured.measure() == Measure.COUNT;
    String of = counts ? "dc" : counting.function();
    return counting.pipe("eventstats", counting.field == null ? "count" : of, "");
  }

  static String logpoint(TextLanguage language, Detection detection, Aggregation aggregation) {
    if (!(aggregation instanceof Measured measured)) {
      return noNear(language, detection);
    }
    SigmacCounting counting =
        new SigmacCounting(language, SigmacConfiguration.LOGPOINT, detection, measured);
    counting.tellOfCount();
    return counting.pipe("chart", counting.function() + (counting.field == null ? "()" : ""), " ");
  }

  static String powershell(TextLanguage language, Detection detection, Aggregation aggregation) {
    if (!(aggregation instanceof Measured measured) || measured.measure() != Measure.COUNT) {
      return language.cannot(
          detection.location(), "sigmac counts in PowerShell and can do nothing else", HINT);
    }
    SigmacCounting counting =
        new SigmacCounting(language, SigmacConfiguration.POWERSHELL, detection, measured);
    return counting.powershell();
  }

  private static String noNear(TextLanguage language, Detection detection) {
    return language.cannot(
        detection.location(), "sigmac cannot write 'near' in this language", HINT);
  }

  private @Nullable String name(@Nullable String name) {
    if (name == null) {
      return null;
    }
    List<String> names = configuration.names(name, SigmacTree.events(detection));
    if (names.size() > 1) {
      language.cannot(
          detection.location(),
          "sigmac refuses '" + name + "' behind the '|', as it has several names",
          HINT);
    }
    return names.get(0);
  }

  private String function() {
    return measured.measure().name().toLowerCase(Locale.ROOT);
  }

  private void tellOfCount() {
    if (field != null && measured.measure() == Measure.COUNT) {
      language.quirks.keep(SigmacQuirk.EVENTS_ARE_COUNTED);
    }
  }

  /**
   * A command that measures, and a search in its result.
   *
   * @param afterGroup what stands before the bar when events are counted by a group
   */
  private String pipe(String command, String function, String afterGroup) {
    String of = field == null ? function : function + "(" + field + ")";
    String by = group == null ? " " : " by " + group + (field == null ? afterGroup : " ");
    return " | "
        + command
        + " "
        + of
        + " as val"
        + by
        + "| search val "
        + measured.threshold().comparison().symbol()
        + " "
        + number();
  }

  private String powershell() {
    String where = " | where { $_.count " + operator() + " " + number() + " }";
    if (field != null || group != null) {
      language.quirks.keep(SigmacQuirk.GROUPED_BY_NO_PROPERTY);
    }
    if (field != null && group != null) {
      return " | select "
          + group
          + ", "
          + field
          + " | group "
          + group
          + " | foreach { [PSCustomObject]@{'"
          + group
          + "'=$_.name;'Count'=($_.group."
          + field
          + " | sort -u).count} }  | sort count -desc"
          + where;
    }
    tellOfCount();
    String by = field != null ? field : group != null ? group : "";
    return " | group-object " + by + where + " | select name,count | sort -desc";
  }

  private String operator() {
    Comparison comparison = measured.threshold().comparison();
    if (comparison == Comparison.EQUAL && language.quirks.keep(SigmacQuirk.EQUAL_IS_NONE)) {
      return "None";
    }
    return PowerShell.operator(comparison);
  }

  private String number() {
    return measured.threshold().number().toPlainString();
  }
}
