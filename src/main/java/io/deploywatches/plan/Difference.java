package io.deploywatches.plan;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One place where the live watch is not what is wanted.
 *
 * @param path a JSON pointer into the canonical form: {@code /trigger/schedule/interval}
 * @param from what the cluster holds, secrets masked; null when nothing is there
 * @param to what the bundle wants, secrets masked; null when nothing is to be there
 */
public record Difference(String path, @Nullable JsonNode from, @Nullable JsonNode to) {}
