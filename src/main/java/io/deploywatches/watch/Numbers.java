package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Numbers as a server re-writes them. */
final class Numbers {
  private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

  private Numbers() {}

  /**
   * One node for each value: integers are exact, everything with a fraction or an exponent is a
   * double ({@code 1.10} is {@code 1.1}, {@code 1e5} is {@code 100000.0}). 5 and 5.0 stay two
   * things, as servers show them so.
   */
  static JsonNode byValue(JsonNode number) {
    if (number.isIntegralNumber()) {
      return number.canConvertToLong()
          ? ofLong(number.longValue())
          : BigIntegerNode.valueOf(number.bigIntegerValue());
    }
    double value = number.doubleValue();
    return Double.isInfinite(value) ? number : DoubleNode.valueOf(value);
  }

  /** The integer that a number or a numeric string is read as; other values as they are. */
  static JsonNode whole(JsonNode value) {
    if (!value.isNumber() && !value.isTextual()) {
      return Form.verbatim(value);
    }
    try {
      BigInteger whole =
          (value.isNumber() ? value.decimalValue() : new BigDecimal(value.textValue().strip()))
              .toBigInteger();
      return whole.compareTo(MIN_LONG) >= 0 && whole.compareTo(MAX_LONG) <= 0
          ? ofLong(whole.longValue())
          : Form.verbatim(value);
    } catch (NumberFormatException e) {
      return value;
    }
  }

  private static JsonNode ofLong(long value) {
    return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
  }
}
