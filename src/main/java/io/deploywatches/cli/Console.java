package io.deploywatches.cli;

import io.deploywatches.problem.Problem;
import io.deploywatches.report.Colours;
import io.deploywatches.report.TextReport;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the program is run in: where it writes, what the environment says.
 *
 * @param in what is piped into the program
 * @param out data
 * @param err messages
 * @param outIsTerminal whether a person looks at {@code out}
 * @param errIsTerminal whether a person looks at {@code err}
 * @param environment the value of an environment variable, null when it is not set
 */
record Console(
    InputStream in,
    PrintWriter out,
    PrintWriter err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    UnaryOperator<@Nullable String> environment) {

  /** With nothing piped in. */
  Console(
      PrintWriter out,
      PrintWriter err,
      boolean outIsTerminal,
      boolean errIsTerminal,
      UnaryOperator<@Nullable String> environment) {
    this(InputStream.nullInputStream(), out, err, outIsTerminal, errIsTerminal, environment);
  }

  /** The value of an environment variable; null when it is not set or empty. */
  @Nullable String variable(String name) {
    String value = environment.apply(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /** One sentence that says why the command did not do what it was asked to. */
  void error(String message) {
    err.println("error: " + message);
    err.flush();
  }

  void warning(String message) {
    err.println("warning: " + message);
    err.flush();
  }

  void problems(Iterable<Problem> problems, Colours colours) {
    TextReport text = new TextReport(colours);
    problems.forEach(problem -> err.print(text.problem(problem)));
    err.flush();
  }
}
