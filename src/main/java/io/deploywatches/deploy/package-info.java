/**
 * Carries a plan out, several changes at once, and says what became of each. It decides nothing:
 * what is to be done stands in the plan, and how a request travels is the cluster's business.
 */
@NullMarked
package io.deploywatches.deploy;

import org.jspecify.annotations.NullMarked;
