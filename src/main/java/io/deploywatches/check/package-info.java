@NullMarked
package io.deploywatches.check;

import org.jspecify.annotations.NullMarked;
