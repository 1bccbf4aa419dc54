/**
 * Every HTTP request of the program. {@link io.deploywatches.cluster.Cluster} says what can be
 * asked of Elasticsearch; how a request travels, is repeated and fails is kept below it.
 */
@NullMarked
package io.deploywatches.cluster;

import org.jspecify.annotations.NullMarked;
