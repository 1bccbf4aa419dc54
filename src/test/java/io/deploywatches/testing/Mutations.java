package io.deploywatches.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every way to change one thing in a JSON tree: a leaf, a key, an element, an order. */
public final class Mutations {
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final List<Mutation> mutations = new ArrayList<>();

  private Mutations() {}

  /**
   * One change.
   *
   * @param steps the keys and indices to the container that is changed
   * @param key the key or index in it that is removed, replaced or added
   * @param value what stands there afterwards; null when it is removed
   * @param isInsertion whether an element of an array moves on for the value
   */
  public record Mutation(List<String> steps, String key, JsonNode value, boolean isInsertion) {

    /** A changed copy of the tree. */
    public ObjectNode applyTo(ObjectNode tree) {
      ObjectNode copy = tree.deepCopy();
      JsonNode container = copy;
      for (String step : steps) {
        container =
            container.isArray() ? container.get(Integer.parseInt(step)) : container.get(step);
      }
      if (container instanceof ObjectNode object) {
        if (value == null) {
          object.remove(key);
        } else {
          object.set(key, value);
        }
      } else {
        ArrayNode array = (ArrayNode) container;
        int index = Integer.parseInt(key);
        if (value == null) {
          array.remove(index);
        } else if (isInsertion) {
          array.insert(index, value);
        } else {
          array.set(index, value);
        }
      }
      return copy;
    }

    /** The keys and indices to what is changed. */
    public List<String> place() {
      List<String> place = new ArrayList<>(steps);
      place.add(key);
      return place;
    }

    @Override
    public String toString() {
      return (value == null ? "removed " : isInsertion ? "inserted " : "set ")
          + "/"
          + String.join("/", place())
          + (value == null ? "" : " " + value);
    }
  }

  /** All mutations of a tree, in the order of its keys. */
  public static List<Mutation> of(ObjectNode tree) {
    Mutations all = new Mutations();
    all.collect(tree, List.of());
    return all.mutations;
  }

  private void collect(JsonNode container, List<String> steps) {
    if (container instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        collect(entry.getValue(), steps, entry.getKey());
      }
      add(steps, "added", TextNode.valueOf("x"));
      return;
    }
    for (int i = 0; i < container.size(); i++) {
      collect(container.get(i), steps, Integer.toString(i));
    }
    JsonNode last =
        container.isEmpty() ? TextNode.valueOf("x") : container.get(container.size() - 1);
    mutations.add(new Mutation(steps, Integer.toString(container.size()), last, true));
    if (container.size() > 1) {
      mutations.add(new Mutation(steps, "0", last, true));
    }
  }

  private void collect(JsonNode value, List<String> steps, String key) {
    add(steps, key, null);
    add(steps, key, NullNode.instance);
    if (value.isContainerNode()) {
      List<String> deeper = new ArrayList<>(steps);
      deeper.add(key);
      collect(value, List.copyOf(deeper));
    } else if (value.isTextual()) {
      String text = value.textValue();
      add(steps, key, TextNode.valueOf(text + "x"));
      add(steps, key, TextNode.valueOf(text.toUpperCase(Locale.ROOT)));
      Matcher number = NUMBER.matcher(text);
      if (number.find() && number.group().length() < 9) {
        long other = Long.parseLong(number.group()) + 1;
        add(steps, key, TextNode.valueOf(number.replaceFirst(Long.toString(other))));
      }
    } else if (value.isNumber()) {
      add(steps, key, LongNode.valueOf(value.longValue() + 1));
      add(steps, key, DoubleNode.valueOf(value.doubleValue() + 0.5));
      add(steps, key, TextNode.valueOf(value.asText()));
    } else if (value.isBoolean()) {
      add(steps, key, BooleanNode.valueOf(!value.booleanValue()));
      add(steps, key, TextNode.valueOf(value.asText()));
    }
  }

  private void add(List<String> steps, String key, JsonNode value) {
    mutations.add(new Mutation(steps, key, value, false));
  }
}
