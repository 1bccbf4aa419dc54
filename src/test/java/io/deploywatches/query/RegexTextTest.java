package io.deploywatches.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deploywatches.sigma.Criterion;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTextTest {
  private static List<String> translate(String regex) throws NotRegular {
    RegexText.Translation translation =
        new RegexText(LuceneCharacters.Place.QUERY)
            .translate(new Criterion.Regex(regex, false, false, false));
    assertThat(translation.tooComplex()).isEmpty();
    return translation.expressions();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "abc ; .*abc.*",
        "^abc ; abc.*",
        "abc$ ; .*abc⏎?",
        "^abc$ ; abc⏎?",
        "\\Aabc\\z ; abc",
        "(^a|b$) ; (a.*|.*b⏎?)",
        "(?m)^a$ ; (.*⏎)?a(⏎.*)?",
        "a.c ; .*a[^⏎]c.*",
        "(?s)a.c ; .*a.c.*",
        "(?i)ab1 ; .*[Aa][Bb]1.*",
        "a(?i)b(?-i)c ; .*a[Bb]c.*",
        "a(?i:b)c ; .*a[Bb]c.*",
        "a(?#remark)b ; .*ab.*",
        "\\d{2,3} ; .*[0-9]{2}.*",
        "a\\d{2,3}b ; .*a[0-9]{2,3}b.*",
        "a\\D\\w\\W ; .*a[^0-9][0-9A-Z_a-z][^0-9A-Z_a-z].*",
        "[^\\]a-c\\-]x ; .*[^\\-\\]a-c]x.*",
        "[[:upper:]_]x ; .*[A-Z_]x.*",
        "~@&<>#\" ; .*\\~\\@\\&\\<\\>\\#\\\".*",
        "\\Q.*\\E ; .*\\.\\*.*",
        "\\x41\\x{42}\\u0043 ; .*ABC.*",
        "a{,2}{x} ; .*a\\{,2\\}\\{x\\}.*",
        "ab|cd| ; .*",
        "a|b ; .*[ab].*",
        "ab|cd ; .*(ab|cd).*",
        "a??b+?c*? ; .*b.*",
        "(?<n>ab)+ ; .*ab.*",
        "x(?:ab)+y ; .*x(ab)+y.*",
        "\\bcat\\b ; (.*[^0-9A-Z_a-z])?cat([^0-9A-Z_a-z].*)?",
        "\\Bcat ; .*[0-9A-Z_a-z]cat.*",
        "a(?=[bc])\\w ; .*a[bc].*",
        "a(?!b) ; .*a([^b].*)?",
        "(?<![.])exe ; (.*[^.])?exe.*",
        ".{200,} ; (.*⏎)?[^⏎]{200,}(⏎.*)?",
      })
  void regularExpressionsBecomeLucenes(String regex, String expected) throws NotRegular {
    assertThat(translate(regex).stream().map(text -> text.replace("\n", "⏎")))
        .containsExactly(expected.strip());
  }

  @Test
  void whatCannotBeFoundHasNoExpression() throws NotRegular {
    assertThat(translate("a^b")).isEmpty();
    assertThat(translate("b\\bb")).isEmpty();
  }

  @Test
  void alternativesThatAreTooLongTogetherAreSeveral() throws NotRegular {
    String regex = "(a{3}" + "x".repeat(600) + "|b" + "y".repeat(600) + ")\\z";
    assertThat(translate(regex)).hasSize(2).allMatch(text -> text.length() <= 1000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "(a)\\1            ; back reference",
        "(?P<n>a)(?P=n)    ; back reference",
        "\\k<n>            ; back reference",
        "(?|a|b)           ; group that Lucene does not know",
        "(?=ab)c           ; looks around at more than a single character",
        "(?>ab)c           ; atomic group",
        "a++b              ; possessive",
        "\\p{L}            ; property of Unicode",
        "(?x)a             ; the flag 'x'",
        "(a                ; a '(' without a ')'",
        "a)                ; a ')' without a '('",
        "[a                ; a '[' without a ']'",
        "*a                ; a quantifier with nothing before it",
        "a**               ; a quantifier behind a quantifier",
        "a{3,2}            ; wrong order",
        "[b-a]             ; wrong order",
        "a\\               ; ends in a backslash",
        "\\y               ; '\\y'",
        "(\\ba)*           ; repeats a group with anchors",
        "(a{999}){999}     ; repeats too much",
        "\\xZZ             ; does not exist",
      })
  void whatLuceneCannotIsSaid(String regex, String reason) {
    assertThatThrownBy(() -> translate(regex))
        .isInstanceOfSatisfying(
            NotRegular.class, problem -> assertThat(problem.reason()).contains(reason));
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 9_000})
  void deepNestingEndsInAProblem(int depth) {
    assertThatThrownBy(() -> translate("(".repeat(depth))).isInstanceOf(NotRegular.class);
    assertThatThrownBy(() -> translate("[^".repeat(depth))).isInstanceOf(NotRegular.class);
  }

  @Provide
  Arbitrary<String> regex() {
    Arbitrary<String> atom =
        Arbitraries.of(
            "a", "b", "B", "-", ".", "\\d", "\\w", "\\W", "\\s", "[ab]", "[^a]", "[^\\n]", "^", "$",
            "\\b", "\\B", "\\n", "\\A", "\\Z", "\\z", "(?!a)", "(?<=b)", "(?i:A)", "1", "/",
            "\\\\");
    return Arbitraries.recursive(
        () -> atom,
        inner ->
            Arbitraries.oneOf(
                inner,
                Combinators.combine(inner, inner).as((a, b) -> a + b),
                Combinators.combine(inner, inner).as((a, b) -> "(" + a + "|" + b + ")"),
                Combinators.combine(inner, Arbitraries.of("?", "*", "+", "{2}", "{1,2}"))
                    .as((a, q) -> "(?:" + a + ")" + q)),
        0,
        4);
  }

  @Provide
  Arbitrary<String> text() {
    return Arbitraries.strings().withChars("aAbB1- \n/\\").ofMaxLength(6);
  }

  /** Java's expressions are the judge; one that cannot be translated says nothing. */
  @Property(tries = 5_000)
  void theSameTextsAreFound(
      @ForAll("regex") String regex, @ForAll("text") String text, @ForAll boolean multiline) {
    // Java has no start of a line in an empty text, which PCRE has.
    Assume.that(!multiline || !text.isEmpty());
    boolean expected =
        Pattern.compile(regex, Pattern.UNIX_LINES | (multiline ? Pattern.MULTILINE : 0))
            .matcher(text)
            .find();
    Criterion.Regex criterion = new Criterion.Regex(regex, false, multiline, false);
    Map<String, List<String>> document = Map.of("F", List.of(text));
    try {
      for (LuceneCharacters.Place place : LuceneCharacters.Place.values()) {
        List<String> translated = new RegexText(place).translate(criterion).expressions();
        assertThat(
                translated.stream()
                    .anyMatch(
                        lucene -> Pattern.compile(lucene, Pattern.DOTALL).matcher(text).matches()))
            .as("%s as %s", regex, translated)
            .isEqualTo(expected);
      }
      List<List<Regex>> sequences =
          new RegexText(LuceneCharacters.Place.QUERY, 0).translate(criterion).tooComplex();
      assertThat(
              sequences.stream()
                  .map(sequence -> Scripts.matches("F", sequence))
                  .anyMatch(script -> new DslInterpreter().matches(script, document)))
          .as("%s as %s", regex, sequences)
          .isEqualTo(expected);
    } catch (NotRegular e) {
      assertThat(e.reason()).contains("anchors");
    }
  }

  @Test
  void whatHasTooManyStatesIsReadByAScript() throws NotRegular {
    for (String regex : List.of("(a.{1,64}){2}b", ".{1000,}", "x".repeat(1_100))) {
      RegexText.Translation translation =
          new RegexText(LuceneCharacters.Place.QUERY)
              .translate(new Criterion.Regex(regex, false, false, false));
      assertThat(translation.expressions()).as(regex).isEmpty();
      assertThat(translation.tooComplex()).as(regex).hasSize(1);
    }
  }
}
