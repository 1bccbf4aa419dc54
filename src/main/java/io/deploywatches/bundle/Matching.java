package io.deploywatches.bundle;

import io.deploywatches.bundle.SourceValue.Mapping;
import org.jspecify.annotations.Nullable;

/**
 * How the fields of Sigma rules are queried. Strings, so that server {@code 7.10} stays 7.10.
 *
 * @param fields the name of a field mapping: {@code winlogbeat}, {@code none}, or that of a file in
 *     {@code mappings/}
 * @param keyword {@code none} when a string field itself is a keyword field, or the sub-field that
 *     is: {@code .keyword}
 * @param server the oldest server that the queries have to run on, as {@code major.minor}
 * @param file what stands in the mapping's file; null for a built-in one
 */
public record Matching(String fields, String keyword, String server, @Nullable Mapping file) {
  /** With a built-in mapping. */
  public Matching(String fields, String keyword, String server) {
    this(fields, keyword, server, null);
  }

  Matching with(String otherServer) {
    return new Matching(fields, keyword, otherServer, file);
  }

  Matching with(Mapping otherFile) {
    return new Matching(fields, keyword, server, otherFile);
  }
}
