package io.deploywatches.cluster;

import java.time.Duration;

/** Hears of every request that went out, repeated ones included; called by the thread that sent. */
@FunctionalInterface
public interface RequestListener {
  RequestListener NONE = sent -> {};

  void sent(SentRequest request);

  /**
   * A request that ended.
   *
   * @param path with the query, percent-encoded, as it stood on the wire; holds no secret
   * @param status the HTTP status; 0 when no answer came
   * @param attempt counted from 1
   */
  record SentRequest(String method, String path, int status, Duration took, int attempt) {}
}
