/**
 * Desired against live: one {@link io.deploywatches.plan.Change} for every watch of the bundle and
 * every live watch that the bundle owns. Pure: the same watches give the same plan, in whatever
 * order they arrive; nothing here asks a cluster, reads a file, or knows where a watch came from.
 */
@NullMarked
package io.deploywatches.plan;

import org.jspecify.annotations.NullMarked;
