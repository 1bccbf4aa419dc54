package io.deploywatches.bundle;

import io.deploywatches.bundle.SourceValue.Entry;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Nearest;
import io.deploywatches.problem.Problem;
import io.deploywatches.problem.Problems;
import java.nio.file.FileSystems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What {@code deploy-watches.yml} says, for one environment.
 *
 * @param bundle the bundle's name: the owner of its watches
 * @param cluster the cluster's URL, if the settings name it
 * @param secrets by name
 * @param mappings the bundle's own field mappings by name
 */
public record BundleSettings(
    String bundle,
    Optional<String> cluster,
    SettingsLayer defaults,
    List<SettingsOverride> overrides,
    Map<String, SecretSource> secrets,
    Map<String, Mapping> mappings) {

  public static final String FILE = "deploy-watches.yml";

  /** What is read of settings that cannot be read. */
  static final BundleSettings NONE =
      new BundleSettings("", Optional.empty(), SettingsLayer.EMPTY, List.of(), Map.of(), Map.of());

  private static final String EXAMPLE = "add a line such as 'bundle: secops'";
  private static final List<String> KEYS =
      List.of("bundle", "cluster", "defaults", "overrides", "secrets", "environments");
  private static final List<String> ENVIRONMENT_KEYS =
      List.of("bundle", "cluster", "defaults", "overrides", "secrets");
  private static final List<String> SECRET_KEYS = List.of("env", "file");
  private static final Pattern SECRET_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  public BundleSettings {
    overrides = List.copyOf(overrides);
    secrets = Map.copyOf(secrets);
    mappings = Map.copyOf(mappings);
  }

  /**
   * Reads the settings.
   *
   * @param environment the environment to put on top; empty for none
   * @param problems takes what is wrong
   * @return what could be read, with which the rules can be read to say what is wrong with those as
   *     well; not to be used otherwise when an error was reported
   */
  static BundleSettings read(String text, Optional<String> environment, Problems problems) {
    Problems syntax = new Problems();
    List<SourceValue> documents = YamlReader.read(FILE, text, syntax);
    problems.addAll(syntax.list());
    if (documents.size() == 1 && documents.get(0) instanceof Mapping root) {
      return new Reader(problems).settings(root, environment);
    }
    if (!syntax.hasErrors()) {
      problems.error(
          Location.of(FILE),
          "expected one mapping with at least 'bundle: NAME' in it",
          documents.size() > 1 ? "the file holds " + documents.size() + " documents" : EXAMPLE);
    }
    return NONE;
  }

  /** The settings for a rule, with its own {@code watch:} on top. */
  public Settings settingsFor(String source, Mapping rule, Problems problems) {
    SettingsLayer own =
        rule.get("watch") instanceof Mapping watch
            ? SettingsLayer.read(watch, List.of(), "watch", problems)
            : SettingsLayer.EMPTY;
    return settingsFor(source, rule, own);
  }

  /** The settings for a rule: all that apply to it, later ones on top. */
  Settings settingsFor(String source, Mapping rule, SettingsLayer own) {
    SettingsLayer layer = defaults;
    for (SettingsOverride override : overrides) {
      if (override.matches(source, rule)) {
        layer = layer.with(override.settings());
      }
    }
    return mapped(layer.with(own));
  }

  /** The settings of a layer, which was checked when it was read. */
  private Settings mapped(SettingsLayer layer) {
    Settings resolved = layer.decode(new Problems());
    Mapping file = mappings.get(resolved.matching().fields());
    return file == null ? resolved : resolved.with(resolved.matching().with(file));
  }

  BundleSettings withMappings(Map<String, Mapping> others) {
    return new BundleSettings(bundle, cluster, defaults, overrides, secrets, others);
  }

  private static final class Reader {
    private final Problems problems;
    private final Decoder decoder;

    Reader(Problems problems) {
      this.problems = problems;
      this.decoder = new Decoder(problems);
    }

    BundleSettings settings(Mapping root, Optional<String> environment) {
      decoder.knownKeys(root, KEYS, FILE);
      BundleSettings base = part(root);
      Map<String, BundleSettings> environments = environments(root);
      BundleSettings settings = base;
      if (environment.isPresent()) {
        BundleSettings over = environments.get(environment.get());
        if (over == null) {
          problems.add(unknownEnvironment(environment.get(), environments));
        } else {
          settings = base.with(over);
        }
      }
      if (settings.bundle().isBlank()) {
        problems.error(
            Location.of(FILE),
            "'bundle' is missing: expected the name that owns these watches on a cluster",
            EXAMPLE);
      }
      return settings;
    }

    private static Problem unknownEnvironment(
        String name, Map<String, BundleSettings> environments) {
      return Problem.error(
          Location.of(FILE),
          "there is no environment '"
              + name
              + "'"
              + Nearest.suggestion(name, environments.keySet()),
          environments.isEmpty()
              ? "the settings have no 'environments'"
              : "environments: " + String.join(", ", environments.keySet()));
    }

    private Map<String, BundleSettings> environments(Mapping root) {
      Map<String, BundleSettings> environments = new LinkedHashMap<>();
      decoder
          .mapping(root.entries().get("environments"))
          .ifPresent(
              mapping -> {
                for (Entry entry : mapping.entries().values()) {
                  decoder
                      .mapping(entry)
                      .ifPresent(
                          body -> {
                            decoder.knownKeys(
                                body, ENVIRONMENT_KEYS, "environment '" + entry.key() + "'");
                            environments.put(entry.key(), part(body));
                          });
                }
              });
      return environments;
    }

    private BundleSettings part(Mapping mapping) {
      return new BundleSettings(
          decoder.string(mapping.entries().get("bundle")).orElse(""),
          decoder.string(mapping.entries().get("cluster")),
          decoder
              .mapping(mapping.entries().get("defaults"))
              .map(layer -> SettingsLayer.read(layer, List.of(), "defaults", problems))
              .orElse(SettingsLayer.EMPTY),
          overrides(mapping),
          secrets(mapping),
          Map.of());
    }

    private List<SettingsOverride> overrides(Mapping mapping) {
      List<SettingsOverride> overrides = new ArrayList<>();
      decoder
          .sequence(mapping.entries().get("overrides"))
          .ifPresent(
              sequence -> {
                for (SourceValue item : sequence.items()) {
                  decoder
                      .mapping(item, "an override")
                      .flatMap(this::override)
                      .ifPresent(overrides::add);
                }
              });
      return overrides;
    }

    private Optional<SettingsOverride> override(Mapping mapping) {
      SettingsLayer layer = SettingsLayer.read(mapping, List.of("match"), "an override", problems);
      if (!mapping.has("match")) {
        problems.error(
            mapping.location(),
            "an override has no 'match': expected for example 'match: {level: [high, critical]}'",
            "settings for every rule belong into 'defaults'");
        return Optional.empty();
      }
      Optional<Mapping> match = decoder.mapping(mapping.entries().get("match"));
      match.ifPresent(this::checkGlobs);
      return match.map(map -> new SettingsOverride(map, layer));
    }

    private void checkGlobs(Mapping match) {
      Entry path = match.entries().get("path");
      if (path == null) {
        return;
      }
      for (String glob : decoder.strings(path)) {
        try {
          FileSystems.getDefault().getPathMatcher("glob:" + glob);
        } catch (PatternSyntaxException e) {
          problems.error(
              path.location(),
              "'path' is '" + glob + "', which is no glob",
              "write for example 'watches/windows/**' or 'watches/*.{yml,yaml}'");
        }
      }
    }

    private Map<String, SecretSource> secrets(Mapping mapping) {
      Map<String, SecretSource> secrets = new LinkedHashMap<>();
      decoder
          .mapping(mapping.entries().get("secrets"))
          .ifPresent(
              all -> {
                for (Entry entry : all.entries().values()) {
                  if (!SECRET_NAME.matcher(entry.key()).matches()) {
                    problems.error(
                        entry.location(),
                        "'"
                            + entry.key()
                            + "' cannot be the name of a secret: expected letters, "
                            + "digits and _, no digit first");
                  }
                  secret(entry).ifPresent(source -> secrets.put(entry.key(), source));
                }
              });
      return secrets;
    }

    private Optional<SecretSource> secret(Entry entry) {
      if (entry.value() instanceof Scalar) {
        problems.error(
            entry.location(),
            "the secret '"
                + entry.key()
                + "' has a value here: a secret is never in a file of the "
                + "bundle",
            "say where it comes from: {env: VARIABLE} or {file: PATH}");
        return Optional.empty();
      }
      Optional<Mapping> mapping = decoder.mapping(entry);
      if (mapping.isEmpty()) {
        return Optional.empty();
      }
      Mapping source = mapping.get();
      decoder.knownKeys(source, SECRET_KEYS, "the secret '" + entry.key() + "'");
      Optional<String> env = decoder.string(source.entries().get("env"));
      Optional<String> file = decoder.string(source.entries().get("file"));
      if (env.isPresent() == file.isPresent()) {
        problems.error(
            entry.location(),
            "the secret '" + entry.key() + "' needs exactly one of 'env' and 'file'");
        return Optional.empty();
      }
      return env.<SecretSource>map(variable -> new SecretSource.Env(entry.location(), variable))
          .or(() -> file.map(path -> new SecretSource.File(entry.location(), path)));
    }
  }

  private BundleSettings with(BundleSettings over) {
    List<SettingsOverride> bothOverrides = new ArrayList<>(overrides);
    bothOverrides.addAll(over.overrides);
    Map<String, SecretSource> bothSecrets = new LinkedHashMap<>(secrets);
    bothSecrets.putAll(over.secrets);
    return new BundleSettings(
        over.bundle.isBlank() ? bundle : over.bundle,
        over.cluster.or(() -> cluster),
        defaults.with(over.defaults),
        bothOverrides,
        bothSecrets,
        mappings);
  }
}
