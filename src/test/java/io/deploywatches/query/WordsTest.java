package io.deploywatches.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.deploywatches.sigma.TextPattern;
import io.deploywatches.testing.Evaluator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "*Mimikatz*          ; .*mimikatz.*                ; true",
        "*k 8*               ; .*k, 8.*                    ; false",
        "\\system32\\net.exe ; .*system32.*, .*net.*, .*exe; false",
        "*a?b c*             ; .*a.*, .*b, c.*             ; false",
        "one two             ; one, two                    ; false",
        "one                 ; one                         ; false",
        "*..*                ;                             ; false",
        "*é1_2*              ; .*1.*, .*2.*                ; false",
        "x* x*               ; x.*                         ; false",
      })
  void wordsOfPatterns(String pattern, String expressions, boolean exact) {
    Words words = Words.of(TextPattern.of(pattern));
    assertThat(String.join(", ", words.expressions()))
        .isEqualTo(expressions == null ? "" : expressions);
    assertThat(words.exact()).isEqualTo(exact);
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.strings().withChars("aB1* ?_.-'\\é世").ofMaxLength(7);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("aAbB1 _.-':\\é世\n").ofMaxLength(12);
  }

  @Property(tries = 5_000)
  void aTextThatHasThePatternHasItsWords(
      @ForAll("patterns") String source,
      @ForAll("texts") String before,
      @ForAll("texts") String filling,
      @ForAll("texts") String after)
      throws IOException {
    TextPattern pattern =
        TextPattern.of(source).open(source.length() % 2 == 0, source.length() > 3);
    Words words = Words.of(pattern);
    String fitting = source.replace("*", filling).replace('?', 'b').replace("\\", "");
    for (String text : List.of(fitting, before + fitting + after, before + after, filling)) {
      List<String> tokens = tokens(text);
      boolean hasWords =
          words.expressions().stream()
              .map(Pattern::compile)
              .allMatch(word -> tokens.stream().anyMatch(token -> word.matcher(token).matches()));
      if (Evaluator.matches(pattern, text)) {
        assertThat(hasWords).as("%s in %s", words, tokens).isTrue();
      } else if (words.exact()) {
        assertThat(hasWords).as("%s in %s", words, tokens).isFalse();
      }
    }
  }

  /** The words that a server's usual analyser makes of a text. */
  private static List<String> tokens(String text) throws IOException {
    List<String> tokens = new ArrayList<>();
    try (StandardAnalyzer analyzer = new StandardAnalyzer();
        TokenStream stream = analyzer.tokenStream("text", text)) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        tokens.add(term.toString());
      }
      stream.end();
    }
    return tokens;
  }
}
