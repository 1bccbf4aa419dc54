/**
 * A repository of watches, read: the settings, the rules with the settings that apply to each, and
 * the texts of the templates. Every value keeps its file and line until here, so that whatever is
 * wrong can be told with its place. This room reads files, but knows neither what a detection means
 * nor what a watch looks like, and never holds the value of a secret.
 */
@NullMarked
package io.deploywatches.bundle;

import org.jspecify.annotations.NullMarked;
