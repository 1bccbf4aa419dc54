package io.deploywatches.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The Painless scripts of aggregations. What differs between watches stands in their parameters, so
 * that a server compiles each script once for all of them.
 *
 * <p>A field is a list of names, the first of which that an event has is taken; of a name, its
 * keyword sub-field where the index has one.
 */
final class AggregationScripts {
  /** Stands between the values of a group that several fields make. */
  static final String SEPARATOR = ", ";

  /** Begins a loop over the values of a field of {@code params.fields}. */
  private static final String EACH_VALUE =
      "for (name in params.fields[%s]) {"
          + " def field = doc.containsKey(name + params.suffix) ? name + params.suffix : name;"
          + " if (doc.containsKey(field) && doc[field].size() > 0) {"
          + " for (value in doc[field]) { ";

  private static final String END = " } break; } } ";

  /** All values of a field. */
  private static final String VALUES =
      "def values = []; "
          + EACH_VALUE.formatted("0")
          + "values.add('' + value);"
          + END
          + "return values;";

  /** All values of a field that are numbers, also when the index holds them as texts. */
  private static final String NUMBERS =
      "def numbers = []; "
          + EACH_VALUE.formatted("0")
          + "if (value instanceof Number) { numbers.add(value); } else {"
          + " try { numbers.add(Double.parseDouble('' + value)); }"
          + " catch (NumberFormatException e) { } }"
          + END
          + "return numbers;";

  /** Every combination of the values of some fields; none when the event lacks one of them. */
  private static final String KEYS =
      "def keys = []; for (int i = 0; i < params.fields.size(); i++) { def longer = []; "
          + EACH_VALUE.formatted("i")
          + "if (i == 0) { longer.add('' + value); } else {"
          + " for (key in keys) { longer.add(key + params.separator + value); } }"
          + END
          + "keys = longer; } return keys;";

  private final String suffix;

  /**
   * @param suffix what the keyword sub-field of a field is called; empty when there is none
   */
  AggregationScripts(String suffix) {
    this.suffix = suffix;
  }

  ObjectNode values(List<String> field) {
    return script(VALUES, List.of(field));
  }

  ObjectNode numbers(List<String> field) {
    return script(NUMBERS, List.of(field));
  }

  ObjectNode keys(List<List<String>> fields) {
    ObjectNode script = script(KEYS, fields);
    ((ObjectNode) script.get("params")).put("separator", SEPARATOR);
    return script;
  }

  private ObjectNode script(String source, List<List<String>> fields) {
    ObjectNode script = JsonNodeFactory.instance.objectNode().put("lang", "painless");
    script.put("source", source);
    ObjectNode params = script.putObject("params").put("suffix", suffix);
    ArrayNode list = params.putArray("fields");
    for (List<String> names : fields) {
      names.forEach(list.addArray()::add);
    }
    return script;
  }
}
