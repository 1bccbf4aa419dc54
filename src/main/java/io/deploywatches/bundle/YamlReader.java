package io.deploywatches.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.bundle.SourceValue.Sequence;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads YAML 1.2 (core schema) with the place of every value. A plain {@code 2026-11-25} or {@code
 * yes} is a string, as YAML 1.2 says. Keys are strings: a plain {@code 7:} is the key {@code "7"}.
 */
public final class YamlReader {
  /** Nothing that people write nests deeper; a generated file that does would exhaust the stack. */
  private static final int MAX_DEPTH = 100;

  /** Aliases are expanded: this bounds a file that multiplies itself through them. */
  private static final int MAX_VALUES = 1_000_000;

  /** Turning digits into a number takes time that grows with their square. */
  private static final int MAX_NUMBER_LENGTH = 1000;

  /** Powers of ten; a number like 1e999999999 fills the memory as soon as it is written out. */
  static final int MAX_SCALE = 1000;

  /** Some hundred rules; more takes longer than people wait to hear of a mistake. */
  private static final int MAX_CHARACTERS = 1_000_000;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setUseMarks(true)
          .setSchema(new CoreSchema())
          .setCodePointLimit(MAX_CHARACTERS)
          .build();

  private final String file;
  private final Problems problems;
  private int values;

  private YamlReader(String file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /**
   * Reads all documents of a file. Empty documents are left out.
   *
   * @param file the name for messages
   * @param problems takes what is wrong: bad syntax, duplicate keys, keys that are no scalars
   * @return the documents in order, as far as they could be read, so that what else is wrong with
   *     them can be told as well; of a duplicate key the first value. Not to be used otherwise when
   *     an error was reported.
   */
  public static List<SourceValue> read(String file, String text, Problems problems) {
    return new YamlReader(file, problems).documents(text);
  }

  private List<SourceValue> documents(String text) {
    List<SourceValue> documents = new ArrayList<>();
    if (text.length() > MAX_CHARACTERS) {
      problems.add(
          Problem.error(
              Location.of(file),
              "has " + text.length() + " characters, of which " + MAX_CHARACTERS + " are read",
              "split it into several files"));
      return documents;
    }
    try {
      for (Node document : new Compose(SETTINGS).composeAllFromString(text)) {
        SourceValue value = value(document, 0);
        if (!(value instanceof Scalar scalar && scalar.isNull())) {
          documents.add(value);
        }
      }
    } catch (MarkedYamlEngineException e) {
      Location at = e.getProblemMark().map(this::location).orElse(Location.of(file));
      String message = "not valid YAML: " + oneLine(e.getProblem()) + context(e, at);
      problems.add(Problem.error(at, message, hint(e)));
    } catch (TooMuch e) {
      problems.error(e.location, e.message);
    } catch (ReaderException e) {
      problems.error(
          new Location(file, lineOfUnprintable(text)),
          String.format("not text: the character U+%04X is not allowed in YAML", e.getCodePoint()),
          "write it as an escape in double quotes, such as \"\\x01\", or remove it");
    } catch (YamlEngineException e) {
      problems.error(
          Location.of(file), "not valid YAML: " + oneLine(String.valueOf(e.getMessage())));
    } catch (StackOverflowError e) {
      problems.error(Location.of(file), "nested too deeply to be read");
    }
    return documents;
  }

  private static int lineOfUnprintable(String text) {
    int line = 1;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int character = text.codePointAt(i);
      if (!StreamReader.isPrintable(character)) {
        break;
      }
      line += character == '\n' ? 1 : 0;
    }
    return line;
  }

  private static String context(MarkedYamlEngineException e, Location at) {
    String context = e.getContext();
    if (context == null || context.isBlank()) {
      return "";
    }
    int line = e.getContextMark().map(mark -> mark.getLine() + 1).orElse(at.line());
    return " (" + oneLine(context) + (line == at.line() ? ")" : ", begun on line " + line + ")");
  }

  private static @Nullable String hint(MarkedYamlEngineException e) {
    return oneLine(e.getProblem()).startsWith("mapping values are not allowed")
        ? "put a text that holds ': ' in quotes; or mend the indentation"
        : null;
  }

