package io.deploywatches.query.language;

import io.deploywatches.query.language.Node.Group;
import io.deploywatches.query.language.Node.Pair;
import io.deploywatches.query.language.Node.Word;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.Detection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The {@code query_string} text of sigmac's targets es-qs, xpack-watcher and graylog. What is right
 * is written in another way altogether, by {@link io.deploywatches.query.ElasticsearchQueryString}.
 */
final class SigmacLucene extends TextLanguage {
  private final SigmacConfiguration configuration;
  private final boolean graylog;

  /**
   * Whether a keyword that stands alone is quoted: sigmac keeps what the last field needed, also
   * that of the rule before, and begins without quotes.
   */
  private boolean quoting;

  private SigmacLucene(SigmacConfiguration configuration, boolean graylog, Quirks quirks) {
    super(quirks);
    this.configuration = configuration;
    this.graylog = graylog;
  }

  /** The targets es-qs and xpack-watcher, with sigmac's configuration for winlogbeat. */
  static SigmacLucene elasticsearch(Quirks quirks) {
    return new SigmacLucene(SigmacConfiguration.WINLOGBEAT, false, quirks);
  }

  static SigmacLucene graylog(Quirks quirks) {
    return new SigmacLucene(SigmacConfiguration.NONE, true, quirks);
  }

  @Override
  String text(Detection detection, List<String> fields) {
    return write(sigmacTree(detection, configuration), false);
  }

  @Override
  String group(Group group, boolean negated) {
    return joined(group, " AND ", " OR ", negated);
  }

  @Override
  String not(Node child, boolean negated) {
    return "(NOT " + write(child, !negated) + ")";
  }

  @Override
  String parentheses(Node child, boolean negated) {
    if (child instanceof Group group
        && group.children().stream().allMatch(item -> item instanceof Word)) {
      return words(group);
    }
    return super.parentheses(child, negated);
  }

  private String words(Group group) {
    quirks.keep(SigmacQuirk.KEYWORDS_IN_ALL_FIELDS);
    quoting = true;
    List<String> words = new ArrayList<>();
    for (Node child : group.children()) {
      Word word = (Word) child;
      String text = sigmacText(word.value(), word.location());
      if (word.value() instanceof Criterion.Text) {
        text = SigmacText.open(text, true, true);
      }
      words.add(escaped(text));
    }
    return "\\*.keyword:(" + String.join(group.and() ? " AND " : " OR ", words) + ")";
  }

  @Override
  String word(Word word, boolean negated) {
    quirks.keep(SigmacQuirk.KEYWORDS_IN_ALL_FIELDS);
    return quoted(escaped(sigmacText(word.value(), word.location())));
  }

  @Override
  String pair(Pair pair, boolean negated) {
    if (!graylog && pair.field().indexOf('.') < 0 && !pair.field().equals("message")) {
      quirks.keep(SigmacQuirk.FIELD_KEEPS_ITS_NAME);
    }
    if (pair.values().contains(Criterion.Absent.ABSENT) && !pair.listed()) {
      quirks.keep(SigmacQuirk.BARE_NOT_EXISTS);
      return "NOT _exists_:" + pair.field();
    }
    if (pair.values().get(0) instanceof Criterion.Regex regex) {
      quirks.keep(SigmacQuirk.REGEXP_AS_IT_IS);
      return pair.field() + ":/" + regex.expression() + "/";
    }
    List<String> texts = texts(pair);
    quoting = texts.stream().noneMatch(SigmacText::hasWildcard);
    if (!quoting) {
      quirks.keep(SigmacQuirk.KEYWORD_SUB_FIELD);
      if (graylog && texts.stream().anyMatch(text -> text.indexOf(' ') >= 0)) {
        quirks.keep(SigmacQuirk.BLANKS_SEPARATE_WORDS);
      }
    }
    List<String> values = texts.stream().map(text -> quoted(escaped(text))).toList();
    boolean listed = pair.listed() || values.size() > 1;
    if (listed && graylog) {
      quirks.keep(SigmacQuirk.DEFAULT_OPERATOR_JOINS);
    }
    return pair.field()
        + (quoting ? ":" : ".keyword:")
        + (listed ? "(" + String.join(graylog ? " " : " OR ", values) + ")" : values.get(0));
  }

  private List<String> texts(Pair pair) {
    boolean hash = pair.field().toLowerCase(Locale.ROOT).contains("hash");
    if (hash) {
      quirks.keep(SigmacQuirk.HASH_IN_TWO_CASES);
    }
    List<String> texts = new ArrayList<>();
    for (Criterion value : pair.values()) {
      String text = sigmacText(value, pair.location());
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
    return texts;
  }

  private String escaped(String text) {
    if (!graylog && SigmacText.hasDoubledU(text)) {
      quirks.keep(SigmacQuirk.BACKSLASH_BEFORE_U);
    }
    return SigmacText.lucene(text, graylog);
  }

  private String quoted(String text) {
    if (text.isBlank()) {
      return "\"\"";
    }
    return quoting ? "\"" + text + "\"" : text;
  }
}
