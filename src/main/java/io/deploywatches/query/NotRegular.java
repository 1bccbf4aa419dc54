package io.deploywatches.query;

/** Says why an expression has no form in Lucene; never leaves this package. */
final class NotRegular extends Exception {
  private static final long serialVersionUID = 1L;
  private final String reason;

  NotRegular(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  /** Follows "the regular expression ". */
  String reason() {
    return reason;
  }
}
