package io.deploywatches.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deploywatches.watch.MarkedText;
import io.deploywatches.watch.MarkedText.Segment;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MarksTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Rule text, a setting, a template's own text and a secret, in a JSON string, one after another.
   */
  @Property(tries = 300)
  void everyTextComesBackAsWhatItIs(
      @ForAll("texts") String own,
      @ForAll("texts") String rule,
      @ForAll("texts") String setting,
      @ForAll("texts") String otherRule)
      throws JsonProcessingException {
    String ownContent = JSON.writeValueAsString(own);
    String rendered =
        Marks.own(ownContent.substring(0, ownContent.length() - 1))
            + Marks.ruleText(rule)
            + Marks.settingText(setting)
            + Marks.secret("name")
            + Marks.ruleText(otherRule)
            + "\"";
    String parsed = JSON.readTree(rendered).textValue();
    assertThat(Marks.read(parsed))
        .isEqualTo(
            new MarkedText(
                List.of(
                    new Segment.Own(own),
                    new Segment.RuleText(rule),
                    new Segment.Own(setting),
                    new Segment.Secret("name"),
                    new Segment.RuleText(otherRule))));
    assertThat(Marks.forPeople(parsed))
        .isEqualTo(own + rule + setting + "<% secrets.name %>" + otherRule);
  }

  /** A template may write a mark as an escape of JSON, which is nobody's text. */
  @Property(tries = 300)
  void marksThatDoNotPairAreNoFault(@ForAll("texts") String text) {
    assertThatCode(() -> Marks.read(text)).doesNotThrowAnyException();
    assertThatCode(() -> Marks.forPeople(text)).doesNotThrowAnyException();
  }

  @Test
  void plainTextStaysPlain() {
    assertThat(Marks.own("a \uFDCF b")).isEqualTo("a \uFDCF b");
    assertThat(Marks.read("a").segments())
        .isEqualTo(new ArrayList<>(List.of(new Segment.Own("a"))));
    assertThat(Marks.read("").segments()).containsExactly(new Segment.Own(""));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "\uFDD0", "\uFDD1", "\uFDD2", "\uFDD3", "\uFDD30", "0", "1", "2", "3", "a", "\"", "\\",
            "\n", "{{", "\uFDD4", "\uD800", "😀")
        .list()
        .ofMaxSize(6)
        .map(parts -> String.join("", parts));
  }
}
