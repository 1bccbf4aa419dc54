package io.deploywatches.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.Criterion.TimePart;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;

/**
 * Queries that only a script can say. Each kind has one text for all rules, and what differs stands
 * in parameters, since an old cluster compiles few scripts in a minute. A field is looked up before
 * it is read: a script that asks for one that an index does not have fails the whole search.
 */
final class Scripts {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** The values of the first field that the index has. */
  private static final String READ =
      """
      List read(Map doc, List fields) {
        for (String field : fields) { if (doc.containsKey(field)) { return doc[field]; } }
        return [];
      }
      """;

  private static final String COMPARES =
      """
      boolean compares(int order, String comparison) {
        return comparison == '<' ? order < 0 : comparison == '<=' ? order <= 0
          : comparison == '>' ? order > 0 : comparison == '>=' ? order >= 0 : order == 0;
      }
      """;

  /**
   * A value that is no number is neither less nor more than one. A function reads it, as 6.8 cannot
   * compile a {@code continue} in a {@code catch}.
   */
  private static final String COMPARE =
      oneLine(
          READ
              + COMPARES
              + """
      BigDecimal number(String text) {
        try { return new BigDecimal(text); } catch (NumberFormatException e) { return null; }
      }
      for (def value : read(doc, params.fields)) {
        BigDecimal number = number(value.toString());
        if (number != null && compares(number.compareTo(new BigDecimal(params.number)), params.comparison)) { return true; }
      }
      return false;
      """);

  /**
   * Date fields give times whose class differs between servers, and whose text does not: ISO 8601,
   * as texts of events mostly are. What names no zone is UTC.
   */
  private static final String TIME_PART =
      oneLine(
          READ
              + COMPARES
              + """
      ZonedDateTime zoned(String text) {
        try { return ZonedDateTime.parse(text).withZoneSameInstant(ZoneOffset.UTC); }
        catch (DateTimeParseException e) { return null; }
      }
      ZonedDateTime local(String text) {
        try { return ZonedDateTime.of(LocalDateTime.parse(text), ZoneOffset.UTC); }
        catch (DateTimeParseException e) { return null; }
      }
      for (def value : read(doc, params.fields)) {
        String text = value.toString().replace(' ', 'T');
        ZonedDateTime time = zoned(text);
        if (time == null) { time = local(text); }
        if (time != null) {
          String part = params.part;
          int number = part == 'minute' ? time.getMinute() : part == 'hour' ? time.getHour()
            : part == 'day' ? time.getDayOfMonth() : part == 'month' ? time.getMonthValue()
            : part == 'year' ? time.getYear() : time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
          if (compares(BigDecimal.valueOf(number).compareTo(new BigDecimal(params.number)), params.comparison)) { return true; }
        }
      }
      return false;
      """);

  /** Texts of parameters come in small letters where case makes no difference. */
  private static final String HOLDS =
      oneLine(
          READ
              + """
      boolean holds(String text, String part, boolean start, boolean end) {
        return start ? (end ? text.contains(part) : text.endsWith(part))
          : end ? text.startsWith(part) : text.equals(part);
      }
      List texts = params.texts;
      if (texts.isEmpty()) {
        texts = [];
        for (def other : read(doc, params.others)) {
          texts.add(params.cased ? other.toString() : other.toString().toLowerCase(Locale.ROOT));
        }
      }
      for (def value : read(doc, params.fields)) {
        String text = params.cased ? value.toString() : value.toString().toLowerCase(Locale.ROOT);
        for (def part : texts) { if (holds(text, part, params.start, params.end)) { return true; } }
      }
      return false;
      """);

  /**
   * Reads a text character by character and keeps in mind which positions of an expression it may
   * have reached. Functions have the inner loops: a server counts the turns of each for itself, and
   * stops a script at a million.
   */
  private static final String MATCHES =
      oneLine(
          READ
              + """
      boolean fits(int c, List ranges) {
        for (int i = 0; i < ranges.size(); i += 2) { if (c >= ranges[i] && c <= ranges[i + 1]) { return true; } }
        return false;
      }
      void reach(int c, List positions, List reached, Map params, int[] seen, int time) {
        for (int position : positions) {
          if (seen[position] != time && fits(c, params.sets[params.set[position]])) {
            seen[position] = time; reached.add(position);
          }
        }
      }
      List step(int c, List from, boolean start, Map params, int[] seen, int time) {
        List reached = [];
        if (start) { reach(c, params.first, reached, params, seen, time); }
        for (int position : from) { reach(c, params.next[position], reached, params, seen, time); }
        return reached;
      }
      boolean ends(List reached, List last) {
        for (int position : reached) { if (last[position]) { return true; } }
        return false;
      }
      boolean matches(String text, Map params) {
        boolean openStart = params.open_start;
        boolean openEnd = params.open_end;
        if (params.empty && (openStart || openEnd || text.isEmpty())) { return true; }
        int[] seen = new int[params.set.size()];
        List reached = [];
        int time = 0;
        for (int i = 0; i < text.length(); ) {
          int c = text.codePointAt(i);
          i += c > 65535 ? 2 : 1;
          time++;
          reached = step(c, reached, openStart || time == 1, params, seen, time);
          if (openEnd && ends(reached, params.last)) { return true; }
          if (!openStart && reached.isEmpty()) { return false; }
        }
        return ends(reached, params.last);
      }
      for (def value : read(doc, params.fields)) { if (matches(value.toString(), params)) { return true; } }
      return false;
      """);

