package io.deploywatches.cli;

import java.util.concurrent.Callable;

/** A command; calling it, once its arguments are parsed, gives the exit code. */
abstract class Subcommand implements Callable<Integer> {
  /** What it takes; {@link Arguments#complete} is for {@link Main} to call. */
  final Arguments arguments;

  Subcommand(String name, String description) {
    arguments = new Arguments(name, this, description);
  }
}
