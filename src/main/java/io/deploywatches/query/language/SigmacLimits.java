package io.deploywatches.query.language;

import io.deploywatches.bundle.SourceValue;
import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.SourceValue.Sequence;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problems;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** What of Sigma sigmac 0.18.1 does not read. */
public final class SigmacLimits {
  private static final Set<String> MODIFIERS =
      Set.of(
          "contains",
          "startswith",
          "endswith",
          "all",
          "base64",
          "base64offset",
          "utf16",
          "utf16le",
          "utf16be",
          "wide",
          "re");

  private static final Set<String> PARTS = Set.of("contains", "startswith", "endswith");

  /** sigmac takes these for a token wherever a word begins with them. */
  private static final List<String> TOKENS =
      List.of("count", "min", "max", "avg", "sum", "near", "by", "and", "or", "not");

  private static final Set<String> OPERATORS = Set.of("and", "or", "not", "of", "all", "1", "them");

  private final Problems problems;

  private SigmacLimits(Problems problems) {
    this.problems = problems;
  }

  /** Reports what sigmac refuses, or breaks off at, of a rule. */
  public static void check(Mapping rule, Problems problems) {
    if (rule.get("detection") instanceof Mapping detection) {
      new SigmacLimits(problems).detection(detection);
    }
  }

  /** Reports what the target itself refuses of a rule. */
  public static void check(Mapping rule, Target target, Problems problems) {
    boolean needsLogSource = target == Target.POWERSHELL || target == Target.XPACK_WATCHER;
    if (needsLogSource && !rule.has("logsource")) {
      new SigmacLimits(problems).refuse(rule.location(), "ends at a rule without a logsource");
    }
  }

  private void detection(Mapping detection) {
    for (Entry entry : detection.entries().values()) {
      if (entry.key().equals("condition")) {
        items(entry.value()).forEach(this::condition);
      } else if (!entry.key().equals("timeframe")) {
        selection(entry.value());
      }
    }
  }

  private static Stream<SourceValue> items(SourceValue value) {
    return value instanceof Sequence sequence ? sequence.items().stream() : Stream.of(value);
  }

  private void selection(SourceValue value) {
    items(value)
        .filter(item -> item instanceof Mapping)
        .forEach(item -> ((Mapping) item).entries().values().forEach(this::field));
  }

  private void field(Entry entry) {
    List<String> names = List.of(entry.key().split("\\|", -1));
    List<String> modifiers = names.subList(1, names.size());
    boolean list = entry.value() instanceof Sequence;
    for (String modifier : modifiers) {
      if (!MODIFIERS.contains(modifier)) {
        refuse(entry.location(), "ends at the modifier '" + modifier + "'");
      } else if (modifier.equals("all") && !list) {
        refuse(entry.location(), "refuses 'all' on a single value");
      } else if (modifier.equals("re") && list) {
        refuse(entry.location(), "refuses a list of regular expressions");
      } else if (PARTS.contains(modifier)
          && !items(entry.value()).allMatch(item -> item instanceof Scalar s && s.isString())) {
        refuse(entry.location(), "takes '" + modifier + "' of texts only");
      }
    }
  }

  private void condition(SourceValue value) {
    if (!(value instanceof Scalar scalar) || !scalar.isString()) {
      return;
    }
    String text = scalar.text();
    int bar = text.indexOf('|');
    if (bar >= 0) {
      aggregation(text.substring(bar + 1), scalar.location());
    }
    String search = bar < 0 ? text : text.substring(0, bar);
    String before = "";
    for (String word : search.split("[\\s()]+", -1)) {
      word(word, before.toLowerCase(Locale.ROOT), scalar.location());
      before = word;
    }
  }

  private void aggregation(String text, Location location) {
    if (text.matches("(?s).*(<=|>=|,).*")) {
      refuse(location, "reads no '<=', no '>=' and no second field after 'by'");
    } else if (text.matches("(?s).*(!|(?<!=)=(?!=)|\\d\\.|-\\s*\\d).*")) {
      refuse(location, "reads no '!=', no single '=' and whole numbers only");
    }
    for (String word : text.split("[\\s()<>=!,|]+", -1)) {
      if (!word.isEmpty() && !TOKENS.contains(word.toLowerCase(Locale.ROOT))) {
        word(word, "", location);
      }
    }
  }

  private void word(String word, String before, Location location) {
    String lower = word.toLowerCase(Locale.ROOT);
    if (lower.equals("not") && before.equals("not")) {
      refuse(location, "ends at 'not not'");
    } else if (lower.equals("of") && before.equals("any")) {
      refuse(location, "knows no 'any of'");
    } else if (before.equals("of") && lower.startsWith("*")) {
      refuse(location, "reads no name that begins with a star");
    } else if (word.isEmpty() || OPERATORS.contains(lower)) {
      return;
    } else if (!lower.matches("[\\w*]+")) {
      refuse(location, "reads names of letters, digits and '_' only, not '" + word + "'");
    } else if (TOKENS.stream().anyMatch(lower::startsWith)) {
      refuse(location, "splits the name '" + word + "' behind the word that it begins with");
    }
  }

  private void refuse(Location location, String what) {
    problems.error(location, "sigmac " + what, "leave --compat sigmac out");
  }
}
