package io.deploywatches.query.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deploywatches.sigma.Detection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Small grammars of the parts of PowerShell, Splunk and Logpoint that are used. They refuse what
 * the languages read otherwise than people: {@code and} beside {@code or} without parentheses.
 */
class SyntaxTest {
  /** Reads a text from left to right. */
  private abstract static class Grammar {
    private static final Map<String, Pattern> PATTERNS = new HashMap<>();

    private final Matcher text;
    private final int end;
    private int next;

    Grammar(String text) {
      this.text = Pattern.compile("").matcher(text);
      this.end = text.length();
    }

    private static Pattern compiled(String regex) {
      return Pattern.compile(regex, Pattern.DOTALL);
    }

    /** What stands here in that form, which is then behind us; null when it does not. */
    final String take(String regex) {
      text.usePattern(PATTERNS.computeIfAbsent(regex, Grammar::compiled)).region(next, end);
      if (!text.lookingAt()) {
        return null;
      }
      next = text.end();
      return text.group();
    }

    final boolean has(String regex) {
      return take(regex) != null;
    }

    final String need(String regex) {
      String found = take(regex);
      if (found == null) {
        throw new IllegalStateException("expected " + regex + " at " + text.region(next, end));
      }
      return found;
    }

    /** Operands between one and the same operator. */
    final void joined(String and, String or, Runnable operand) {
      operand.run();
      String first = take(and);
      String operator = first != null ? and : or;
      if (first == null && !has(or)) {
        return;
      }
      do {
        operand.run();
      } while (has(operator));
    }

    final void end() {
      need("$");
    }
  }

  /** A pipeline over event logs; all quotes are single ones, in which nothing is special. */
  private static final class PowerShellGrammar extends Grammar {
    private static final String STRING = "'(?:[^'\u2018-\u201b]|''|([\u2018-\u201b])\\1)*'";
    private static final String COMPARISON =
        " -(?:c?eq|c?like|cmatch|lt|le|gt|ge|ne) |, | -(?:join) ";

    PowerShellGrammar(String text) {
      super(text);
    }

    void command() {
      if (has(Pattern.quote("$e = @("))) {
        counting();
        return;
      }
      events();
      need(Pattern.quote(" | Where-Object { " + PowerShell.DATA));
      expression();
      need(
          Pattern.quote(
              " } | Select-Object TimeCreated,Id,RecordId,ProcessId,MachineName,Message"));
      end();
    }

    private void events() {
      need("Get-WinEvent");
      if (has(" -LogName ")) {
        do {
          need(STRING);
        } while (has(","));
      }
    }

    /** Events are kept as objects, and then measured: all at once, or a window for each. */
    private void counting() {
      events();
      need(Pattern.quote(" | ForEach-Object { " + PowerShell.DATA + "if ("));
      expression();
      need(Pattern.quote(") { [pscustomobject]@{ Time = $_.TimeCreated"));
      boolean grouped = has("; Group = \\(");
      if (grouped) {
        do {
          comparison();
        } while (has(", "));
        need("\\) -join ', '");
      }
      if (has("; Value = ")) {
        comparison();
      }
      need(Pattern.quote(" } } }); "));
      need(
          Pattern.quote(
              grouped
                  ? "$e | Group-Object Group | ForEach-Object { $g = $_; $w = @($g.Group); "
                  : "$w = $e; "));
      boolean windows = has(Pattern.quote("$a = $w; $a | ForEach-Object { $t = $_.Time; "));
      if (windows) {
        need("\\$w = @\\(\\$a \\| Where-Object \\{ \\$_\\.Time -le \\$t -and \\$_\\.Time -gt ");
        need("\\$t\\.AddSeconds\\(-\\d+\\) \\}\\); ");
      }
      need("\\[pscustomobject\\]@\\{ ");
      need(grouped ? "Group = \\$g\\.Name; " : "");
      need(windows ? "Time = \\$t; " : "");
      need("Measure = ");
      if (!has("\\$w\\.Count|\\(\\$w\\.Value \\| Measure-Object -(\\w+)\\)\\.\\1")) {
        need(
            Pattern.quote(
                "@($w.Value | Where-Object { $null -ne $_ } | Sort-Object -Unique).Count"));
      }
      need(" \\}" + (windows ? " \\}" : "") + (grouped ? " \\}" : ""));
      need(" \\| Where-Object \\{ ");
      do {
        need("(?:\\$null -ne )?\\$_\\.Measure(?: -(?:eq|ne|lt|le|gt|ge) -?\\d+(?:\\.\\d+)?)?");
      } while (has(" -and "));
      need(" \\}");
      end();
    }

