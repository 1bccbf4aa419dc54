@NullMarked
package io.deploywatches.watch;

import org.jspecify.annotations.NullMarked;
