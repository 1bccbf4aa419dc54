package io.deploywatches.bundle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A repository of watches, read.
 *
 * @param settings of the bundle as a whole
 * @param rules those that could be read, in the order of their files; only the selected ones where
 *     paths were given
 * @param templates the bundle's own templates
 * @param broken rules in which something is wrong, and files whose rules cannot be told apart
 */
public record Bundle(
    BundleSettings settings,
    List<Rule> rules,
    List<TemplateSource> templates,
    List<Broken> broken) {
  public Bundle {
    rules = List.copyOf(rules);
    templates = List.copyOf(templates);
    broken = List.copyOf(broken);
  }

  /**
   * A rule in which something is wrong.
   *
   * @param id null when it cannot be known: it may be that of any watch
   */
  public record Broken(@Nullable String id, String source) {}

  /**
   * A template's text.
   *
   * @param name without {@code .mustache}: {@code email.json}, or {@code hits} of a partial
   * @param file for messages: {@code templates/email.json.mustache}
   */
  public record TemplateSource(String name, String file, String text) {}
}
