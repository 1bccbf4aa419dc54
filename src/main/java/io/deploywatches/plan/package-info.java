@NullMarked
package io.deploywatches.plan;

import org.jspecify.annotations.NullMarked;
