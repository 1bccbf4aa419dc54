/**
 * The languages of {@code convert}: a class a language, each of which writes a tree of {@link
 * io.deploywatches.query.language.Node}s as a text. What sigmac 0.18.1 does differently in a
 * language is a {@link io.deploywatches.query.language.SigmacQuirk} that the same class keeps when
 * it is asked to; {@code docs/sigmac-differences.md} lists them.
 */
@NullMarked
package io.deploywatches.query.language;

import org.jspecify.annotations.NullMarked;