    private void expression() {
      joined(" -and ", " -or ", this::comparison);
    }

    private void comparison() {
      sum();
      if (has(COMPARISON)) {
        sum();
      }
    }

    private void sum() {
      operand();
      while (has(" \\+ ")) {
        operand();
      }
    }

    private void operand() {
      if (has("-not ")) {
        operand();
      } else if (has("\\(Get-Date\\)\\.AddSeconds\\(-\\d+\\)")) {
        return;
      } else if (has("@?\\(|\\[WildcardPattern\\]::Escape\\(")) {
        expression();
        need("\\)");
        take("\\.Count|\\[0\\]");
        take(" -as \\[double\\]");
      } else if (has("\\$d\\[")) {
        need(STRING);
        need("\\]");
        take(" -as \\[double\\]");
      } else {
        need("\\$null|\\$_\\.\\w+|\\$d\\.Values|-?\\d+(?:\\.\\d+)?|" + STRING);
        take(" -as \\[double\\]");
      }
    }
  }

  /** A search, or a {@code where} behind a search for everything. */
  private static final class SplunkGrammar extends Grammar {
    private static final String STRING = "\"(?:[^\"\\\\]|\\\\[\\\\\"])*\"";
    private static final String FIELD = "[A-Za-z0-9_.]+";

    SplunkGrammar(String text) {
      super(text);
    }

    void search() {
      take("earliest=-\\d+[smhd] ");
      if (has("\\* \\| where ")) {
        where();
      } else {
        joined(" (?!OR |\\|)", " OR ", this::term);
      }
      counting();
      take(" \\| table [A-Za-z0-9_.]+(?:,[A-Za-z0-9_.]+)*");
      end();
    }

    /** Fields are made, measured by groups, and the measures compared. */
    private void counting() {
      while (has(" \\| eval ")) {
        do {
          need("\\w+=");
          value();
        } while (has(", "));
      }
      if (has(" \\| (?:streamstats time_window=\\d+[smhd]|eventstats|stats)(?= )")) {
        int measures = 0;
        while (has(" (?:count|(?:dc|sum|avg|min|max)\\((?:" + FIELD + "|" + STRING + ")\\)) as")) {
          need(" sigma_measure\\d*");
          measures++;
        }
        need(measures == 0 ? "a measure" : "");
        if (has(" by")) {
          do {
            need(" (?:" + FIELD + "|" + STRING + ")");
          } while (has("(?= [^|])"));
        }
        need(" \\| where ");
        where();
      }
    }

    private void term() {
      if (has("NOT ")) {
        term();
      } else if (has("\\(")) {
        joined(" (?!OR )", " OR ", this::term);
        need("\\)");
      } else if (!has(STRING + "(?![=!<>])")) {
        need("(?:" + FIELD + "|" + STRING + ")(?:=|!=|<=?|>=?)");
        need(STRING + "|-?\\d+(?:\\.\\d+)?");
      }
    }

    private void where() {
      joined(" AND ", " OR ", this::test);
    }

    private void test() {
      if (has("NOT ")) {
        test();
      } else if (has("\\(")) {
        where();
        need("\\)");
      } else {
        value();
        if (has("==?|!=|<=?|>=?")) {
          value();
        }
      }
    }

