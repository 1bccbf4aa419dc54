@NullMarked
package io.deploywatches.bundle;

import org.jspecify.annotations.NullMarked;
