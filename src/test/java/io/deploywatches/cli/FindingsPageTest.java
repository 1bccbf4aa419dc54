package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever sees a finding's name can look it up. */
class FindingsPageTest {
  private static final Path SOURCES = Path.of("src/main/java/io/deploywatches");
  private static final Pattern ANCHOR =
      Pattern.compile("<a id=\"([a-z0-9-]+)\"></a>\\*\\*\\1\\*\\*");

  /** A name where a finding is made: a text of words joined by hyphens, alone. */
  private static final Pattern NAME = Pattern.compile("\"([a-z]+(?:-[a-z0-9]+)+)\"");

  /** Made of a word of the grammar; the page says one for all. */
  private static final Set<String> COMPOSED =
      Set.of("input-type-missing", "several-input-types", "lost-without-user");

  private static final Pattern MADE = Pattern.compile("new Finding\\(\\s*\"");

  private static final List<String> FILES =
      List.of(
          "watch/WatchLint.java",
          "watch/MustacheLint.java",
          "watch/QueryStringSyntax.java",
          "watch/PainlessSyntax.java",
          "watch/AlertLint.java",
          "watch/MetadataTypes.java",
          "check/AdviceCheck.java",
          "check/ScheduleCheck.java",
          "check/SearchCheck.java",
          "template/WatchRenderer.java",
          "bundle/SettingsLayer.java",
          "problem/Problem.java");

  @Test
  void eachNameHasItsParagraph() throws IOException {
    Set<String> names = new TreeSet<>(COMPOSED);
    for (String file : FILES) {
      names.addAll(all(NAME, Files.readString(SOURCES.resolve(file))));
    }
    names.remove("query-string");
    assertThat(all(ANCHOR, Files.readString(Path.of("docs/findings.md")))).isEqualTo(names);
  }

  @Test
  void noOtherFileMakesFindings() throws IOException {
    try (Stream<Path> sources = Files.walk(SOURCES)) {
      for (Path source : sources.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(source);
        if (MADE.matcher(text).find()) {
          assertThat(FILES).contains(SOURCES.relativize(source).toString());
        }
      }
    }
  }

  private static Set<String> all(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