    private void value() {
      if (has("match\\(")) {
        need("'[^']+'|" + FIELD);
        need(", ");
        String regexp = need(STRING);
        Pattern.compile(regexp.substring(1, regexp.length() - 1).replaceAll("\\\\(.)", "$1"));
        need("\\)");
      } else if (has("if\\(")) {
        where();
        need(", 1, 0\\)");
      } else if (has("(?:isnull|isnotnull|lower|len|split|mvcount|substr|cidrmatch|coalesce)\\(")) {
        do {
          value();
        } while (has(", "));
        need("\\)");
      } else {
        need("-?\\d+(?:\\.\\d+)?(?![A-Za-z_])|" + STRING + "|'[^']+'|-?" + FIELD);
        if (has("\\(")) {
          value();
          need("\\)");
        }
      }
    }
  }

  private static final class LogpointGrammar extends Grammar {
    private static final String STRING = "\"(?:[^\"\\\\]|\\\\[\\\\\"])*\"";

    LogpointGrammar(String text) {
      super(text);
    }

    void search() {
      joined(" (?!OR |\\|)", " OR ", this::term);
      if (has(
          " \\| chart (?:count\\(\\)|(?:count|distinct_count|sum|avg|min|max)\\([\\w.-]+\\))")) {
        need(" as measure");
        take(" by [\\w.-]+(?:, [\\w.-]+)*");
        need(" \\| search measure(?:=|!=|<=?|>=?)-?\\d+(?:\\.\\d+)?");
      }
      end();
    }

    private void term() {
      if (has(" ?-")) {
        term();
      } else if (has("\\(")) {
        joined(" (?!OR )", " OR ", this::term);
        need("\\)");
      } else if (!has(STRING)) {
        need("[\\w.-]+");
        if (has(" IN \\[")) {
          do {
            need(STRING);
          } while (has(", "));
          need("\\]");
        } else {
          need("=\\*|(?:=|!=|<=?|>=?)(?:" + STRING + "|-?\\d+(?:\\.\\d+)?)");
        }
      }
    }
  }

  private static void check(Target target, Consumer<String> grammar) {
    List<String> wrong = new ArrayList<>();
    int texts = 0;
    for (Detection detection : PublicDetections.all()) {
      String text = PublicDetections.text(target, detection).orElse("");
      if (text.isEmpty()) {
        continue;
      }
      texts++;
      try {
        grammar.accept(text);
      } catch (IllegalArgumentException | IllegalStateException e) {
        wrong.add(detection.location() + ": " + e.getMessage() + "\n  in " + text);
      }
    }
    System.out.printf("%s: the grammar reads %d texts%n", target.word(), texts - wrong.size());
    assertThat(wrong.stream().limit(5)).isEmpty();
    assertThat(texts).isGreaterThan(3_000);
  }

  @Test
  void powershell() {
    check(Target.POWERSHELL, text -> new PowerShellGrammar(text).command());
  }

  @Test
  void splunk() {
    check(Target.SPLUNK, text -> new SplunkGrammar(text).search());
  }

  @Test
  void logpoint() {
    check(Target.LOGPOINT, text -> new LogpointGrammar(text).search());
  }

  /** A check that takes everything would prove nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=\"1\" OR b=\"2\" c=\"3\"",
        "a=\"1\\\"",
        "(a=\"1\"",
        "a=\"x\\y\"",
        "a=\"1\" OR",
        "a IN [\"1\" \"2\"]",
        "a=\"1\" | chart count() by b",
        "a=\"1\" | stats count by b",
        "* | where match(a, \"(\")"
      })
  void wrongTextsAreRefused(String text) {
    assertThatThrownBy(() -> new SplunkGrammar(text).search())
        .isInstanceOfAny(IllegalStateException.class, IllegalArgumentException.class);
    assertThatThrownBy(() -> new LogpointGrammar(text).search())
        .isInstanceOf(IllegalStateException.class);
  }
}
