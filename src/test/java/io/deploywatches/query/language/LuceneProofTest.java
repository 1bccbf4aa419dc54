package io.deploywatches.query.language;

import static org.assertj.core.api.Assertions.assertThat;

import io.deploywatches.sigma.Detection;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lucene's own parser reads every query; whether it finds something is for a server to say. */
class LuceneProofTest {
  /** No server takes a longer search from a watch. */
  private static final int LONGEST = 65_535;

  @ParameterizedTest
  @EnumSource(names = {"ES_QS", "GRAYLOG"})
  void luceneReadsEveryQuery(Target target) {
    QueryParser parser = new QueryParser("message", new StandardAnalyzer());
    parser.setAllowLeadingWildcard(true);
    List<String> wrong = new ArrayList<>();
    int queries = 0;
    for (Detection detection : PublicDetections.all()) {
      String text = PublicDetections.text(target, detection).orElse("");
      if (text.isEmpty() || text.length() > LONGEST) {
        continue;
      }
      queries++;
      try {
        assertThat(parser.parse(text).toString()).isNotEmpty();
      } catch (ParseException | TooComplexToDeterminizeException e) {
        wrong.add(detection.location() + ": " + e.getMessage() + " by " + text);
      }
    }
    System.out.printf("%s: Lucene reads %d queries%n", target.word(), queries - wrong.size());
    assertThat(wrong.stream().limit(10)).isEmpty();
    assertThat(queries).isGreaterThan(4_000);
  }
}
