package io.deploywatches.cli;

/** The user gave something that cannot be used; the message says what, in one sentence. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
