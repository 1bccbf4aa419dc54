/** What tests of several rooms share. */
@NullMarked
package io.deploywatches.testing;

import org.jspecify.annotations.NullMarked;
