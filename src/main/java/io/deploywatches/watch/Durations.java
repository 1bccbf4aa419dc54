package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations of a watch. The canonical form is the one that people write and that every server takes
 * ({@code "15m"}), in the largest unit up to days that divides it, and not the server's count of
 * milliseconds: {@code 900000} says little in a diff, servers spell its key in three ways, and
 * {@code read_timeout_millis}, which they show, is refused when it is sent.
 */
final class Durations {
  private static final Pattern TEXT =
      Pattern.compile("\\s*(\\d{1,19}(?:\\.\\d{1,19})?)\\s*(ms|s|m|h|d|w)\\s*");
  private static final Pattern WHOLE_TEXT = Pattern.compile("\\s*(\\d{1,19})\\s*(ms|s|m|h|d)\\s*");
  private static final String[] UNITS = {"d", "h", "m", "s", "ms"};

  private Durations() {}

  /** Milliseconds of {@code 90s}, {@code 1.5h}, {@code 15 M} or {@code 0}; empty if it is none. */
  static OptionalLong millis(String text) {
    if (text.strip().equals("0")) {
      return OptionalLong.of(0);
    }
    Matcher matcher = TEXT.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    // As the server does: doubles, multiplied step by step, and the rest cut off. So 1.001s are
    // 1000 ms, and 4484.90h are 16145640000 ms, which one multiplication would miss by one.
    double millis = Double.parseDouble(matcher.group(1));
    for (int factor : factorsOf(matcher.group(2))) {
      millis *= factor;
    }
    return OptionalLong.of((long) millis);
  }

  static JsonNode ofText(JsonNode value) {
    if (!value.isTextual()) {
      return Form.verbatim(value);
    }
    OptionalLong millis = millis(value.textValue());
    return millis.isPresent() ? TextNode.valueOf(text(millis.getAsLong())) : value;
  }

  static JsonNode ofMillis(JsonNode value) {
    JsonNode whole = Numbers.whole(value);
    return whole.isIntegralNumber() && whole.canConvertToLong()
        ? TextNode.valueOf(text(whole.longValue()))
        : whole;
  }

  static JsonNode ofInterval(JsonNode value) {
    return value.isNumber()
        ? TextNode.valueOf(value.decimalValue().toBigInteger() + "s")
        : Form.verbatim(value);
  }

  static JsonNode ofReportingInterval(JsonNode value, ServerVersion version) {
    if (!value.isTextual()) {
      return Form.verbatim(value);
    }
    String text = value.textValue();
    if (version.isAtLeast(7, 0)) {
      Matcher matcher = WHOLE_TEXT.matcher(text.toLowerCase(Locale.ROOT));
      return matcher.matches() ? TextNode.valueOf(matcher.group(1) + matcher.group(2)) : value;
    }
    OptionalLong millis = millis(text);
    return millis.isPresent() ? TextNode.valueOf(rounded(millis.getAsLong())) : value;
  }

  /** As 6.x stores it: one decimal of the largest unit, the rest is lost. */
  static String rounded(long millis) {
    for (String unit : UNITS) {
      if (millis >= millisOf(unit)) {
        return BigDecimal.valueOf(millis)
                .divide(BigDecimal.valueOf(millisOf(unit)), 1, RoundingMode.DOWN)
                .stripTrailingZeros()
                .toPlainString()
            + unit;
      }
    }
    return millis + "ms";
  }

  private static String text(long millis) {
    if (millis == 0) {
      return "0s";
    }
    for (String unit : UNITS) {
      if (millis % millisOf(unit) == 0) {
        return millis / millisOf(unit) + unit;
      }
    }
    return millis + "ms";
  }

  private static int[] factorsOf(String unit) {
    return switch (unit) {
      case "ms" -> new int[] {};
      case "s" -> new int[] {1000};
      case "m" -> new int[] {60, 1000};
      case "h" -> new int[] {60, 60, 1000};
      case "d" -> new int[] {24, 60, 60, 1000};
      default -> new int[] {7, 24, 60, 60, 1000};
    };
  }

  private static long millisOf(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1_000;
      case "m" -> 60_000;
      case "h" -> 3_600_000;
      default -> 86_400_000;
    };
  }
}
