package io.deploywatches.sigma;

import io.deploywatches.bundle.TimeSpan;
import io.deploywatches.problem.Location;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What has to hold of the events of detections together, whether an old condition says it behind a
 * bar or a correlation rule of Sigma 2.
 *
 * @param members whose events they are, at least one
 * @param groups the fields, or aliases, that make a group; empty for one group of all events
 * @param timespan within which time; empty when the rule does not say
 * @param requirement what has to hold of each group
 * @param location where it is said, for messages
 */
public record Correlated(
    List<Member> members,
    List<String> groups,
    Optional<TimeSpan> timespan,
    Requirement requirement,
    Location location) {
  public Correlated {
    members = List.copyOf(members);
    groups = List.copyOf(groups);
  }

  /**
   * Events that belong together.
   *
   * @param name of the rule or the selection
   * @param detections of single events, one of which an event meets; at least one
   * @param fields from an alias to the field that it means for these events
   */
  public record Member(String name, List<Detection> detections, Map<String, String> fields) {
    public Member {
      detections = List.copyOf(detections);
      fields = Map.copyOf(fields);
    }

    /** The field that a group's name means for these events. */
    public String field(String group) {
      return fields.getOrDefault(group, group);
    }
  }

  /** What has to hold of the events of a group. */
  public sealed interface Requirement {
    /** Whether it can only begin to hold when an event comes, never because one grows old. */
    boolean growsWithEvents();
  }

  /**
   * A measure over all events meets all thresholds.
   *
   * @param field whose values are measured; null when events are counted
   * @param percentile 0 to 100; null unless it is one
   * @param thresholds at least one
   */
  public record Measured(
      Function function,
      @Nullable String field,
      @Nullable BigDecimal percentile,
      List<Threshold> thresholds)
      implements Requirement {
    public Measured {
      thresholds = List.copyOf(thresholds);
    }

    /** A sum is taken to be one of numbers that are not negative. */
    @Override
    public boolean growsWithEvents() {
      return switch (function) {
        case EVENTS, DIFFERENT_VALUES, SUM, MAX ->
            thresholds.stream().allMatch(Threshold::holdsForMore);
        case MIN -> thresholds.stream().allMatch(Threshold::holdsForLess);
        case AVG, PERCENTILE -> false;
      };
    }

    public boolean holds(BigDecimal measure) {
      return thresholds.stream().allMatch(threshold -> threshold.holds(measure));
    }

    private String description() {
      String name =
          switch (function) {
            case EVENTS, DIFFERENT_VALUES -> "count";
            case PERCENTILE -> "percentile " + percentile + " of ";
            default -> function.name().toLowerCase(Locale.ROOT);
          };
      return name + "(" + (field == null ? "" : field) + ")";
    }

    /** Whether it holds when there is no event at all. */
    public boolean holdsForNothing() {
      return function.isZeroForNothing() && holds(BigDecimal.ZERO);
    }
  }

  /**
   * A condition over which members have an event; its names are those of members.
   *
   * @param ordered whether events of the members must follow each other in the members' order
   */
  public record Occurring(Condition condition, boolean ordered) implements Requirement {
    @Override
    public boolean growsWithEvents() {
      return !negates(condition);
    }

    private String description() {
      return (ordered ? "in this order: " : "") + words(condition);
    }

    private static String words(Condition node) {
      if (node instanceof Condition.Name name) {
        return name.name();
      } else if (node instanceof Condition.Not not) {
        return "not " + words(not.operand());
      } else if (node instanceof Condition.Grouped grouped) {
        return "(" + words(grouped.operand()) + ")";
      } else if (node instanceof Condition.And and) {
        return String.join(" and ", and.operands().stream().map(Occurring::words).toList());
      } else if (node instanceof Condition.Or or) {
        return String.join(" or ", or.operands().stream().map(Occurring::words).toList());
      }
      Condition.Quantified quantified = (Condition.Quantified) node;
      return (quantified.all() ? "all of " : "1 of ") + quantified.pattern();
    }

    private static boolean negates(Condition node) {
      if (node instanceof Condition.And and) {
        return and.operands().stream().anyMatch(Occurring::negates);
      } else if (node instanceof Condition.Or or) {
        return or.operands().stream().anyMatch(Occurring::negates);
      } else if (node instanceof Condition.Grouped grouped) {
        return negates(grouped.operand());
      }
      return node instanceof Condition.Not;
    }
  }

  /** So many members have an event. */
  public record Several(List<Threshold> thresholds) implements Requirement {
    public Several {
      thresholds = List.copyOf(thresholds);
    }

    @Override
    public boolean growsWithEvents() {
      return thresholds.stream().allMatch(Threshold::holdsForMore);
    }
  }

  /** The requirement in words, for people: {@code count(user) by host > 5 within 1d}. */
  public String description() {
    String groupedBy = groups.isEmpty() ? "" : " by " + String.join(", ", groups);
    String within = timespan.map(span -> " within " + span).orElse("");
    if (requirement instanceof Measured measured) {
      return measured.description() + groupedBy + " " + words(measured.thresholds()) + within;
    } else if (requirement instanceof Several several) {
      String names = String.join(", ", members.stream().map(Member::name).toList());
      return words(several.thresholds()) + " of (" + names + ")" + groupedBy + within;
    }
    return ((Occurring) requirement).description() + groupedBy + within;
  }

  private static String words(List<Threshold> thresholds) {
    return String.join(" and ", thresholds.stream().map(Threshold::toString).toList());
  }

  /** What is measured. */
  public enum Function {
    EVENTS,
    DIFFERENT_VALUES,
    SUM,
    AVG,
    MIN,
    MAX,
    PERCENTILE;

    /** Whether no events have this measure, and it is zero. */
    public boolean isZeroForNothing() {
      return this == EVENTS || this == DIFFERENT_VALUES || this == SUM;
    }
  }

  /** What a detection's aggregation says; empty when it has none. */
  public static Optional<Correlated> of(Detection detection) {
    return detection
        .aggregation()
        .map(
            aggregation ->
                aggregation instanceof Aggregation.Measured measured
                    ? measured(detection, measured)
                    : near(detection, (Aggregation.Near) aggregation));
  }

  private static Correlated measured(Detection detection, Aggregation.Measured measured) {
    return new Correlated(
        List.of(new Member("search", List.of(detection.events()), Map.of())),
        measured.groups(),
        detection.timeframe(),
        new Measured(function(measured), measured.field(), null, List.of(measured.threshold())),
        detection.location());
  }

  private static Correlated near(Detection detection, Aggregation.Near near) {
    Map<String, Member> members = new LinkedHashMap<>();
    List<Condition> conditions = new ArrayList<>();
    members.put("search", new Member("search", List.of(detection.events()), Map.of()));
    conditions.add(new Condition.Name("search"));
    for (Aggregation.Neighbour other : near.others()) {
      String name = "near " + other.selection();
      members.put(name, new Member(name, List.of(detection.events(other.selection())), Map.of()));
      Condition occurs = new Condition.Name(name);
      conditions.add(other.absent() ? new Condition.Not(occurs) : occurs);
    }
    return new Correlated(
        List.copyOf(members.values()),
        List.of(),
        detection.timeframe(),
        new Occurring(new Condition.And(conditions), false),
        detection.location());
  }

  private static Function function(Aggregation.Measured measured) {
    return switch (measured.measure()) {
      case COUNT -> measured.field() == null ? Function.EVENTS : Function.DIFFERENT_VALUES;
      case SUM -> Function.SUM;
      case AVG -> Function.AVG;
      case MIN -> Function.MIN;
      case MAX -> Function.MAX;
    };
  }
}
