/**
 * Rules for people who read them or bring them elsewhere: in other languages, and as pages of a
 * catalogue with what is known about their techniques.
 */
@NullMarked
package io.deploywatches.catalog;

import org.jspecify.annotations.NullMarked;
