package io.deploywatches.sigma;

import static io.deploywatches.sigma.TextPattern.Wildcard.ANY_MANY;
import static io.deploywatches.sigma.TextPattern.Wildcard.ANY_ONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.deploywatches.sigma.TextPattern.Literal;
import io.deploywatches.sigma.TextPattern.Part;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextPatternTest {
  private record Case(String written, List<Part> parts) {}

  private static Case reads(String written, Object... parts) {
    return new Case(
        written,
        Arrays.stream(parts)
            .map(part -> part instanceof Part p ? p : new Literal((String) part))
            .toList());
  }

  static List<Case> cases() {
    return List.of(
        reads(""),
        reads("plain", "plain"),
        reads("a*b?c", "a", ANY_MANY, "b", ANY_ONE, "c"),
        reads("**", ANY_MANY),
        reads("??", ANY_ONE, ANY_ONE),
        reads("C:\\Temp\\x", "C:\\Temp\\x"),
        reads("C:\\\\Temp", "C:\\Temp"),
        reads("end\\", "end\\"),
        reads("\\*\\?", "*?"),
        reads("\\\\*", "\\", ANY_MANY),
        reads("\\\\\\*", "\\*"),
        reads("\\\\\\\\host", "\\\\host"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void readsEscapesAsSigmaDoes(Case example) {
    assertThat(TextPattern.of(example.written()).parts()).isEqualTo(example.parts());
  }

  @Property
  void whatIsWrittenReadsAsTheSame(
      @ForAll @Chars({'*', '?', '\\'}) @CharRange(from = 'a', to = 'c') String value) {
    TextPattern pattern = TextPattern.of(value);
    assertThat(TextPattern.of(pattern.written()).parts()).isEqualTo(pattern.parts());
    TextPattern open = pattern.open(true, true);
    assertThat(TextPattern.of(open.written()).parts()).isEqualTo(open.parts());
  }
}
