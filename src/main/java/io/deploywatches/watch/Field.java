package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key of an object of the Watcher grammar and what stands there. Filled in while the table of
 * {@link WatchGrammar} is written down, and never changed after.
 */
final class Field {
  /** A version that never comes. */
  private static final ServerVersion NEVER = new ServerVersion(Integer.MAX_VALUE, 0);

  private final String name;
  private final Kind kind;
  private final Map<String, Kind> otherSpellings = new LinkedHashMap<>();
  private @Nullable JsonNode assumed;
  private @Nullable JsonNode written;
  private boolean nullable;
  private @Nullable String needs;
  private @Nullable ServerVersion lostBefore;
  private @Nullable ServerVersion knownFrom;
  private @Nullable ServerVersion refusedFrom;

  private Field(String name, Kind kind) {
    this.name = name;
    this.kind = kind;
  }

  /** A key in the spelling of the canonical form. */
  static Field field(String name, Kind kind) {
    return new Field(name, kind);
  }

  /** Another key for the same thing. */
  Field spelt(String other) {
    return spelt(other, kind);
  }

  /** Another key for the same thing, whose value is written in another way. */
  Field spelt(String other, Kind otherKind) {
    otherSpellings.put(other, otherKind);
    return this;
  }

  /** A value that says the same as no value: the canonical form leaves it out. */
  Field assumed(JsonNode value) {
    assumed = value;
    return this;
  }

  /** The value that an absent or empty one stands for: the canonical form writes it. */
  Field written(JsonNode value) {
    written = value;
    return this;
  }

  /** Null says the same as no value. */
  Field orNull() {
    nullable = true;
    return this;
  }

  /** Without that other key the server silently drops this one. */
  Field onlyWith(String key) {
    needs = key;
    return this;
  }

  /** Servers older than that silently drop it. */
  Field lostBefore(int major, int minor) {
    lostBefore = new ServerVersion(major, minor);
    return this;
  }

  /** Every server silently drops it. */
  Field alwaysLost() {
    lostBefore = NEVER;
    return this;
  }

  /** Servers older than that refuse it. */
  Field knownFrom(int major, int minor) {
    knownFrom = new ServerVersion(major, minor);
    return this;
  }

  /** Servers from that version on refuse it, unless it is empty. */
  Field refusedFrom(int major, int minor) {
    refusedFrom = new ServerVersion(major, minor);
    return this;
  }

  String name() {
    return name;
  }

  Kind kind() {
    return kind;
  }

  Map<String, Kind> otherSpellings() {
    return otherSpellings;
  }

  @Nullable JsonNode assumedValue() {
    return assumed;
  }

  @Nullable JsonNode writtenValue() {
    return written;
  }

  boolean isNullable() {
    return nullable;
  }

  @Nullable String needs() {
    return needs;
  }

  boolean isLostOn(ServerVersion version) {
    return lostBefore != null && version.compareTo(lostBefore) < 0;
  }

  boolean isAlwaysLost() {
    return NEVER.equals(lostBefore);
  }

  @Nullable ServerVersion firstKnown() {
    return knownFrom;
  }

  @Nullable ServerVersion firstRefused() {
    return refusedFrom;
  }
}
