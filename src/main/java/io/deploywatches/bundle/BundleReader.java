package io.deploywatches.bundle;

import io.deploywatches.bundle.Bundle.Broken;
import io.deploywatches.bundle.Bundle.TemplateSource;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Reads a bundle's folder. */
public final class BundleReader {
  private static final String WATCHES = "watches";
  private static final String TEMPLATES = "templates";
  private static final String MAPPINGS = "mappings";
  private static final String TEMPLATE_ENDING = ".mustache";

  private final Path root;
  private final Problems problems;

  private BundleReader(Path root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  /**
   * Reads a bundle.
   *
   * @param root the folder that holds {@code deploy-watches.yml}
   * @param environment an environment of the settings
   * @param paths files or folders of rules to limit the bundle to; none for all. Problems of other
   *     files are not reported then.
   * @return empty when something is wrong with the settings, as that can be wrong for every rule;
   *     what is wrong with the rules is reported all the same
   */
  public static Optional<Bundle> read(
      Path root, Optional<String> environment, List<Path> paths, Problems problems) {
    return new BundleReader(root, problems).bundle(environment, paths);
  }

  /** Reads only the settings of a bundle; empty when something is wrong, which is reported. */
  public static Optional<BundleSettings> readSettings(
      Path root, Optional<String> environment, Problems problems) {
    Problems found = new Problems();
    BundleSettings settings = new BundleReader(root, problems).settings(environment, found);
    problems.addAll(found.list());
    return found.hasErrors() ? Optional.empty() : Optional.of(settings);
  }

  /**
   * Reads the test cases of a bundle, in the order of their files.
   *
   * @param paths as for {@link #read}; a test file is also chosen by the path of its rule
   */
  public static List<TestFile> readTests(Path root, List<Path> paths, Problems problems) {
    return new BundleReader(root, problems).tests(paths);
  }

  private List<TestFile> tests(List<Path> paths) {
    Problems of = new Problems();
    Selection selection = new Selection(root, paths, of);
    List<TestFile> tests = new ArrayList<>();
    for (Path path : walk(WATCHES, TextFile::isTest)) {
      Problems found = new Problems();
      Optional<TestFile> test = test(path, found);
      boolean isNamed = selection.has(path);
      boolean isOfNamed = test.isPresent() && selection.has(root.resolve(test.get().rule()));
      if (isNamed || isOfNamed) {
        problems.addAll(found.list());
        test.ifPresent(tests::add);
      }
    }
    problems.addAll(of.list());
    return tests;
  }

  private Optional<TestFile> test(Path path, Problems found) {
    String file = relative(path);
    Path folder = path.resolveSibling("");
    TestFileReader reader =
        new TestFileReader(
            file, name -> text(folder.resolve(name), relative(folder.resolve(name)), found), found);
    String name = path.getFileName().toString();
    String stem = name.substring(0, name.lastIndexOf(".test."));
    Optional<String> besides =
        Stream.of(".yml", ".yaml", ".json")
            .map(ending -> stem + ending)
            .filter(rule -> Files.isRegularFile(folder.resolve(rule)))
            .findFirst();
    return text(path, file, found)
        .flatMap(
            text ->
                reader.read(
                    text,
                    besides,
                    rule ->
                        Optional.of(folder.resolve(rule).normalize())
                            .filter(Files::isRegularFile)
                            .map(this::relative)));
  }

  private BundleSettings settings(Optional<String> environment, Problems found) {
    return text(root.resolve(BundleSettings.FILE), BundleSettings.FILE, found)
        .map(text -> BundleSettings.read(text, environment, found))
        .orElse(BundleSettings.NONE);
  }

  private Optional<Bundle> bundle(Optional<String> environment, List<Path> paths) {
    Problems wrongSettings = new Problems();
    BundleSettings settings = settings(environment, wrongSettings);
    problems.addAll(wrongSettings.list());
    if (!Files.isDirectory(root.resolve(WATCHES)) && wrongSettings.hasErrors()) {
      return Optional.empty();
    }
    List<TemplateSource> templates = templates();
    Map<String, Mapping> mappings = mappings();
    Selection selection = new Selection(root, paths, problems);
    List<Rule> rules = new ArrayList<>();
    List<Broken> broken = new ArrayList<>();
    List<Bundle.Filter> filters = new ArrayList<>();
    for (Content file :
        files(WATCHES).parallelStream().map(path -> content(path, settings, mappings)).toList()) {
      rules.addAll(file.reader().rules());
      boolean selected = selection.has(file.path());
      file.reader().filters().forEach(each -> filters.add(selected ? each : each.unselected()));
      if (selected) {
        problems.addAll(file.problems().list());
        broken.addAll(file.reader().broken());
      }
    }
    selection.reportUnused();
    Set<Rule> duplicates = duplicates(rules, selection);
    Bundle.Library library = new Bundle.Library(rules, filters);
    rules.removeIf(rule -> !selection.has(root.resolve(rule.source())));
    duplicates.retainAll(rules);
    duplicates.forEach(rule -> rule.ids().forEach(id -> broken.add(new Broken(id, rule.source()))));
    rules.removeAll(duplicates);
    return wrongSettings.hasErrors()
        ? Optional.empty()
        : Optional.of(new Bundle(settings, rules, templates, broken, library));
  }

  /** What a file of rules holds. */
  private record Content(Path path, RuleReader reader, Problems problems) {}

  private Content content(Path path, BundleSettings settings, Map<String, Mapping> mappings) {
    String source = relative(path);
    Problems found = new Problems();
    RuleReader reader = new RuleReader(settings, mappings, source, found);
    text(path, source, found).ifPresentOrElse(reader::read, reader::isBroken);
    return new Content(path, reader, found);
  }

  /** Reports rules with an id of another rule, and returns them all. */
  private Set<Rule> duplicates(List<Rule> rules, Selection selection) {
    Set<Rule> duplicates = new LinkedHashSet<>();
    Map<String, Rule> firsts = new HashMap<>();
    for (Rule rule : rules) {
      for (String id : rule.ids()) {
        Rule first = firsts.putIfAbsent(id, rule);
        if (first == null) {
          continue;
        }
        duplicates.add(rule);
        duplicates.add(first);
        if (selection.has(root.resolve(rule.source()))
            || selection.has(root.resolve(first.source()))) {
          problems.add(
              Problem.error(
                  rule.location(),
                  "duplicate watch id '" + id + "', also given in " + first.location(),
                  "give one of them another id, or an id_prefix"));
        }
      }
    }
    return duplicates;
  }

  /** The field mappings of the bundle's own, by their names. */
  private Map<String, Mapping> mappings() {
    Map<String, Mapping> mappings = new HashMap<>();
    for (Path path : files(MAPPINGS)) {
      String file = relative(path);
      List<SourceValue> documents =
          text(path, file, problems)
              .map(text -> YamlReader.read(file, text, problems))
              .orElse(List.of());
      if (documents.size() == 1 && documents.get(0) instanceof Mapping mapping) {
        String name = file.substring(MAPPINGS.length() + 1, file.lastIndexOf('.'));
        mappings.put(name, mapping);
      } else {
        problems.error(Location.of(file), "no field mapping: expected one document, a mapping");
      }
    }
    return mappings;
  }

  private List<TemplateSource> templates() {
    List<TemplateSource> templates = new ArrayList<>();
    for (Path path : files(TEMPLATES)) {
      String file = relative(path);
      text(path, file, problems)
          .ifPresent(
              text -> {
                String name = file.substring(TEMPLATES.length() + 1);
                templates.add(
                    new TemplateSource(
                        name.substring(0, name.length() - TEMPLATE_ENDING.length()), file, text));
              });
    }
    return templates;
  }

  /** The files of a folder that the tool reads, sorted by path. */
  private List<Path> files(String folder) {
    return walk(folder, name -> isRead(folder, name));
  }

  private List<Path> walk(String folder, Predicate<String> isWanted) {
    Path top = root.resolve(folder);
    if (!Files.isDirectory(top)) {
      return List.of();
    }
    try {
      return TextFile.below(top, isWanted);
    } catch (IOException | UncheckedIOException e) {
      problems.error(Location.of(folder), TextFile.cannotRead(e));
      return List.of();
    }
  }

  private static boolean isRead(String folder, String name) {
    if (folder.equals(TEMPLATES)) {
      return name.endsWith(TEMPLATE_ENDING);
    }
    return folder.equals(MAPPINGS)
        ? TextFile.isYaml(name)
        : TextFile.isYamlRule(name) || (name.endsWith(".json") && !name.startsWith("."));
  }

  private Optional<String> text(Path path, String name, Problems problems) {
    if (name.equals(BundleSettings.FILE) && !Files.isRegularFile(path)) {
      problems.error(
          Location.of(name),
          "there is no "
              + name
              + " in "
              + (root.toString().isEmpty() ? "the current folder" : root)
              + ", so it is no bundle",
          "go to the bundle's folder, or name it with --bundle DIR");
      return Optional.empty();
    }
    return TextFile.read(path, name, problems);
  }

  private String relative(Path path) {
    return root.relativize(path).toString().replace('\\', '/');
  }

  /** The rules that the user's paths name. */
  private static final class Selection {
    private final Path root;
    private final Problems problems;
    private final boolean everything;

    /** From the absolute path to the one that the user typed. */
    private final Map<Path, Path> unused = new LinkedHashMap<>();

    private final Set<Path> selected = new LinkedHashSet<>();

    Selection(Path root, List<Path> paths, Problems problems) {
      this.root = root;
      this.problems = problems;
      this.everything = paths.isEmpty();
      for (Path path : paths) {
        if (path.toString().isEmpty()) {
          // An unset variable of a script; as a path it would mean everything.
          problems.add(Problem.error(null, "an empty PATH", "name a rule's file or a folder"));
          continue;
        }
        Path found = absolute(existing(path));
        if (!Files.exists(found)) {
          problems.add(
              Problem.error(
                  null,
                  "there is no file or folder '" + path + "'",
                  "name a rule's file or a folder of rules, from here or from the bundle's folder"));
        } else if (selected.add(found)) {
          unused.put(found, path);
        }
      }
    }

    /** From the current folder, unless that leads out of the bundle and the path is in there. */
    private Path existing(Path path) {
      Path inBundle = root.resolve(path);
      boolean isHere = Files.exists(path) && absolute(path).startsWith(absolute(root));
      return isHere || !Files.exists(inBundle) ? path : inBundle;
    }

    private static Path absolute(Path path) {
      return path.toAbsolutePath().normalize();
    }

    boolean has(Path file) {
      boolean has = everything;
      Path absolute = absolute(file);
      for (Path path : selected) {
        if (absolute.startsWith(path)) {
          unused.remove(path);
          has = true;
        }
      }
      return has;
    }

    void reportUnused() {
      for (Path path : unused.values()) {
        problems.add(
            Problem.error(
                null,
                "'" + path + "' holds no rule of this bundle",
                "rules are the .yml, .yaml and .json files of watches/"));
      }
    }
  }
}
