package io.deploywatches.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * Writes at packaging what a release has beside its jars and what the program's own options say:
 * completion for shells, the man page, and the list of classes from which the launcher makes its
 * class-data archive.
 */
final class ReleaseFiles {
  /** What is loaded depends on the machine and the moment; what is ours does not. */
  private static final List<String> OURS =
      List.of(
          "io/deploywatches/",
          "picocli/",
          "com/fasterxml/jackson/",
          "com/samskivert/",
          "com/github/difflib/",
          "org/snakeyaml/",
          "co/elastic/",
          "org/apache/hc/",
          "org/apache/commons/",
          "org/slf4j/");

  private static final String LAMBDA = "@lambda-proxy ";

  private ReleaseFiles() {}

  /** Takes the list of classes of a training run, and the folder to write to. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[1]);
    CommandLine all = Main.everything();
    write(folder.resolve("completion/deploy-watches.bash"), completion(all));
    write(folder.resolve("man/man1/deploy-watches.1"), ManPage.of(all, Version.number()));
    write(folder.resolve("lib/classes.lst"), classes(Files.readAllLines(Path.of(args[0]))));
  }

  static String completion(CommandLine all) {
    return AutoComplete.bash("deploy-watches", all);
  }

  /** Those of the training that are ours, in an order that is always the same. */
  static String classes(List<String> trained) {
    TreeSet<String> ours = new TreeSet<>();
    for (String line : trained) {
      String name = line.startsWith(LAMBDA) ? line.substring(LAMBDA.length()) : line;
      // A class that was loaded from elsewhere carries a number.
      if (OURS.stream().anyMatch(name::startsWith) && !line.contains(" id:")) {
        ours.add(line);
      }
    }
    return String.join("\n", ours) + "\n";
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
