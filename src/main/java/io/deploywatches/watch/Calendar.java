package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The days, months and times of a schedule. */
final class Calendar {
  private static final List<String> DAYS =
      List.of("SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY");
  private static final List<String> MONTHS =
      List.of(
          "JANUARY",
          "FEBRUARY",
          "MARCH",
          "APRIL",
          "MAY",
          "JUNE",
          "JULY",
          "AUGUST",
          "SEPTEMBER",
          "OCTOBER",
          "NOVEMBER",
          "DECEMBER");
  private static final Pattern TIME = Pattern.compile("(\\d{1,2}):(\\d{2})");

  /** The order of sets: the calendar's, then numbers, then words; whatever else is last. */
  static final Comparator<JsonNode> ORDER =
      Comparator.comparingInt(Calendar::rank)
          .thenComparing(
              (a, b) ->
                  a.isNumber() && b.isNumber() ? Double.compare(a.asDouble(), b.asDouble()) : 0)
          .thenComparing(StableText::of);

  private Calendar() {}

  static JsonNode weekday(JsonNode value) {
    return named(value, DAYS);
  }

  static JsonNode month(JsonNode value) {
    return named(value, MONTHS);
  }

  static JsonNode monthDay(JsonNode value) {
    if (value.isTextual()) {
      String word = value.textValue().toLowerCase(Locale.ROOT);
      if (word.equals("first_day")) {
        return IntNode.valueOf(1);
      }
      if (word.equals("last_day")) {
        return TextNode.valueOf("last_day");
      }
    }
    JsonNode day = Numbers.whole(value);
    return day.isInt() && day.intValue() == 32 ? TextNode.valueOf("last_day") : day;
  }

  /** {@code 09:00} for all ways to say one time; an object for several hours or minutes. */
  static JsonNode timeOfDay(JsonNode value) {
    if (value.isTextual()) {
      String text = value.textValue();
      if (text.equals("noon")) {
        return TextNode.valueOf("12:00");
      }
      if (text.equals("midnight")) {
        return TextNode.valueOf("00:00");
      }
      Matcher matcher = TIME.matcher(text);
      return matcher.matches()
          ? time(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
          : value;
    }
    if (!value.isObject()) {
      return Form.verbatim(value);
    }
    ArrayNode hours = wholes(value.get("hour"));
    ArrayNode minutes = wholes(value.get("minute"));
    if (hours.size() == 1
        && minutes.size() == 1
        && hours.get(0).isInt()
        && minutes.get(0).isInt()) {
      return time(hours.get(0).intValue(), minutes.get(0).intValue());
    }
    ObjectNode times = Form.newObject();
    times.set("hour", hours);
    times.set("minute", minutes);
    return times;
  }

  private static TextNode time(int hour, int minute) {
    return TextNode.valueOf((hour < 10 ? "0" : "") + hour + (minute < 10 ? ":0" : ":") + minute);
  }

  private static ArrayNode wholes(@Nullable JsonNode given) {
    ArrayNode wholes = Form.newArray();
    if (given != null && given.isArray()) {
      given.forEach(element -> wholes.add(Numbers.whole(element)));
    } else if (given != null) {
      wholes.add(Numbers.whole(given));
    }
    return wholes.isEmpty() ? wholes.add(0) : wholes;
  }

  /** The three letters that servers show of a name, its abbreviation or its number from 1. */
  private static JsonNode named(JsonNode value, List<String> names) {
    if (value.isTextual()) {
      String word = value.textValue().toUpperCase(Locale.ROOT);
      for (String name : names) {
        if (word.equals(name) || word.equals(shortName(name))) {
          return TextNode.valueOf(shortName(name));
        }
      }
    }
    JsonNode number = Numbers.whole(value);
    return number.isInt() && number.intValue() >= 1 && number.intValue() <= names.size()
        ? TextNode.valueOf(shortName(names.get(number.intValue() - 1)))
        : value;
  }

  private static String shortName(String name) {
    return name.substring(0, 3);
  }

  private static int rank(JsonNode value) {
    if (value.isTextual()) {
      for (List<String> names : List.of(DAYS, MONTHS)) {
        for (int i = 0; i < names.size(); i++) {
          if (shortName(names.get(i)).equals(value.textValue())) {
            return i;
          }
        }
      }
      return 100;
    }
    return value.isNumber() ? 50 : 200;
  }
}
