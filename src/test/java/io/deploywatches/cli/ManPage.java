package io.deploywatches.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The man page, made of what the help of every command says. */
final class ManPage {
  /** What the program reads of its environment; {@code ReleaseIT} holds it against the code. */
  static final Map<String, String> ENVIRONMENT = new LinkedHashMap<>();

  static {
    ENVIRONMENT.put("ELASTICSEARCH_URL", "The cluster, where --cluster is not given.");
    ENVIRONMENT.put("ELASTICSEARCH_USERNAME", "The user, where --user is not given.");
    ENVIRONMENT.put("ELASTICSEARCH_PASSWORD", "The user's password.");
    ENVIRONMENT.put("ELASTICSEARCH_API_KEY", "An API key, as id:key or encoded.");
    ENVIRONMENT.put("ELASTICSEARCH_BEARER_TOKEN", "A token.");
    ENVIRONMENT.put("NO_COLOR", "Set to anything: no colours where --color is auto.");
    ENVIRONMENT.put("TERM", "dumb: no colours where --color is auto.");
    ENVIRONMENT.put("JAVA_HOME", "The Java to run on; otherwise the java of the PATH.");
    ENVIRONMENT.put("JAVA_OPTS", "More options for Java, such as -Xmx2g.");
    ENVIRONMENT.put(
        "DEPLOY_WATCHES_ARCHIVE",
        "Of the launcher: make lays out the classes for faster starts and does nothing else, off"
            + " does without, auto does it once in the background.");
  }

  private final StringBuilder roff = new StringBuilder();

  private ManPage() {}

  /** The page in the language of man. */
  static String of(CommandLine all, String version) {
    ManPage page = new ManPage();
    page.write(all, version);
    return page.roff.toString();
  }

  private void write(CommandLine all, String version) {
    CommandSpec spec = all.getCommandSpec();
    line(".TH DEPLOY-WATCHES 1 \"\" \"deploy-watches " + version + "\" \"User Commands\"");
    line(".SH NAME");
    text("deploy-watches - keep Elasticsearch Watcher watches as code");
    line(".SH SYNOPSIS");
    synopsis("deploy-watches", spec);
    all.getSubcommands()
        .forEach(
            (name, command) -> {
              line(".br");
              synopsis("deploy-watches " + name, command.getCommandSpec());
            });
    line(".SH DESCRIPTION");
    text(String.join(" ", spec.usageMessage().description()));
    line(".SH OPTIONS");
    arguments(spec);
    line(".SH COMMANDS");
    all.getSubcommands()
        .forEach(
            (name, command) -> {
              line(".SS deploy-watches " + name);
              text(String.join(" ", command.getCommandSpec().usageMessage().description()));
              arguments(command.getCommandSpec());
            });
    line(".SH EXIT STATUS");
    spec.usageMessage().exitCodeList().forEach(this::item);
    line(".SH ENVIRONMENT");
    ENVIRONMENT.forEach(this::item);
    line(".SH FILES");
    item("deploy-watches.yml", "The settings of a bundle.");
    item("watches/", "Its rules.");
    item("templates/", "Its templates.");
  }

  private void synopsis(String name, CommandSpec spec) {
    StringBuilder synopsis = new StringBuilder(".B " + escaped(name) + "\n[\\fIOPTIONS\\fR]");
    for (PositionalParamSpec positional : spec.positionalParameters()) {
      synopsis.append(" [\\fI").append(escaped(positional.paramLabel())).append("\\fR...]");
    }
    line(synopsis.toString());
  }

  private void arguments(CommandSpec spec) {
    for (PositionalParamSpec positional : spec.positionalParameters()) {
      item(positional.paramLabel(), String.join(" ", positional.description()));
    }
    for (OptionSpec option : spec.options()) {
      String label = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
      String description = String.join(" ", option.description());
      if (option.completionCandidates() != null) {
        description =
            description.replace(
                "${COMPLETION-CANDIDATES}", String.join(", ", option.completionCandidates()));
      }
      item(String.join(", ", List.of(option.names())) + label, description);
    }
  }

  private void item(String what, String meaning) {
    line(".TP\n.B " + escaped(what));
    text(meaning.replace("%%", "%").replace("%n", ""));
  }

  private void text(String text) {
    line(escaped(text.strip()));
  }

  private void line(String line) {
    roff.append(line).append('\n');
  }

  /** Text that no command of roff begins in. */
  private static String escaped(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
