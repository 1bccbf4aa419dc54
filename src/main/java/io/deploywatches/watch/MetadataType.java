package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** As what a server maps a key of metadata, and what it takes there from then on. */
enum MetadataType {
  OBJECT("an object"),
  TEXT("a text"),
  WHOLE_NUMBER("a whole number"),
  DECIMAL("a number"),
  BOOLEAN("a boolean"),
  DATE("a date"),
  DATE_WITH_SLASHES("a date with slashes"),
  /** Mapped by hand: what it takes is not known, so nothing is said against it. */
  OTHER("of a type of its own");

  private static final BigDecimal LONGS = new BigDecimal(BigInteger.ONE.shiftLeft(Long.SIZE - 1));
  private static final String SLASHES = "yyyy/MM/dd HH:mm:ss||yyyy/MM/dd||epoch_millis";

  /** Of digits; what is longer is no number that a server would take. */
  private static final int LONGEST_NUMBER = 400;

  private final String words;

  MetadataType(String words) {
    this.words = words;
  }

  /** As a message says it: {@code a text}. */
  String words() {
    return words;
  }

  /** How many of the fields that an index may have it takes: a text is mapped twice. */
  int fields() {
    return this == TEXT ? 2 : 1;
  }

  /** As what a server maps a key that it meets with this value, which is no array and not null. */
  static MetadataType of(JsonNode value, boolean before7) {
    if (value.isObject()) {
      return OBJECT;
    }
    if (value.isNumber()) {
      return value.isIntegralNumber() ? WHOLE_NUMBER : DECIMAL;
    }
    if (value.isBoolean()) {
      return BOOLEAN;
    }
    if (!value.isTextual() || decimal(value.textValue()) != null) {
      return TEXT; // a number in quotes is never tried as a date, nor is a year therefore
    }
    if (DynamicDates.isIso(value.textValue(), before7)) {
      return DATE;
    }
    if (DynamicDates.isWithSlashes(value.textValue())) {
      return DATE_WITH_SLASHES;
    }
    return TEXT;
  }

  /**
   * The type of a field of a mapping.
   *
   * @param field as a server shows it: {@code {"type": "long"}}; an object may have no type
   */
  static MetadataType mapped(JsonNode field) {
    return switch (field.path("type").asText(field.has("properties") ? "object" : "")) {
      case "object" -> OBJECT;
      case "text", "keyword" -> TEXT;
      case "long" -> WHOLE_NUMBER;
      case "float", "double" -> DECIMAL;
      case "boolean" -> BOOLEAN;
      case "date" ->
          switch (field.path("format").asText("")) {
            case "" -> DATE;
            case SLASHES -> DATE_WITH_SLASHES;
            default -> OTHER;
          };
      default -> OTHER;
    };
  }

  /** Whether a server that mapped a key so takes this value, which is no array and not null. */
  boolean takes(JsonNode value, boolean before7) {
    if (this == OTHER) {
      return true;
    }
    if (this == OBJECT || value.isObject()) {
      return this == OBJECT && value.isObject();
    }
    if (value.isPojo()) {
      return true; // a secret, which is not looked at
    }
    return switch (this) {
      case WHOLE_NUMBER -> isLong(value);
      case DECIMAL -> isFloat(value);
      case BOOLEAN -> isBoolean(value);
      case DATE -> isInstant(value) || DynamicDates.isIso(value.asText(), before7);
      case DATE_WITH_SLASHES -> isInstant(value) || DynamicDates.isTakenWithSlashes(value.asText());
      default -> true;
    };
  }

  /** A number, or a text that is read as one; an empty text is taken as well. */
  private static boolean isLong(JsonNode value) {
    if (isEmptyText(value)) {
      return true;
    }
    BigDecimal number = value.isNumber() ? value.decimalValue() : decimal(value.asText());
    return number != null
        && !value.isBoolean()
        && number.compareTo(LONGS) < 0
        && number.compareTo(LONGS.negate()) >= 0;
  }

  private static boolean isFloat(JsonNode value) {
    if (isEmptyText(value)) {
      return true;
    }
    if (value.isBoolean() || !mayBeNumber(value.asText().strip())) {
      return false;
    }
    try {
      return Float.isFinite(Float.parseFloat(value.asText()));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean isBoolean(JsonNode value) {
    return value.isBoolean()
        || isEmptyText(value)
        || (value.isTextual() && (value.asText().equals("true") || value.asText().equals("false")));
  }

  /** A number counts the milliseconds since 1970, also as a text. */
  private static boolean isInstant(JsonNode value) {
    return value.isNumber() || (value.isTextual() && decimal(value.textValue()) != null);
  }

  private static boolean isEmptyText(JsonNode value) {
    return value.isTextual() && value.textValue().isEmpty();
  }

  private static @Nullable BigDecimal decimal(String text) {
    try {
      return mayBeNumber(text) ? new BigDecimal(text) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** A look at the first character, as most texts are none and exceptions are dear. */
  private static boolean mayBeNumber(String text) {
    if (text.isEmpty() || text.length() > LONGEST_NUMBER) {
      return false;
    }
    char first = text.charAt(0);
    return Character.isDigit(first) || first == '-' || first == '+' || first == '.';
  }
}
