@NullMarked
package io.deploywatches.deploy;

import org.jspecify.annotations.NullMarked;
