package io.deploywatches.query.language;

import io.deploywatches.sigma.Condition;
import io.deploywatches.sigma.Correlated;
import io.deploywatches.sigma.Correlated.Function;
import io.deploywatches.sigma.Correlated.Measured;
import io.deploywatches.sigma.Correlated.Member;
import io.deploywatches.sigma.Correlated.Occurring;
import io.deploywatches.sigma.Detection;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A search in Splunk for what has to hold of many events. Events stay what they are and get the
 * measure of their group, so that whoever reads the result sees them. What more events bring about
 * is measured over a window that ends at each event; what fewer events bring about is true of any
 * window that is short enough, and is told of the last timeframe instead.
 */
final class SplunkCounting {
  /** The field that holds what was measured; no event has one of that name. */
  private static final String MEASURE = "sigma_measure";

  private static final String GROUP = "sigma_group";
  private static final String OCCURS = "sigma_event";

  private final Splunk language;
  private final Correlated correlated;

  SplunkCounting(Splunk language, Correlated correlated) {
    this.language = language;
    this.correlated = correlated;
  }

  /**
   * The search.
   *
   * @param table what is to be shown of the events; empty for all
   */
  String write(String table) {
    boolean sliding =
        correlated.timespan().isPresent() && correlated.requirement().growsWithEvents();
    StringBuilder text = new StringBuilder();
    if (!sliding) {
      correlated.timespan().ifPresent(span -> text.append("earliest=-" + span + " "));
    }
    text.append(language.search(members()));
    StringBuilder coalesced = new StringBuilder();
    String by = by(coalesced);
    boolean measures = correlated.requirement() instanceof Measured;
    String statistics =
        measures ? measure((Measured) correlated.requirement(), coalesced) : occurrences(coalesced);
    text.append(coalesced);
    boolean evenForNothing =
        by.isEmpty()
            && correlated.requirement() instanceof Measured measured
            && measured.holdsForNothing();
    String command =
        sliding
            ? "streamstats time_window=" + correlated.timespan().get()
            : evenForNothing ? "stats" : "eventstats";
    text.append(" | ").append(command).append(' ').append(statistics).append(by);
    text.append(" | where ")
        .append(
            correlated.requirement() instanceof Measured measured
                ? thresholds(measured)
                : occurs(((Occurring) correlated.requirement()).condition()));
    return evenForNothing ? text.toString() : text + table;
  }

  private List<Detection> members() {
    return correlated.members().stream().flatMap(member -> member.detections().stream()).toList();
  }

  private String by(StringBuilder coalesced) {
    List<String> names = new ArrayList<>();
    for (String group : correlated.groups()) {
      names.add(field(group, GROUP + names.size(), coalesced));
    }
    return names.isEmpty() ? "" : " by " + String.join(" ", names);
  }

  /** A field's name; one that has several names becomes a field of its own. */
  private String field(String field, String own, StringBuilder coalesced) {
    Set<String> names = new LinkedHashSet<>();
    for (Member member : correlated.members()) {
      member
          .detections()
          .forEach(detection -> names.addAll(language.names(member.field(field), detection)));
    }
    if (names.size() == 1) {
      return Splunk.inSearch(names.iterator().next());
    }
    coalesced
        .append(" | eval " + own + "=coalesce(")
        .append(String.join(", ", names.stream().map(SplunkWhere::field).toList()))
        .append(')');
    return own;
  }

  private String measure(Measured measured, StringBuilder coalesced) {
    String field = measured.field();
    String function =
        switch (measured.function()) {
          case EVENTS -> "count";
          case DIFFERENT_VALUES -> "dc";
          case SUM -> "sum";
          case AVG -> "avg";
          case MIN -> "min";
          case MAX -> "max";
          case PERCENTILE -> "perc" + measured.percentile();
        };
    return function
        + (field == null ? "" : "(" + field(field, "sigma_field", coalesced) + ")")
        + " as "
        + MEASURE;
  }

  private static String thresholds(Measured measured) {
    String where =
        String.join(
            " AND ",
            measured.thresholds().stream()
                .map(
                    threshold ->
                        MEASURE
                            + threshold.comparison().symbol()
                            + threshold.number().toPlainString())
                .toList());
    // A sum of nothing is null to Splunk, and zero to a rule.
    boolean zero = measured.function() == Function.SUM && measured.holdsForNothing();
    return zero ? "isnull(" + MEASURE + ") OR " + where : where;
  }

  /** Which of the members each event is one of, and how many of each there are. */
  private String occurrences(StringBuilder evals) {
    List<String> sums = new ArrayList<>();
    for (Member member : correlated.members()) {
      String name = OCCURS + sums.size();
      evals.append(sums.isEmpty() ? " | eval " : ", ");
      evals.append(name + "=if(" + language.where(member.detections()) + ", 1, 0)");
      sums.add("sum(" + name + ") as " + MEASURE + sums.size());
    }
    return String.join(" ", sums);
  }

  private String occurs(Condition node) {
    if (node instanceof Condition.Name name) {
      return MEASURE + index(name.name()) + ">0";
    } else if (node instanceof Condition.Not not) {
      return "NOT " + occurs(not.operand());
    } else if (node instanceof Condition.Grouped grouped) {
      return occurs(grouped.operand());
    } else if (node instanceof Condition.And and) {
      return joined(and.operands(), " AND ");
    } else if (node instanceof Condition.Or or) {
      return joined(or.operands(), " OR ");
    }
    Condition.Quantified quantified = (Condition.Quantified) node;
    List<Condition> names = new ArrayList<>();
    quantified.names().forEach(name -> names.add(new Condition.Name(name)));
    return joined(names, quantified.all() ? " AND " : " OR ");
  }

  private String joined(List<Condition> nodes, String word) {
    return "(" + String.join(word, nodes.stream().map(this::occurs).toList()) + ")";
  }

  private int index(String member) {
    return IntStream.range(0, correlated.members().size())
        .filter(i -> correlated.members().get(i).name().equals(member))
        .findFirst()
        .orElseThrow();
  }
}
