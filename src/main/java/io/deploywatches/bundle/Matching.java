package io.deploywatches.bundle;

/**
 * How the fields of Sigma rules are queried. Strings, so that server {@code 7.10} stays 7.10.
 *
 * @param fields the name of a field mapping: {@code winlogbeat}, {@code none}
 * @param keyword {@code none} when a string field itself is a keyword field, or the sub-field that
 *     is: {@code .keyword}
 * @param server the oldest server that the queries have to run on, as {@code major.minor}
 */
public record Matching(String fields, String keyword, String server) {}
