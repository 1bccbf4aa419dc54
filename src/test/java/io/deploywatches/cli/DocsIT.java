package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deploywatches.testing.LocalElasticsearch;
import io.deploywatches.testing.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Does what the pages of {@code docs/} tell, in the order in which they tell it: blocks below a
 * file's name in bold are written, blocks of {@code sh} are run, with the released program.
 */
class DocsIT {
  private static final Path DOCS = Path.of("docs");
  private static final Pattern BLOCK =
      Pattern.compile("(?m)^(?:\\*\\*(\\S+)\\*\\*\\n)?```(\\w+)\\n(.*?)^```$", Pattern.DOTALL);
  private static final Pattern EXITS = Pattern.compile("(.*\\S)\\s+# exits with (\\d+)");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#]*)(#[^)]*)?\\)");

  @TempDir Path folder;

  static List<String> pages() throws IOException {
    try (Stream<Path> files = Files.list(DOCS)) {
      List<String> pages = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        if (Files.isRegularFile(file) && Files.readString(file).contains("```sh\n")) {
          pages.add(file.getFileName().toString());
        }
      }
      return pages;
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandOfAPageDoesWhatThePageSays(String page) throws Exception {
    for (String needed : List.of("bash", "curl", "python3", "sed")) {
      assumeTrue(Release.has(needed), needed + " is not on this machine");
    }
    Path home = Release.unpacked();
    LocalElasticsearch server = LocalElasticsearch.shared();
    server.deleteAllWatches();
    Path script = folder.resolve("page.sh");
    Files.writeString(script, script(Files.readString(DOCS.resolve(page))));
    Path work = Files.createDirectory(folder.resolve("bundle"));
    Release.Result result =
        Release.run(
            work,
            Map.of(
                "PATH",
                home.resolve("bin") + ":" + System.getenv("PATH"),
                "ELASTICSEARCH_URL",
                server.url().toString()),
            List.of("bash", "-euo", "pipefail", script.toString()));
    assertThat(result.code()).as("%s%n%s", result.out(), result.err()).isZero();
    assertThat(server.storedWatches()).as("what the page leaves on the server").isEmpty();
  }

  private static String script(String page) {
    StringBuilder script = new StringBuilder();
    int commands = 0;
    Matcher block = BLOCK.matcher(page);
    while (block.find()) {
      if (block.group(1) != null) {
        String file = block.group(1);
        script.append("mkdir -p \"$(dirname '").append(file).append("')\"\ncat >'").append(file);
        script.append("' <<'END OF FILE'\n").append(block.group(3)).append("END OF FILE\n");
      } else if (block.group(2).equals("sh")) {
        for (String line : block.group(3).lines().toList()) {
          Matcher exits = EXITS.matcher(line);
          if (exits.matches()) {
            String code = exits.group(2);
            script.append("code=0; ").append(exits.group(1)).append(" || code=$?\n");
            script.append("[ $code = ").append(code).append(" ] || { echo \"exit $code, not ");
            script.append(code).append("\" >&2; exit 99; }\n");
          } else {
            script.append(line).append('\n');
          }
          commands++;
        }
      }
    }
    assertThat(commands).isPositive();
    return script.toString();
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String folderName : List.of("docs", "docs/decisions", "recipes", ".")) {
      try (Stream<Path> files = Files.list(Path.of(folderName))) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
      }
    }
    List<String> broken = new ArrayList<>();
    for (Path page : pages) {
      Matcher link = LINK.matcher(Files.readString(page).replaceAll("(?ms)^```.*?^```", ""));
      while (link.find()) {
        String target = link.group(1);
        if (target.matches("[a-z]+:.*")) {
          continue;
        }
        Path file = target.isEmpty() ? page : page.resolveSibling(target).normalize();
        boolean isThere = Files.exists(file);
        if (isThere && link.group(2) != null) {
          isThere = anchors(file).contains(link.group(2).substring(1));
        }
        if (!isThere) {
          broken.add(page + ": " + link.group());
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static Set<String> anchors(Path file) throws IOException {
    Set<String> anchors = new HashSet<>();
    for (String line : Files.readAllLines(file)) {
      if (line.matches("#+ .*")) {
        anchors.add(
            line.replaceFirst("#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-'));
      }
    }
    return anchors;
  }
}
