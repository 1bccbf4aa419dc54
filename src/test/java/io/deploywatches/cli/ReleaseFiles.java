package io.deploywatches.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * Writes at packaging what a release has beside its jars and what the program's own options say:
 * completion for shells, the man page, and the list of classes from which the launcher makes its
 * class-data archive.
 */
final class ReleaseFiles {
  /**
   * What a training run loads by chance of time, for itself, or under names of the moment. Without
   * these, every run gives the same list.
   */
  private static final Pattern BY_CHANCE =
      Pattern.compile(
          " id:|^#|^java/lang/invoke/LambdaForm\\$|^[^@].*(\\$\\$|0x)|net/httpserver/"
              + "|java/util/concurrent/|(Exception|Error)$|ArchiveTraining");

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

  /** Those of the training that every training loads, in an order that is always the same. */
  static String classes(List<String> trained) {
    TreeSet<String> classes = new TreeSet<>(trained);
    classes.removeIf(line -> BY_CHANCE.matcher(line).find());
    return String.join("\n", classes) + "\n";
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
