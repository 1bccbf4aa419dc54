package io.deploywatches.watch;

/**
 * Which cluster was asked, and as whom.
 *
 * @param name the cluster's name
 * @param uuid the cluster's UUID
 * @param version the full version: {@code 8.17.0}
 * @param user who we are there: the user's name; empty when the cluster has no security
 */
public record ClusterIdentity(String name, String uuid, String version, String user) {}
