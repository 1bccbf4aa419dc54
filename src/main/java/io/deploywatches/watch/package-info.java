/**
 * Watches: an id, a JSON body and what to do with its state. The heart is {@link
 * io.deploywatches.watch.WatchGrammar}, one table of the whole Watcher grammar. Everything that has
 * to know what stands where in a body reads that table: the canonical form in which bodies are
 * compared, the neutralising of rule text, the masking of secrets, the digest and the lint.
 */
@NullMarked
package io.deploywatches.watch;

import org.jspecify.annotations.NullMarked;
