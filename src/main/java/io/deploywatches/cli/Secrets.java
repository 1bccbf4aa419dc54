package io.deploywatches.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.bundle.SecretSource;
import io.deploywatches.problem.Problems;
import io.deploywatches.watch.MarkedText;
import io.deploywatches.watch.SecretValues;
import io.deploywatches.watch.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Fetches the values of the secrets that watches need, from the environment and from files. */
final class Secrets {
  private final Path root;
  private final Console console;
  private final Problems problems;

  private Secrets(Path root, Console console, Problems problems) {
    this.root = root;
    this.console = console;
    this.problems = problems;
  }

  /**
   * The values of all secrets that the watches use.
   *
   * @param sources the settings' secrets, by name
   * @param root the bundle's folder, from which files are named
   * @param problems takes those that cannot be had
   */
  static SecretValues fetch(
      Collection<Watch> watches,
      Map<String, SecretSource> sources,
      Path root,
      Console console,
      Problems problems) {
    Set<String> names = new TreeSet<>();
    watches.forEach(watch -> collect(watch.body(), names));
    Secrets secrets = new Secrets(root, console, problems);
    Map<String, String> values = new HashMap<>();
    for (String name : names) {
      SecretSource source = sources.get(name);
      if (source != null) {
        secrets.fetch(name, source, values);
      }
    }
    return values::get;
  }

  private static void collect(JsonNode node, Set<String> names) {
    MarkedText.of(node)
        .ifPresent(
            text ->
                text.segments().stream()
                    .filter(MarkedText.Segment.Secret.class::isInstance)
                    .forEach(segment -> names.add(((MarkedText.Segment.Secret) segment).name())));
    node.forEach(child -> collect(child, names));
  }

  private void fetch(String name, SecretSource source, Map<String, String> values) {
    if (source instanceof SecretSource.Env env) {
      String value = console.variable(env.variable());
      if (value == null) {
        problems.error(
            env.location(),
            "the secret '" + name + "' is in no environment variable '" + env.variable() + "'",
            "set the variable where the deploy runs");
      } else {
        values.put(name, value);
      }
    } else if (source instanceof SecretSource.File file) {
      try {
        values.put(name, withoutLastLineBreak(Files.readString(root.resolve(file.path()))));
      } catch (IOException | InvalidPathException e) {
        problems.error(
            file.location(),
            "the secret '" + name + "': the file " + file.path() + " cannot be read",
            "put the file where the deploy runs");
      }
    }
  }

  /** The text without the one line break that an editor leaves. */
  static String withoutLastLineBreak(String text) {
    if (text.endsWith("\r\n")) {
      return text.substring(0, text.length() - 2);
    }
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }
}
