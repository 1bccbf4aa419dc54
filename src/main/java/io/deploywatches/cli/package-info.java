@NullMarked
package io.deploywatches.cli;

import org.jspecify.annotations.NullMarked;
