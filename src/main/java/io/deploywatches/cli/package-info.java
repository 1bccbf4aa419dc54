/**
 * The command line: options, one room called after the other, exit codes. The only room that knows
 * picocli, the environment and the terminal, that prints, or that ends the process; it decides
 * nothing about watches.
 */
@NullMarked
package io.deploywatches.cli;

import org.jspecify.annotations.NullMarked;
