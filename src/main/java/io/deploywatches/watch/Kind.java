package io.deploywatches.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What stands at a place of a watch: the small type system in which {@link WatchGrammar} is
 * written. A kind says how a server reads the value, not whether the value is right; the
 * interpreters of the table ({@link CanonicalForm}, {@link RuntimeText}, {@link Redaction}, {@link
 * WatchLint}) each draw their own conclusions from it.
 */
sealed interface Kind {

  /** What the server does with the strings of a place while the watch runs. */
  enum Use {
    /** Nothing: they are what they are. */
    PLAIN,
    /** Renders them as Mustache. */
    TEMPLATE,
    /** Resolves a whole string {@code {{ctx.payload.x}}} or {@code <{now-5m}>}; no Mustache. */
    REFERENCE,
    /** Splits and percent-decodes them first, and renders the parts as Mustache. */
    URL,
    /** The table does not know. */
    UNKNOWN
  }

  /** What a server does with a key that an object's table does not hold. */
  enum Stray {
    /** Refuses the watch, as far as we know; a newer server may know the key. */
    DOUBTFUL,
    /** Refuses the watch, on every version. */
    REFUSED,
    /** Takes it and silently forgets it. */
    LOST
  }

  /** A value that the server keeps, or re-writes as {@link Form} says; containers included. */
  record Leaf(Form form, Use use) implements Kind {}

  /** What some server shows as {@code ::es_redacted::} instead of its value. */
  record Redactable(Kind kind) implements Kind {}

  /**
   * An object whose keys are the author's own names.
   *
   * @param dropsNulls whether a null value is silently dropped with its key
   */
  record MapOf(Kind value, boolean dropsNulls) implements Kind {
    MapOf(Kind value) {
      this(value, false);
    }

    MapOf droppingNulls() {
      return new MapOf(value, true);
    }
  }

  /**
   * An object with one key, which is the author's own: of several, the server silently keeps the
   * last.
   */
  record Entry(Kind value) implements Kind {}

  /** {@code true} stands for an empty object; {@code false} and null for nothing. */
  record Switch(Kind whenOn) implements Kind {}

  /** A kind that is part of itself, as a chain is an input and holds inputs. */
  record Recursive(Supplier<Kind> kind) implements Kind {}

  /**
   * A list. A single value stands for a list of one.
   *
   * @param order whether the order, and how often a value is given, says anything
   * @param commas whether a single string is split at commas; blanks and tabs in it are dropped
   * @param single what becomes of a value that is no list
   */
  record ListOf(Kind element, Order order, boolean commas, Single single) implements Kind {
    enum Order {
      /** As given. */
      LIST,
      /** The order says nothing; how often a value is given is kept. */
      BAG,
      /** Neither order nor repetition says anything. */
      SET
    }

    enum Single {
      /** One value stands for a list of one. */
      WRAPPED,
      /** One value stands for a list of one, and the server shows it alone. */
      UNWRAPPED,
      /** What is no list is silently taken for an empty one. */
      LOST
    }

    ListOf(Kind element) {
      this(element, Order.LIST, false, Single.WRAPPED);
    }

    ListOf ordered(Order newOrder) {
      return new ListOf(element, newOrder, commas, single);
    }

    ListOf splitAtCommas() {
      return new ListOf(element, order, true, single);
    }

    ListOf single(Single newSingle) {
      return new ListOf(element, order, commas, newSingle);
    }
  }

  /**
   * An object with known keys.
   *
   * @param known the fields, in the order of the table
   * @param spellings every key that is read, with the field that it means
   * @param strays what becomes of other keys
   * @param otherKeys the kind of all other keys, which are lower-cased then; null when other keys
   *     are strays
   * @param shorthand the key for which a bare string stands; null when it stands for none
   * @param bareKept whether the server shows a bare string as it was given
   * @param prepare what the server does to the object before it reads the keys one by one
   */
  record Fields(
      List<Field> known,
      Map<String, Spelling> spellings,
      Stray strays,
      @Nullable Kind otherKeys,
      @Nullable String shorthand,
      boolean bareKept,
      @Nullable BiFunction<ObjectNode, ServerVersion, ObjectNode> prepare)
      implements Kind {

    Fields(Field... fields) {
      this(List.of(fields), bySpelling(fields), Stray.DOUBTFUL, null, null, false, null);
    }

    Fields and(Field other) {
      List<Field> all = new ArrayList<>(known);
      all.add(other);
      return new Fields(all.toArray(Field[]::new));
    }

    Fields strays(Stray newStrays) {
      return new Fields(known, spellings, newStrays, otherKeys, shorthand, bareKept, prepare);
    }

    Fields otherKeys(Kind kind) {
      return new Fields(known, spellings, strays, kind, shorthand, bareKept, prepare);
    }

    /** A bare string is the value of that key, and the server writes it so. */
    Fields shorthandFor(String key) {
      return new Fields(known, spellings, strays, otherKeys, key, false, prepare);
    }

    /** A bare string is the value of that key, and the server keeps it bare. */
    Fields orBare(String key) {
      return new Fields(known, spellings, strays, otherKeys, key, true, prepare);
    }

    /** A bare string is a value of its own, which the server keeps. */
    Fields orBare() {
      return new Fields(known, spellings, strays, otherKeys, null, true, prepare);
    }

    Fields prepared(BiFunction<ObjectNode, ServerVersion, ObjectNode> by) {
      return new Fields(known, spellings, strays, otherKeys, shorthand, bareKept, by);
    }

    /** How a key is read; null for a key that the table does not hold. */
    @Nullable Spelling spelling(String key) {
      return spellings.get(key);
    }

    /** The kind of the key for which a bare string stands; null when there is none. */
    @Nullable Kind shorthandKind() {
      Spelling spelling = shorthand == null ? null : spellings.get(shorthand);
      return spelling == null ? null : spelling.kind();
    }

    private static Map<String, Spelling> bySpelling(Field... fields) {
      Map<String, Spelling> spellings = new LinkedHashMap<>();
      for (Field field : fields) {
        spellings.put(field.name(), new Spelling(field, field.kind()));
        field
            .otherSpellings()
            .forEach((key, kind) -> spellings.put(key, new Spelling(field, kind)));
      }
      return spellings;
    }
  }

  /** A key under which a field is given, and how its value is written there. */
  record Spelling(Field field, Kind kind) {}

  /**
   * An object with one of several types, given by its key, beside fields that all of them have: an
   * input, a condition, a schedule, an action. Of several types the server silently keeps the last.
   *
   * @param what what it is the type of, for messages: {@code input}
   * @param common the keys that stand beside the type
   */
  record OneOf(String what, Map<String, Kind> types, Fields common) implements Kind {
    OneOf(String what, Map<String, Kind> types) {
      this(what, types, new Fields());
    }
  }
}
