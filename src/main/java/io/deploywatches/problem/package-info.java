@NullMarked
package io.deploywatches.problem;

import org.jspecify.annotations.NullMarked;
