package io.deploywatches.plan;

import java.util.Set;

/**
 * What a plan may do beyond bringing the bundle's own watches up to date.
 *
 * @param adopt take over watches that nobody owns
 * @param adoptFrom take over watches that these bundles own
 * @param prune delete owned watches that left the bundle, instead of reporting them
 * @param refreshIdentity put watches again that run as somebody else
 */
public record Policy(boolean adopt, Set<String> adoptFrom, boolean prune, boolean refreshIdentity) {
  /** Nothing beyond. */
  public static final Policy NONE = new Policy(false, Set.of(), false, false);

  public Policy {
    adoptFrom = Set.copyOf(adoptFrom);
  }
}
