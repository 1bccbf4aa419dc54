/**
 * Query languages: one class a language, each of which turns what a rule looks for into the text or
 * the tree of that language. Adding a language is adding a class.
 */
@NullMarked
package io.deploywatches.query;

import org.jspecify.annotations.NullMarked;
