/**
 * Rules into watches: the Mustache engine, set up for JSON and strict, the names that a template
 * sees, and the marks with which rule text and secrets travel through it. Text of a rule must not
 * leave this room unmarked, unless it was made harmless for the place where it stands; the value of
 * a secret never gets here.
 */
@NullMarked
package io.deploywatches.template;

import org.jspecify.annotations.NullMarked;
