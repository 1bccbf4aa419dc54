package io.deploywatches.bundle;

import io.deploywatches.bundle.Bundle.TemplateSource;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads a bundle's folder. */
public final class BundleReader {
  private static final String WATCHES = "watches";
  private static final String TEMPLATES = "templates";
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
   * @return empty when the settings cannot be used, which is reported
   */
  public static Optional<Bundle> read(
      Path root, Optional<String> environment, List<Path> paths, Problems problems) {
    return new BundleReader(root, problems).bundle(environment, paths);
  }

  /** Reads only the settings of a bundle; empty when they cannot be used, which is reported. */
  public static Optional<BundleSettings> readSettings(
      Path root, Optional<String> environment, Problems problems) {
    return new BundleReader(root, problems).settings(environment);
  }

  private Optional<BundleSettings> settings(Optional<String> environment) {
    Path file = root.resolve(BundleSettings.FILE);
    if (!Files.isRegularFile(file)) {
      problems.error(
          Location.of(BundleSettings.FILE),
          "there is no " + BundleSettings.FILE + " in " + root + ", so it is no bundle",
          "go to the bundle's folder, or name it with --bundle DIR");
      return Optional.empty();
    }
    return text(file, BundleSettings.FILE, problems)
        .flatMap(text -> BundleSettings.read(text, environment, problems));
  }

  private Optional<Bundle> bundle(Optional<String> environment, List<Path> paths) {
    Optional<BundleSettings> settings = settings(environment);
    List<TemplateSource> templates = templates();
    if (settings.isEmpty()) {
      return Optional.empty();
    }
    Selection selection = new Selection(root, paths, problems);
    List<Rule> rules = new ArrayList<>();
    Set<String> unreadable = new TreeSet<>();
    for (Path path : files(WATCHES)) {
      String source = relative(path);
      Problems found = new Problems();
      rules.addAll(rules(settings.get(), path, source, found));
      if (found.hasErrors()) {
        unreadable.add(source);
      }
      if (selection.has(path)) {
        problems.addAll(found.list());
      }
    }
    selection.reportUnused();
    reportDuplicates(rules, unreadable, selection);
    rules.removeIf(rule -> !selection.has(root.resolve(rule.source())));
    rules.removeIf(rule -> unreadable.contains(rule.source()));
    return Optional.of(new Bundle(settings.get(), rules, templates, unreadable));
  }

  private List<Rule> rules(BundleSettings settings, Path path, String source, Problems found) {
    RuleReader reader = new RuleReader(settings, source, found);
    Optional<String> text = text(path, source, found);
    if (text.isEmpty()) {
      return List.of();
    }
    return source.endsWith(".json") ? reader.readJson(text.get()) : reader.readYaml(text.get());
  }

  private void reportDuplicates(List<Rule> rules, Set<String> unreadable, Selection selection) {
    Map<String, Rule> firsts = new HashMap<>();
    for (Rule rule : rules) {
      Rule first = firsts.putIfAbsent(rule.id(), rule);
      if (first == null) {
        continue;
      }
      unreadable.add(rule.source());
      unreadable.add(first.source());
      if (selection.has(root.resolve(rule.source()))
          || selection.has(root.resolve(first.source()))) {
        problems.add(
            Problem.error(
                rule.location(),
                "duplicate watch id '" + rule.id() + "', also given in " + first.location(),
                "give one of them another id, or an id_prefix"));
      }
    }
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
    Path top = root.resolve(folder);
    if (!Files.isDirectory(top)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(top, FileVisitOption.FOLLOW_LINKS)) {
      return walk.filter(path -> isRead(folder, path.getFileName().toString()))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      problems.error(Location.of(folder), "cannot be read: " + reason(e));
      return List.of();
    }
  }

  private static boolean isRead(String folder, String name) {
    if (folder.equals(TEMPLATES)) {
      return name.endsWith(TEMPLATE_ENDING);
    }
    boolean isTest = name.endsWith(".test.yml") || name.endsWith(".test.yaml");
    return !isTest
        && (name.endsWith(".yml") || name.endsWith(".yaml") || name.endsWith(".json"))
        && !name.startsWith(".");
  }

  private static Optional<String> text(Path path, String name, Problems problems) {
    try {
      byte[] bytes = Files.readAllBytes(path);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      problems.error(Location.of(name), "is not valid UTF-8", "save the file as UTF-8");
    } catch (IOException e) {
      problems.error(Location.of(name), "cannot be read: " + reason(e));
    }
    return Optional.empty();
  }

  private static String reason(Exception e) {
    return e.getClass().getSimpleName() + " " + e.getMessage();
  }

  private String relative(Path path) {
    return root.relativize(path).toString().replace('\\', '/');
  }

  /** The rules that the user's paths name. */
  private static final class Selection {
    private final Problems problems;
    private final boolean everything;
    private final Map<Path, Boolean> used = new LinkedHashMap<>();

    Selection(Path root, List<Path> paths, Problems problems) {
      this.problems = problems;
      this.everything = paths.isEmpty();
      for (Path path : paths) {
        Path inBundle = root.resolve(path);
        Path found = Files.exists(path) ? path : inBundle;
        if (!Files.exists(found)) {
          problems.add(
              Problem.error(
                  null,
                  "there is no file or folder '" + path + "'",
                  "name a rule's file or a folder of rules, from here or from the bundle's folder"));
        } else {
          used.put(found.toAbsolutePath().normalize(), false);
        }
      }
    }

    boolean has(Path file) {
      boolean has = everything;
      Path absolute = file.toAbsolutePath().normalize();
      for (Map.Entry<Path, Boolean> path : used.entrySet()) {
        if (absolute.startsWith(path.getKey())) {
          path.setValue(true);
          has = true;
        }
      }
      return has;
    }

    void reportUnused() {
      used.forEach(
          (path, isUsed) -> {
            if (!isUsed) {
              problems.add(
                  Problem.error(
                      null,
                      "'" + path + "' holds no rule of this bundle",
                      "rules are in watches/"));
            }
          });
    }
  }
}
