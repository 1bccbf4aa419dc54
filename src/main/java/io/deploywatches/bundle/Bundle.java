package io.deploywatches.bundle;

import java.util.List;
import java.util.Set;

/**
 * A repository of watches, read.
 *
 * @param settings of the bundle as a whole
 * @param rules those that could be read, in the order of their files; only the selected ones where
 *     paths were given
 * @param templates the bundle's own templates
 * @param unreadable files of {@code watches/} in which something is wrong: nothing that once came
 *     from them may be taken for deleted
 */
public record Bundle(
    BundleSettings settings,
    List<Rule> rules,
    List<TemplateSource> templates,
    Set<String> unreadable) {
  public Bundle {
    rules = List.copyOf(rules);
    templates = List.copyOf(templates);
    unreadable = Set.copyOf(unreadable);
  }

  /**
   * A template's text.
   *
   * @param name without {@code .mustache}: {@code email.json}, or {@code hits} of a partial
   * @param file for messages: {@code templates/email.json.mustache}
   */
  public record TemplateSource(String name, String file, String text) {}
}
