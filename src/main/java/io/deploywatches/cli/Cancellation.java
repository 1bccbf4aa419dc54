package io.deploywatches.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends a run early when the process is told to stop (Ctrl-C, SIGTERM): requests in flight are
 * finished and the summary is printed before the process ends.
 */
final class Cancellation {
  private static final long PATIENCE_SECONDS = 120;

  private final AtomicBoolean requested = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Runnable stopper = () -> {};

  /** Says how to let go of whatever the run may be waiting for. */
  void onStop(Runnable stop) {
    stopper = stop;
  }

  boolean isRequested() {
    return requested.get();
  }

  /** Called when the run is over and everything is printed. */
  void runEnded() {
    ended.countDown();
  }

  /** Called by the process as it is told to stop; returns when the run is over. */
  void stop() {
    requested.set(true);
    stopper.run();
    try {
      if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
