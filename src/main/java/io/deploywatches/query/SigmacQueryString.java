package io.deploywatches.query;

import io.deploywatches.bundle.Matching;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import io.deploywatches.query.SigmacTree.Group;
import io.deploywatches.query.SigmacTree.Node;
import io.deploywatches.query.SigmacTree.Not;
import io.deploywatches.query.SigmacTree.Pair;
import io.deploywatches.query.SigmacTree.Parentheses;
import io.deploywatches.query.SigmacTree.Word;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.FieldMapping;
import io.deploywatches.sigma.TextPattern;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code query_string} text that sigmac 0.18.1 makes for its targets es-qs and xpack-watcher
 * with its winlogbeat configuration, for people who compare or migrate. It depends neither on the
 * field mapping nor on the server of a {@link Matching}.
 */
public final class SigmacQueryString implements QueryLanguage<String> {
  private final Set<SigmacQuirk> quirks;

  /** As sigmac is. */
  public SigmacQueryString() {
    this(EnumSet.allOf(SigmacQuirk.class));
  }

  /** As sigmac is, in some ways. */
  public SigmacQueryString(Set<SigmacQuirk> quirks) {
    this.quirks = Set.copyOf(quirks);
  }

  @Override
  public Optional<String> convert(Detection detection, Matching matching, Problems problems) {
    if (Aggregations.isRefused(detection, problems)) {
      return Optional.empty();
    }
    FieldMapping mapping = Objects.requireNonNull(FieldMapping.named("sigmac-winlogbeat"));
    Node tree = SigmacTree.of(detection, mapping, quirks);
    try {
      return Optional.of(new Writer().write(tree));
    } catch (NotInSigmac e) {
      problems.add(Problem.error(detection.location(), e.text));
      return Optional.empty();
    }
  }

  private static final class Writer {
    /**
     * Whether a keyword that stands alone is quoted: sigmac keeps what the last field needed, and
     * begins without quotes.
     */
    private boolean quoting;

    String write(Node node) {
      if (node instanceof Parentheses parentheses) {
        if (parentheses.child() instanceof Group group && isWords(group)) {
          return words(group);
        }
        return "(" + write(parentheses.child()) + ")";
      } else if (node instanceof Group group) {
        return String.join(
            group.and() ? " AND " : " OR ", group.children().stream().map(this::write).toList());
      } else if (node instanceof Not not) {
        return "(NOT " + write(not.child()) + ")";
      } else if (node instanceof Pair pair) {
        return pair(pair);
      }
      return quote(SigmacText.escape(text(((Word) node).value())));
    }

    private static boolean isWords(Group group) {
      return group.children().stream().allMatch(child -> child instanceof Word);
    }

    private String words(Group group) {
      quoting = true;
      List<String> words = new ArrayList<>();
      for (Node child : group.children()) {
        Criterion value = ((Word) child).value();
        String text = text(value);
        if (value instanceof Criterion.Text) {
          text = SigmacText.open(text, true, true);
        }
        words.add(SigmacText.escape(text));
      }
      return "\\*.keyword:(" + String.join(group.and() ? " AND " : " OR ", words) + ")";
    }

    private String pair(Pair pair) {
      if (pair.values().contains(Criterion.Absent.ABSENT)) {
        if (pair.listed()) {
          throw new NotInSigmac("sigmac takes texts and numbers in a list, not null");
        }
        return "NOT _exists_:" + pair.field();
      }
      if (pair.values().get(0) instanceof Criterion.Regex regex) {
        return regex(pair, regex);
      }
      List<String> texts = new ArrayList<>();
      boolean hash = pair.field().toLowerCase(Locale.ROOT).contains("hash");
      for (Criterion value : pair.values()) {
        String text = text(value);
        if (!hash || !(value instanceof Criterion.Text)) {
          texts.add(text);
        } else if (pair.listed()) {
          texts.add(text.toLowerCase(Locale.ROOT));
          texts.add(text.toUpperCase(Locale.ROOT));
        } else {
          texts.add(text.toUpperCase(Locale.ROOT));
          texts.add(text.toLowerCase(Locale.ROOT));
        }
      }
      quoting = texts.stream().noneMatch(SigmacText::hasWildcard);
      String field = quoting ? pair.field() : pair.field() + ".keyword";
      List<String> values = texts.stream().map(text -> quote(SigmacText.escape(text))).toList();
      boolean listed = pair.listed() || values.size() > 1;
      return field + ":" + (listed ? "(" + String.join(" OR ", values) + ")" : values.get(0));
    }

    /** As the rule writes it, in the field itself. */
    private static String regex(Pair pair, Criterion.Regex regex) {
      if (pair.listed()) {
        throw new NotInSigmac("sigmac takes one regular expression, not a list of them");
      }
      if (regex.ignoreCase() || regex.multiline() || regex.dotAll()) {
        throw new NotInSigmac("sigmac knows no flags of regular expressions");
      }
      return pair.field() + ":/" + regex.expression() + "/";
    }

    private String quote(String text) {
      return text.isEmpty() || quoting ? "\"" + text + "\"" : text;
    }

    private static String text(Criterion value) {
      if (value instanceof Criterion.Text text) {
        TextPattern pattern = text.pattern();
        return SigmacText.open(pattern.source(), pattern.openStart(), pattern.openEnd());
      } else if (value instanceof Criterion.Numeric numeric) {
        return numeric.written();
      }
      throw new NotInSigmac("sigmac takes texts and numbers, not " + value.written());
    }
  }

  /** What sigmac refuses; never leaves this class. */
  private static final class NotInSigmac extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final String text;

    NotInSigmac(String text) {
      super(text, null, false, false);
      this.text = text;
    }
  }
}
