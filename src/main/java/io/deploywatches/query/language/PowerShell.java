package io.deploywatches.query.language;

import io.deploywatches.problem.Location;
import io.deploywatches.query.language.Node.Group;
import io.deploywatches.query.language.Node.Pair;
import io.deploywatches.query.language.Node.Word;
import io.deploywatches.sigma.Aggregation;
import io.deploywatches.sigma.Comparison;
import io.deploywatches.sigma.Correlated;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.Expression;
import io.deploywatches.sigma.LogSources;
import io.deploywatches.sigma.TextPattern;
import io.deploywatches.sigma.TextPattern.Literal;
import io.deploywatches.sigma.TextPattern.Wildcard;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A PowerShell command over Windows event logs. Fields are the event's data by name; {@code -like}
 * has Sigma's wildcards and no case. sigmac looks for fields in the text of the message instead.
 */
final class PowerShell extends TextLanguage {
  private static final SigmacConfiguration CONFIGURATION = SigmacConfiguration.POWERSHELL;

  private static final String SHOWN = "TimeCreated,Id,RecordId,ProcessId,MachineName,Message";

  /** What an event says beside its data, from Sigma's name to PowerShell's. */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "EventID", "Id",
          "Channel", "LogName",
          "Computer", "MachineName",
          "ComputerName", "MachineName",
          "Provider_Name", "ProviderName",
          "EventRecordID", "RecordId",
          "Security_UserID", "UserId",
          "Message", "Message");

  /** Puts an event's data into {@code $d}; what occurs twice is joined. */
  static final String DATA =
      "$d = @{}; foreach ($n in ([xml]$_.ToXml()).SelectNodes("
          + "'//*[local-name()=\"EventData\"]/*|//*[local-name()=\"UserData\"]/*/*')) {"
          + " $k = $n.GetAttribute('Name'); if (-not $k) { $k = $n.LocalName };"
          + " $d[$k] = ($d[$k], $n.InnerText -ne $null) -join ' ' }; ";

  /** The event log that sigmac keeps from one rule to the next. */
  private @Nullable String logName;

  PowerShell(Quirks quirks) {
    super(quirks);
  }

  @Override
  String text(Detection detection, List<String> fields) {
    return quirks.asSigmac() ? sigmac(detection, " } | select " + SHOWN) : right(detection);
  }

  @Override
  String aggregated(Detection detection, Aggregation aggregation, List<String> fields) {
    if (quirks.asSigmac()) {
      String counting = SigmacCounting.powershell(this, detection, aggregation);
      return sigmac(detection, " } " + counting);
    }
    Correlated correlated = Correlated.of(detection).orElseThrow();
    return correlated.requirement() instanceof Correlated.Measured measured
        ? counted(detection.events(), correlated, measured)
        : cannot(
            detection.location(),
            "a PowerShell command is about one kind of events and cannot tell what is near",
            "choose xpack-watcher or splunk for this rule");
  }

  private String counted(Detection detection, Correlated correlated, Correlated.Measured measured) {
    if (isOfOtherSystems(detection)) {
      return refuseOtherSystems(detection);
    }
    PowerShellCounting counting = new PowerShellCounting(correlated, measured);
    return "$e = @("
        + events(detection)
        + " | ForEach-Object { "
        + DATA
        + "if ("
        + counting.conditions(write(ExpressionTree.ofEvents(detection, List::of), false), detection)
        + ") { "
        + counting.counted(detection)
        + " } }); "
        + counting.result();
  }

  private String right(Detection detection) {
    if (isOfOtherSystems(detection)) {
      return refuseOtherSystems(detection);
    }
    Node tree = ExpressionTree.ofEvents(detection, List::of);
    return events(detection)
        + " | Where-Object { "
        + DATA
        + write(tree, false)
        + " } | Select-Object "
        + SHOWN;
  }

  private static boolean isOfOtherSystems(Detection detection) {
    String product = detection.logSource().product();
    return product != null && !product.equals("windows");
  }

  private String refuseOtherSystems(Detection detection) {
    return cannot(
        detection.location(),
        "PowerShell asks Windows event logs, which hold no events of '"
            + detection.logSource().product()
            + "'",
        "choose another target for this rule");
  }

  private static String events(Detection detection) {
    Set<String> names = new LinkedHashSet<>();
    addLogs(LogSources.condition(detection.logSource()), names);
    return "Get-WinEvent" + (names.isEmpty() ? "" : " -LogName " + String.join(",", names));
  }

  /** The names of the event logs in a log source's condition, quoted. */
  private static void addLogs(@Nullable Expression condition, Set<String> names) {
    if (condition instanceof Expression.And and) {
      and.operands().forEach(operand -> addLogs(operand, names));
    } else if (condition instanceof Expression.Or or) {
      or.operands().forEach(operand -> addLogs(operand, names));
    } else if (condition instanceof Expression.FieldMatch match
        && match.field().equals("Channel")) {
      match.criteria().forEach(log -> names.add(quoted(((Criterion.Text) log).pattern().text())));
    }
  }

  /**
   * As sigmac writes it.
   *
   * @param rest what follows the expression
   */
  private String sigmac(Detection detection, String rest) {
    String before = logName;
    logName = null;
    String where = write(sigmacTree(detection, CONFIGURATION), false);
    if (logName == null && before != null && quirks.keep(SigmacQuirk.LOG_NAME_STAYS)) {
      logName = before;
    }
    return "Get-WinEvent"
        + (logName == null ? "" : " -LogName " + logName)
        + " | where {"
        + where
        + rest;
  }

  @Override
  String group(Group group, boolean negated) {
    List<String> written = new ArrayList<>();
    for (Node child : group.children()) {
      String text = write(child, negated);
      if (!text.isEmpty()) {
        written.add(text);
      }
    }
    return String.join(group.and() ? " -and " : " -or ", written);
  }

  @Override
  String not(Node child, boolean negated) {
    return quirks.asSigmac()
        ? " -not " + write(child, !negated)
        : "(-not " + write(child, !negated) + ")";
  }

  @Override
  String word(Word word, boolean negated) {
    if (quirks.asSigmac()) {
      String text = sigmacText(word.value(), word.location());
      if (text.indexOf('"') >= 0 || text.indexOf('$') >= 0) {
        quirks.keep(SigmacQuirk.KEYWORD_BREAKS_STRING);
      }
      return "$_.message -match \"" + text + "\"";
    }
    TextPattern pattern = keyword(word.value());
    return "(@(@($_.Message) + @($d.Values) "
        + (pattern.cased() ? "-clike " : "-like ")
        + like(pattern)
        + ").Count -gt 0)";
  }

  @Override
  String pair(Pair pair, boolean negated) {
    if (quirks.asSigmac()) {
      return sigmac(pair);
    }
    List<String> tests =
        pair.values().stream().map(value -> test(pair.field(), value, pair.location())).toList();
    return tests.size() == 1 ? tests.get(0) : "(" + String.join(" -or ", tests) + ")";
  }

  /** What a field's value is read with. */
  static String operand(String field) {
    String property = PROPERTIES.get(field);
    return property == null ? "$d[" + quoted(field) + "]" : "$_." + property;
  }

  private String test(String field, Criterion value, Location location) {
    String operand = operand(field);
    if (value instanceof Criterion.Absent) {
      return "($null -eq " + operand + ")";
    } else if (value instanceof Criterion.Text text) {
      TextPattern pattern = text.pattern();
      if (pattern.isAnything()) {
        return "($null -ne " + operand + ")";
      }
      String c = pattern.cased() && !field.equals("Channel") ? "c" : "";
      return "("
          + operand
          + (pattern.isExact()
              ? " -" + c + "eq " + quoted(pattern.text())
              : " -" + c + "like " + like(pattern))
          + ")";
    }
    String test;
    if (value instanceof Criterion.Regex regex) {
      test = operand + " -cmatch " + quoted(PerlRegexp.of(regex));
    } else if (value instanceof Criterion.InNetwork in) {
      return network(operand, in, location);
    } else if (value instanceof Criterion.Compared compared) {
      return compared.part() == null
          ? "($null -ne ("
              + operand
              + " -as [double]) -and ("
              + operand
              + " -as [double]) "
              + operator(compared.comparison())
              + " "
              + compared.number().toPlainString()
              + ")"
          : cannotCompareTimes(location);
    } else if (value instanceof Criterion.SameAs same) {
      test = "$null -ne " + operand(same.field()) + " -and " + same(operand, same);
    } else {
      return "(" + operand + " -eq " + quoted(value.written()) + ")";
    }
    return "($null -ne " + operand + " -and " + test + ")";
  }

  private String network(String operand, Criterion.InNetwork in, Location location) {
    List<String> tests = new ArrayList<>();
    for (TextPattern pattern : addresses("PowerShell", in, location)) {
      tests.add(operand + " -like " + like(pattern));
    }
    return "(" + String.join(" -or ", tests) + ")";
  }

  private static String same(String operand, Criterion.SameAs same) {
    String c = same.cased() ? "-c" : "-";
    String other = operand(same.field());
    if (!same.openStart() && !same.openEnd()) {
      return operand + " " + c + "eq " + other;
    }
    return operand
        + " "
        + c
        + "like ("
        + (same.openStart() ? "'*' + " : "")
        + "[WildcardPattern]::Escape("
        + other
        + ")"
        + (same.openEnd() ? " + '*'" : "")
        + ")";
  }

  static String operator(Comparison comparison) {
    return switch (comparison) {
      case LESS -> "-lt";
      case AT_MOST -> "-le";
      case GREATER -> "-gt";
      case AT_LEAST -> "-ge";
      case EQUAL -> "-eq";
      case DIFFERENT -> "-ne";
    };
  }

  /** A pattern for {@code -like}, in which a backtick takes the meaning off a character. */
  private static String like(TextPattern pattern) {
    StringBuilder like = new StringBuilder();
    for (TextPattern.Part part : pattern.parts()) {
      if (part instanceof Literal literal) {
        for (int i = 0; i < literal.text().length(); i++) {
          char c = literal.text().charAt(i);
          if (c == '*' || c == '?' || c == '[' || c == ']' || c == '`') {
            like.append('`');
          }
          like.append(c);
        }
      } else {
        like.append(part == Wildcard.ANY_ONE ? '?' : '*');
      }
    }
    return quoted(like.toString());
  }

  /** A string in which nothing is special but its quotes, of which PowerShell knows five. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 8).append('\'');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'' || (c >= '\u2018' && c <= '\u201b')) {
        quoted.append(c);
      }
      quoted.append(c);
    }
    return quoted.append('\'').toString();
  }

  private String sigmac(Pair pair) {
    boolean isNull = pair.values().contains(Criterion.Absent.ABSENT);
    if (isNull && !pair.listed()) {
      quirks.keep(SigmacQuirk.NULL_IS_NO_POWERSHELL);
      return "-not " + pair.field() + "=\"*\"";
    }
    boolean isLog = pair.field().equals("LogName") || pair.field().equals("source");
    if (isLog && !pair.listed()) {
      logName = sigmacText(pair.values().get(0), pair.location());
      return "";
    }
    List<String> tests = pair.values().stream().map(value -> sigmacTest(pair, value)).toList();
    return pair.listed() || tests.size() > 1
        ? "(" + String.join(" -or ", tests) + ")"
        : tests.get(0);
  }

  private String sigmacTest(Pair pair, Criterion value) {
    String field = pair.field();
    String text = sigmacOrNone(value, pair.location());
    if (field.equals("EventID") || field.equals("ID")) {
      return "$_.ID -eq \"" + text + "\"";
    }
    quirks.keep(SigmacQuirk.MESSAGE_IS_SOUGHT);
    boolean star = text.indexOf('*') >= 0;
    String pattern = text.replace("*", ".*");
    if (!(star && field.equals("Message"))) {
      if (star || !pair.listed()) {
        pattern = field + ".*" + pattern;
      } else {
        quirks.keep(SigmacQuirk.LIST_VALUE_WITHOUT_FIELD);
      }
    }
    return "$_.message -match \"" + SigmacText.backslashed(pattern, "\"+") + "\"";
  }

  private String sigmacOrNone(Criterion value, Location location) {
    if (value instanceof Criterion.Absent) {
      quirks.keep(SigmacQuirk.NULL_IS_NONE);
      return "None";
    }
    return sigmacText(value, location);
  }
}
