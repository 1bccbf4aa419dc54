/**
 * Proof before the deploy: runs the test cases of a bundle on a real server, in scratch indices of
 * its own and with every action simulated, and says what became of each. It decides nothing about a
 * deploy and prints nothing.
 */
@NullMarked
package io.deploywatches.check;

import org.jspecify.annotations.NullMarked;
