package io.deploywatches.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.SourceValue.Sequence;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlReaderTest {
  @Property(tries = 300)
  void everythingReadKnowsItsLine(@ForAll("trees") Object tree) {
    Writer writer = new Writer();
    writer.write(Map.of("root", tree), 0, "");
    Map<String, Integer> lines = new LinkedHashMap<>();
    collect(read(writer.text.toString()).get(0), "", lines);
    assertThat(lines).isEqualTo(writer.lines);
  }

  @Provide
  Arbitrary<Object> trees() {
    return trees(3);
  }

  private static Arbitrary<Object> trees(int depth) {
    Arbitrary<Object> scalars = Arbitraries.of("a", "'b: c'", "1.50", "null", "\"x\\ny\"", "|");
    if (depth == 0) {
      return scalars;
    }
    Arbitrary<Object> lists = trees(depth - 1).list().ofMinSize(1).ofMaxSize(3).map(list -> list);
    Arbitrary<Object> maps =
        Arbitraries.maps(Arbitraries.of("k", "l", "m", "\"n o\""), trees(depth - 1))
            .ofMinSize(1)
            .ofMaxSize(3)
            .map(map -> map);
    return Arbitraries.oneOf(scalars, lists, maps);
  }

  /** Writes block style with blank lines and comments, and remembers where each thing went. */
  private static final class Writer {
    private final StringBuilder text = new StringBuilder("# a comment\n\n");
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private int line = 3;

    void write(Object tree, int indent, String path) {
      if (tree instanceof Map<?, ?> map) {
        map.forEach(
            (key, value) -> {
              String child = path + "/" + String.valueOf(key).replace("\"", "");
              put(child, value, indent, key + ":");
            });
      } else if (tree instanceof List<?> list) {
        for (int i = 0; i < list.size(); i++) {
          put(path + "/" + i, list.get(i), indent, "-");
        }
      }
    }

    private void put(String path, Object value, int indent, String start) {
      lines.put(path, line);
      text.append(" ".repeat(indent)).append(start);
      if (value instanceof String scalar) {
        text.append(' ').append(scalar).append('\n');
        line++;
        if (scalar.equals("|")) {
          text.append(" ".repeat(indent + 2)).append("text\n\n");
          line += 2;
        }
        return;
      }
      text.append(" # comment\n\n");
      line += 2;
      write(value, indent + 2, path);
    }
  }

  private static void collect(SourceValue value, String path, Map<String, Integer> lines) {
    if (value instanceof Mapping mapping) {
      mapping
          .entries()
          .values()
          .forEach(
              entry -> {
                lines.put(path + "/" + entry.key(), entry.location().line());
                collect(entry.value(), path + "/" + entry.key(), lines);
              });
    } else if (value instanceof Sequence sequence) {
      for (int i = 0; i < sequence.items().size(); i++) {
        SourceValue item = sequence.items().get(i);
        String child = path + "/" + i;
        // A list's item has the place of its value, two lines below the dash unless it is a scalar.
        int dash = item instanceof Scalar ? 0 : 2;
        lines.put(child, item.location().line() - dash);
        collect(item, child, lines);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "5, NUMBER, 5",
    "007, NUMBER, 7",
    "0x1F, NUMBER, 31",
    "0o17, NUMBER, 15",
    "-9223372036854775809, NUMBER, -9223372036854775809",
    "1.10, NUMBER, 1.10",
    "true, BOOLEAN, true",
    "True, BOOLEAN, true",
    "yes, STRING, yes",
    "on, STRING, on",
    "~, NULL, null",
    "2026-01-02, STRING, 2026-01-02",
    "12:30, STRING, 12:30",
    "1_000, STRING, 1_000",
    "'\"5\"', STRING, 5",
    "!!str 5, STRING, 5",
    ".inf, STRING, .inf",
    ".NaN, STRING, .NaN"
  })
  void scalarsAreThoseOfYaml12(String yaml, String kind, String text) {
    Scalar scalar = (Scalar) ((Mapping) read("a: " + yaml).get(0)).get("a");
    assertThat(scalar.value().getNodeType()).hasToString(kind);
    assertThat(scalar.value().asText()).isEqualTo(text);
  }

  @Test
  void keysAreTexts() {
    Mapping mapping = (Mapping) read("7: a\ntrue: b\n~: c\n'x y': d").get(0);
    assertThat(mapping.entries().keySet()).containsExactly("7", "true", "~", "x y");
  }

  @Test
  void emptyDocumentsAreLeftOut() {
    List<SourceValue> documents = read("---\n---\na: 1\n---\n# nothing\n---\nb: 2\n---\n");
    assertThat(documents.stream().map(document -> document.location().line()))
        .containsExactly(3, 7);
  }

  @Test
  void whatStandsBeforeAnErrorIsRead() {
    Problems problems = new Problems();
    List<SourceValue> documents = YamlReader.read("f.yml", "a: 1\na: 2\n---\nb: [\n", problems);
    assertThat(documents).hasSize(1);
    assertThat(documents.get(0).toJson()).hasToString("{\"a\":1}");
    assertThat(problems.list().stream().map(Problem::location).collect(Collectors.toList()))
        .containsExactly(new Location("f.yml", 2), new Location("f.yml", 5));
  }

  private static List<SourceValue> read(String yaml) {
    Problems problems = new Problems();
    List<SourceValue> documents = new ArrayList<>(YamlReader.read("f.yml", yaml, problems));
    assertThat(problems.list()).isEmpty();
    return documents;
  }
}
