/**
 * What a run has to say, as text or as JSON, from the same values. Writers return strings; only the
 * command line prints them. Secrets were masked before: nothing here takes anything out.
 */
@NullMarked
package io.deploywatches.report;

import org.jspecify.annotations.NullMarked;
