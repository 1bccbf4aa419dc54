@NullMarked
package io.deploywatches.report;

import org.jspecify.annotations.NullMarked;
