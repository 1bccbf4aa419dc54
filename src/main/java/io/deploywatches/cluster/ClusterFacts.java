package io.deploywatches.cluster;

import io.deploywatches.watch.ClusterIdentity;
import io.deploywatches.watch.ServerVersion;

/**
 * What is known of a cluster that can hold watches.
 *
 * @param license the licence's type: {@code trial}, {@code platinum}, ...
 * @param watcherStopped whether somebody stopped Watcher: watches can be deployed, but none runs
 */
public record ClusterFacts(
    ClusterIdentity identity, ServerVersion version, String license, boolean watcherStopped) {}
