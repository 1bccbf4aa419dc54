package io.deploywatches.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Works through a list on all processors. Whoever is free takes the next item, as rules differ much
 * in what they cost and a stream would hand each processor a fixed part of them.
 */
public final class Workers {
  private Workers() {}

  /**
   * What becomes of each item, in the order of the items.
   *
   * @param worker makes a function for each processor, which need not be safe for several threads
   */
  public static <T, R> List<R> map(List<T> items, Supplier<Function<T, R>> worker) {
    AtomicReferenceArray<R> results = new AtomicReferenceArray<>(items.size());
    AtomicInteger next = new AtomicInteger();
    IntStream.rangeClosed(0, ForkJoinPool.getCommonPoolParallelism())
        .parallel()
        .forEach(
            number -> {
              Function<T, R> function = worker.get();
              for (int i = next.getAndIncrement(); i < items.size(); i = next.getAndIncrement()) {
                results.set(i, function.apply(items.get(i)));
              }
            });
    List<R> ordered = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      ordered.add(results.get(i));
    }
    return ordered;
  }
}
