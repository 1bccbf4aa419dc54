package io.deploywatches.cli;

/** What the process ends with; the first that holds. */
enum ExitCode {
  /** Done, or nothing to do. */
  OK(0),
  /** The cluster or some watch failed, or a deploy met a conflict. */
  FAILED(1),
  /** What was given is wrong: usage, settings, rule, template. */
  WRONG_INPUT(2),
  /** A dry run found something pending that {@code --exit-code} names. */
  PENDING(3),
  /** Interrupted; requests in flight were finished. */
  INTERRUPTED(130);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
