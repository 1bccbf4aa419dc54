@NullMarked
package io.deploywatches.template;

import org.jspecify.annotations.NullMarked;
