/** What the tests of several rooms share: a real Elasticsearch, a proxy, the corpus. */
package io.deploywatches.testing;
