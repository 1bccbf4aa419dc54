package io.deploywatches.catalog;

import io.deploywatches.bundle.Bundle;
import io.deploywatches.bundle.RuleFile;
import io.deploywatches.bundle.Settings;
import io.deploywatches.bundle.SourceValue;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.SourceValue.Sequence;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.query.language.Dialect;
import io.deploywatches.query.language.RuleWriter;
import io.deploywatches.query.language.SigmacLimits;
import io.deploywatches.query.language.Target;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.Placeholders;
import io.deploywatches.sigma.SigmaParser;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Writes the rules of files in other languages. */
public final class RuleConverter {
  private static final Dialect SIGMAC = Dialect.sigmac();

  private final boolean asSigmac;
  private final List<Target> targets;
  private final Bundle bundle;

  /**
   * A converter.
   *
   * @param asSigmac whether all is to be as sigmac 0.18.1 writes it
   * @param targets the languages, in the order of the results
   * @param bundle what watches are made with, unless as sigmac makes them
   */
  public RuleConverter(boolean asSigmac, List<Target> targets, Bundle bundle) {
    this.asSigmac = asSigmac;
    this.targets = List.copyOf(targets);
    this.bundle = bundle;
  }

  /**
   * Writes all rules.
   *
   * @return in the order of the files; of each by rule, then by target. A file without rules that
   *     can be read gives one without a text for each target.
   */
  public List<Conversion> convert(List<RuleFile> files) {
    RuleIds ids = new RuleIds(asSigmac);
    List<Numbered> numbered = new ArrayList<>(files.size());
    files.forEach(file -> numbered.add(new Numbered(file, ids.of(file))));
    List<List<Conversion>> converted =
        Workers.map(
            numbered,
            () -> {
              WatchCommand watches = new WatchCommand(asSigmac, bundle);
              return each -> convert(each, watches);
            });
    return converted.stream().flatMap(List::stream).toList();
  }

  /** A file and the ids of its rules, which depend on the files before. */
  private record Numbered(RuleFile file, List<List<String>> ids) {}

  private List<Conversion> convert(Numbered numbered, WatchCommand watches) {
    RuleFile file = numbered.file();
    if (file.rules().isEmpty()) {
      return targets.stream()
          .map(target -> new Conversion(file.source(), "", target, null, file.problems()))
          .toList();
    }
    FileConverter converter = new FileConverter(file, watches);
    List<List<Conversion>> rules = new ArrayList<>();
    for (int i = 0; i < file.rules().size(); i++) {
      rules.add(converter.convert(file.rules().get(i), numbered.ids().get(i)));
    }
    return asSigmac ? converter.allOrNone(rules) : rules.stream().flatMap(List::stream).toList();
  }

  /** Converts one file. */
  private final class FileConverter {
    private final RuleFile file;

    /** sigmac's, which remember things from one rule of a file to the next. */
    private final Map<Target, RuleWriter> writers = new EnumMap<>(Target.class);

    private final WatchCommand watches;

    FileConverter(RuleFile file, WatchCommand watches) {
      this.file = file;
      this.watches = watches;
      targets.forEach(target -> writers.put(target, target.writer(SIGMAC)));
    }

    List<Conversion> convert(Mapping rule, List<String> ids) {
      Problems wrong = new Problems();
      wrong.addAll(file.problems());
      Settings own = bundle.settings().settingsFor(file.source(), rule, wrong);
      Placeholders placeholders = Placeholders.of(own.values().path("placeholders"));
      List<Detection> detections =
          isAboutOtherRules(rule, wrong) ? List.of() : SigmaParser.parse(rule, placeholders, wrong);
      if (asSigmac && !wrong.hasErrors()) {
        SigmacLimits.check(rule, wrong);
      }
      List<Conversion> conversions = new ArrayList<>();
      for (Target target : targets) {
        Problems problems = new Problems();
        problems.addAll(wrong.list());
        if (asSigmac) {
          SigmacLimits.check(rule, target, problems);
        }
        String text =
            problems.hasErrors() ? "" : text(target, rule, own, ids, detections, problems);
        conversions.add(
            new Conversion(
                file.source(),
                ids.get(0),
                target,
                problems.hasErrors() ? null : text,
                problems.list()));
      }
      return conversions;
    }

    private String text(
        Target target,
        Mapping rule,
        Settings own,
        List<String> ids,
        List<Detection> detections,
        Problems problems) {
      if (target == Target.XPACK_WATCHER) {
        return watches.of(file.source(), rule, own, ids, detections, problems);
      }
      RuleWriter writer =
          asSigmac
              ? Objects.requireNonNull(writers.get(target))
              : target.writer(Dialect.right(own.matching()));
      List<Detection> written = detections;
      if (asSigmac && detections.size() > 1) {
        written = detections.subList(0, 1);
        SIGMAC.tellOfOtherConditions(detections.get(1).location(), problems);
      }
      List<String> texts = new ArrayList<>();
      for (Detection detection : written) {
        writer.write(detection, fields(rule), problems).ifPresent(texts::add);
      }
      return String.join("\n", texts);
    }

    /**
     * sigmac prints no text of a file in which one rule fails, but the watches before that rule.
     */
    List<Conversion> allOrNone(List<List<Conversion>> rules) {
      List<Conversion> conversions = new ArrayList<>();
      for (int i = 0; i < targets.size(); i++) {
        int column = i;
        boolean failed = rules.stream().anyMatch(rule -> rule.get(column).text() == null);
        boolean after = false;
        for (List<Conversion> rule : rules) {
          Conversion each = rule.get(i);
          after |= each.text() == null;
          boolean dropped = targets.get(i) == Target.XPACK_WATCHER ? after : failed;
          conversions.add(dropped ? dropped(each) : each);
        }
      }
      return conversions;
    }

    private Conversion dropped(Conversion conversion) {
      if (conversion.text() == null) {
        return conversion;
      }
      List<Problem> problems = new ArrayList<>(conversion.problems());
      problems.add(
          Problem.error(
              file.rules().get(0).location(),
              "sigmac prints nothing for a file in which one rule fails",
              "leave --compat sigmac out"));
      return new Conversion(
          conversion.source(), conversion.id(), conversion.target(), null, problems);
    }
  }

  /** Reports a document that says something of rules elsewhere, which are not looked at. */
  private static boolean isAboutOtherRules(Mapping rule, Problems problems) {
    for (String kind : List.of("correlation", "filter")) {
      SourceValue.Entry entry = rule.entries().get(kind);
      if (entry != null && !rule.has("detection")) {
        problems.error(
            entry.location(),
            "a " + kind + " is about other rules, and each rule is written by itself here",
            "put it into a bundle beside its rules and look at it with 'render'");
        return true;
      }
    }
    return false;
  }

  private static List<String> fields(Mapping rule) {
    SourceValue value = rule.get("fields");
    List<SourceValue> items =
        value instanceof Sequence sequence
            ? sequence.items()
            : value == null ? List.of() : List.of(value);
    return items.stream()
        .filter(item -> item instanceof Scalar scalar && !scalar.isNull())
        .map(item -> ((Scalar) item).text())
        .toList();
  }
}