  private static String oneLine(@Nullable String text) {
    return text == null ? "unreadable" : text.strip().replaceAll("\\s+", " ");
  }

  private SourceValue value(Node node, int depth) {
    Location at = location(node);
    if (depth > MAX_DEPTH) {
      throw new TooMuch(at, "nested more than " + MAX_DEPTH + " levels deep");
    }
    if (++values > MAX_VALUES) {
      throw new TooMuch(at, "more than " + MAX_VALUES + " values, aliases expanded");
    }
    if (node instanceof ScalarNode scalar) {
      return new Scalar(at, scalar(scalar, at), scalar.getValue());
    }
    if (node instanceof SequenceNode sequence) {
      List<SourceValue> items = new ArrayList<>(sequence.getValue().size());
      for (Node item : sequence.getValue()) {
        items.add(value(item, depth + 1));
      }
      return new Sequence(at, items);
    }
    if (node instanceof MappingNode mapping) {
      return mapping(mapping, at, depth);
    }
    throw new IllegalStateException("a YAML node of no known kind: " + node.getNodeType());
  }

  private Mapping mapping(MappingNode mapping, Location at, int depth) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Location keyAt = location(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.error(keyAt, "a key must be a string, not a list or a mapping");
        continue;
      }
      Entry entry = new Entry(keyAt, key.getValue(), value(tuple.getValueNode(), depth + 1));
      Entry first = entries.putIfAbsent(entry.key(), entry);
      if (first != null) {
        problems.error(
            keyAt,
            "duplicate key '" + entry.key() + "', first given on line " + first.location().line());
      }
    }
    return new Mapping(at, entries);
  }

  private JsonNode scalar(ScalarNode node, Location at) {
    String text = node.getValue();
    if (text.length() > MAX_NUMBER_LENGTH) {
      return TextNode.valueOf(text);
    }
    try {
      return scalar(text, node.getTag());
    } catch (NumberFormatException e) {
      // A number beyond all bounds, or a tag that promises what the text does not keep.
      problems.error(
          at,
          "'"
              + text
              + "' is not "
              + (node.getTag().equals(Tag.BOOL) ? "true or false" : "a number within bounds"),
          "put it in quotes if it is meant as text");
      return TextNode.valueOf(text);
    }
  }

  private static JsonNode scalar(String text, Tag tag) {
    if (tag.equals(Tag.NULL)) {
      return NullNode.instance;
    }
    if (tag.equals(Tag.BOOL)) {
      return BooleanNode.valueOf(bool(text));
    }
    if (tag.equals(Tag.INT)) {
      return integer(text);
    }
    if (tag.equals(Tag.FLOAT)
        && !text.contains(".inf")
        && !text.toLowerCase(Locale.ROOT).contains("nan")) {
      return DecimalNode.valueOf(decimal(text));
    }
    return TextNode.valueOf(text);
  }

  private static boolean bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new NumberFormatException(text);
    };
  }

  private static BigDecimal decimal(String text) {
    BigDecimal value = new BigDecimal(text);
    if (Math.abs((long) value.scale()) > MAX_SCALE) {
      throw new NumberFormatException(text);
    }
    return value;
  }

  private static JsonNode integer(String text) {
    BigInteger value;
    if (text.startsWith("0x")) {
      value = new BigInteger(text.substring(2), 16);
    } else if (text.startsWith("0o")) {
      value = new BigInteger(text.substring(2), 8);
    } else {
      value = new BigInteger(text);
    }
    if (value.bitLength() < Integer.SIZE) {
      return IntNode.valueOf(value.intValue());
    }
    return value.bitLength() < Long.SIZE
        ? LongNode.valueOf(value.longValue())
        : BigIntegerNode.valueOf(value);
  }

  private Location location(Node node) {
    Optional<Mark> mark = node.getStartMark();
    return mark.map(this::location).orElse(Location.of(file));
  }

  private Location location(Mark mark) {
    return new Location(file, mark.getLine() + 1);
  }

  private static final class TooMuch extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Location location;
    private final String message;

    TooMuch(Location location, String message) {
      super(message, null, false, false);
      this.location = location;
      this.message = message;
    }
  }
}
