package io.deploywatches.bundle;

import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.problem.Location;
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
 * @param library what rules can name, whichever of them are selected
 */
public record Bundle(
    BundleSettings settings,
    List<Rule> rules,
    List<TemplateSource> templates,
    List<Broken> broken,
    Library library) {
  public Bundle {
    rules = List.copyOf(rules);
    templates = List.copyOf(templates);
    broken = List.copyOf(broken);
  }

  /** What rules that belong to no bundle are read with. */
  public static Bundle builtIn() {
    return withoutRules(BundleSettings.NONE, List.of());
  }

  static Bundle withoutRules(BundleSettings settings, List<TemplateSource> templates) {
    return new Bundle(settings, List.of(), templates, List.of(), Library.EMPTY);
  }

  /**
   * A rule in which something is wrong.
   *
   * @param id null when it cannot be known: it may be that of any watch
   */
  public record Broken(@Nullable String id, String source) {}

  /**
   * All that stands in the bundle's files for rules to name.
   *
   * @param rules those that could be read
   */
  public record Library(List<Rule> rules, List<Filter> filters) {
    public static final Library EMPTY = new Library(List.of(), List.of());

    public Library {
      rules = List.copyOf(rules);
      filters = List.copyOf(filters);
    }
  }

  /**
   * A filter rule of Sigma 2, of which no watch comes.
   *
   * @param document the whole filter, as for a Sigma rule
   * @param selected whether what is wrong with it is to be told
   */
  public record Filter(String source, Location location, Mapping document, boolean selected) {
    Filter unselected() {
      return new Filter(source, location, document, false);
    }
  }

  /**
   * A template's text.
   *
   * @param name without {@code .mustache}: {@code email.json}, or {@code hits} of a partial
   * @param file for messages: {@code templates/email.json.mustache}
   */
  public record TemplateSource(String name, String file, String text) {}
}
