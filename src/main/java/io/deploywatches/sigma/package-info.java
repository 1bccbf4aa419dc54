@NullMarked
package io.deploywatches.sigma;

import org.jspecify.annotations.NullMarked;
