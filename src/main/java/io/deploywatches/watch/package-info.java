/**
 * What a watch is: its body as a JSON tree, its ownership mark, and {@code WatchGrammar}, the one
 * table of how servers read and show each place of a body. Canonical form, masking, neutralising of
 * rule text, digest and lint are read from that table. This room is pure: it reads no files, asks
 * no server, and knows neither rules nor templates.
 */
@NullMarked
package io.deploywatches.watch;

import org.jspecify.annotations.NullMarked;
