/**
 * What is wrong with the input, and where: the leaf that every room may use. Problems are collected
 * instead of thrown, so that a user sees all of them at once. Nothing here knows what a problem is
 * about, reads a file or prints.
 */
@NullMarked
package io.deploywatches.problem;

import org.jspecify.annotations.NullMarked;
