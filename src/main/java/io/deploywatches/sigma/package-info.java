/**
 * The Sigma language: what a rule's {@code detection} says, as a tree. {@link SigmaParser} reads a
 * rule into {@link Detection}s; a detection keeps the rule as it is written (condition and
 * selections) and gives what it means as an {@link Expression}. What a field or a log source is
 * called in an index stands in the resource files of this package.
 */
@NullMarked
package io.deploywatches.sigma;

import org.jspecify.annotations.NullMarked;
