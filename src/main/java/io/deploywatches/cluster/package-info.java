@NullMarked
package io.deploywatches.cluster;

import org.jspecify.annotations.NullMarked;
