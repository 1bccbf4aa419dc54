@NullMarked
package io.deploywatches.query;

import org.jspecify.annotations.NullMarked;
