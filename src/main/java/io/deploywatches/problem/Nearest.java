package io.deploywatches.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody who mistyped a name probably meant. */
public final class Nearest {
  private Nearest() {}

  /**
   * The known name nearest to a misspelt one, if any is near enough: at most a third of the letters
   * (and at least one) may be wrong, missing, extra or swapped with a neighbour. Case is ignored.
   */
  public static Optional<String> to(String misspelt, Collection<String> known) {
    int allowed = Math.max(1, misspelt.length() / 3);
    return known.stream()
        .filter(name -> !name.equals(misspelt) && distance(misspelt, name) <= allowed)
        .min(
            Comparator.<String>comparingInt(name -> distance(misspelt, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** {@code ; did you mean 'x'?}, or nothing when no known name is near. */
  public static String suggestion(String misspelt, Collection<String> known) {
    return to(misspelt, known).map(name -> "; did you mean '" + name + "'?").orElse("");
  }

  /** Optimal string alignment distance: Levenshtein's with swaps of neighbours. */
  private static int distance(String first, String second) {
    String a = first.toLowerCase(Locale.ROOT);
    String b = second.toLowerCase(Locale.ROOT);
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replace = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + replace);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