  private Scripts() {}

  /**
   * The whole text matches a sequence without assertions.
   *
   * @param sequence what its ends leave open is not read
   */
  static ObjectNode matches(String field, List<Regex> sequence) {
    boolean openStart = !sequence.isEmpty() && sequence.get(0).equals(Regex.anything());
    int last = sequence.size() - 1;
    boolean openEnd = last > 0 && sequence.get(last).equals(Regex.anything());
    RegexAutomaton automaton =
        RegexAutomaton.of(
            Regex.sequence(sequence.subList(openStart ? 1 : 0, openEnd ? last : last + 1)));
    ObjectNode params = JSON.objectNode();
    names(params, "fields", List.of(field));
    params.put("open_start", openStart).put("open_end", openEnd);
    params.put("empty", automaton.matchesEmpty());
    List<CharacterSet> sets = automaton.positions().stream().distinct().toList();
    ArrayNode ranges = params.putArray("sets");
    sets.forEach(set -> addRanges(ranges.addArray(), set));
    automaton.first().forEach(params.putArray("first")::add);
    ArrayNode setOf = params.putArray("set");
    ArrayNode next = params.putArray("next");
    ArrayNode isLast = params.putArray("last");
    for (int i = 0; i < automaton.positions().size(); i++) {
      setOf.add(sets.indexOf(automaton.positions().get(i)));
      automaton.followers(i).forEach(next.addArray()::add);
      isLast.add(automaton.isLast(i));
    }
    return script(MATCHES, params);
  }

  private static void addRanges(ArrayNode ranges, CharacterSet set) {
    for (int i = 0; i < set.ranges(); i++) {
      ranges.add(set.first(i)).add(set.last(i));
    }
  }

  /**
   * A number, or a part of a time, is less or more than another.
   *
   * @param fields the names that the values may have: those of the first that an index has count
   */
  static ObjectNode compared(List<String> fields, Criterion.Compared compared) {
    ObjectNode params = JSON.objectNode();
    names(params, "fields", fields);
    TimePart part = compared.part();
    if (part != null) {
      params.put("part", part.name().toLowerCase(Locale.ROOT));
    }
    params.put("comparison", compared.comparison().symbol());
    params.put("number", compared.number().toPlainString());
    return script(part == null ? COMPARE : TIME_PART, params);
  }

  /** A field holds what another holds. */
  static ObjectNode same(List<String> fields, List<String> others, Criterion.SameAs same) {
    return holds(fields, others, List.of(), same.openStart(), same.openEnd(), same.cased());
  }

  /**
   * A field holds one of many texts.
   *
   * @param start whether anything may stand before the text
   * @param end whether anything may stand behind the text
   */
  static ObjectNode holdsOneOf(
      List<String> fields, List<String> texts, boolean start, boolean end, boolean cased) {
    List<String> shown =
        cased ? texts : texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
    return holds(fields, List.of(), shown, start, end, cased);
  }

  private static ObjectNode holds(
      List<String> fields,
      List<String> others,
      List<String> texts,
      boolean start,
      boolean end,
      boolean cased) {
    ObjectNode params = JSON.objectNode();
    names(params, "fields", fields);
    names(params, "others", others);
    names(params, "texts", texts);
    params.put("start", start).put("end", end).put("cased", cased);
    return script(HOLDS, params);
  }

  private static void names(ObjectNode params, String key, List<String> fields) {
    new LinkedHashSet<>(fields).forEach(params.withArray(key)::add);
  }

  private static ObjectNode script(String source, ObjectNode params) {
    ObjectNode script = JSON.objectNode().put("lang", "painless").put("source", source);
    script.set("params", params);
    return JSON.objectNode().set("script", JSON.objectNode().set("script", script));
  }

  /** A line break would be two characters of JSON, in every watch. */
  private static String oneLine(String source) {
    return source.strip().replaceAll("\\s*\\n\\s*", " ");
  }
}
