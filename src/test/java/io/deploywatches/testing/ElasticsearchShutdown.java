package io.deploywatches.testing;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Stops the nodes that the tests started, once all tests are done, also when they are stopped. */
public final class ElasticsearchShutdown implements LauncherSessionListener {
  @Override
  public void launcherSessionOpened(LauncherSession session) {
    Runtime.getRuntime().addShutdownHook(new Thread(LocalElasticsearch::stopAll));
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    LocalElasticsearch.stopAll();
  }
}
