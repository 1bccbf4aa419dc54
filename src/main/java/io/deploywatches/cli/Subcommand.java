package io.deploywatches.cli;

import java.util.concurrent.Callable;

/** A command; calling it, once its arguments are parsed, gives the exit code. */
interface Subcommand extends Callable<Integer> {
  /** What it takes; {@link Arguments#complete} is for {@link Main} to call. */
  Arguments arguments();
}
