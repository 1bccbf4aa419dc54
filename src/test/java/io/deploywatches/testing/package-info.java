/** What the tests of several rooms share: a real Elasticsearch. */
package io.deploywatches.testing;
