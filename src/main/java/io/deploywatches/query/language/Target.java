package io.deploywatches.query.language;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What rules are converted to, by sigmac's names and in the order of the rule pages. */
public enum Target {
  POWERSHELL,
  ES_QS,
  XPACK_WATCHER,
  GRAYLOG,
  SPLUNK,
  LOGPOINT,
  GREP;

  /** The name that users write: {@code es-qs}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The target of that name; null when there is none. */
  public static @Nullable Target named(String word) {
    return Stream.of(values())
        .filter(target -> target.word().equals(word))
        .findFirst()
        .orElse(null);
  }

  /** All names. */
  public static List<String> words() {
    return Stream.of(values()).map(Target::word).toList();
  }

  /** A writer for one file; of {@link #XPACK_WATCHER} it writes the query of the watch. */
  public RuleWriter writer(Dialect dialect) {
    Quirks quirks = new Quirks(dialect.quirks());
    return switch (this) {
      case POWERSHELL -> new PowerShell(quirks);
      case SPLUNK -> new Splunk(quirks);
      case LOGPOINT -> new LogPoint(quirks);
      case GREP -> new Grep(quirks);
      case ES_QS, XPACK_WATCHER ->
          quirks.asSigmac() ? SigmacLucene.elasticsearch(quirks) : dialect::elasticsearch;
      case GRAYLOG -> quirks.asSigmac() ? SigmacLucene.graylog(quirks) : dialect::graylog;
    };
  }
}
