package io.deploywatches.report;

import java.util.List;

/**
 * Which techniques of ATT&CK the watches detect, in the columns of its tactics.
 *
 * @param tactics in the order of an attack, those without a technique too
 * @param untagged how many watches name no technique
 */
public record CoverageMatrix(List<Tactic> tactics, int untagged) {
  /** The matrix of no watches. */
  public static final CoverageMatrix NONE = new CoverageMatrix(List.of(), 0);

  public CoverageMatrix {
    tactics = List.copyOf(tactics);
  }

  /** A column. */
  public record Tactic(String name, String url, List<Technique> techniques) {
    public Tactic {
      techniques = List.copyOf(techniques);
    }
  }

  /**
   * A cell.
   *
   * @param title its id, and its name where that is known
   * @param watches the ids of the watches that detect it
   */
  public record Technique(String title, String url, List<String> watches) {
    public Technique {
      watches = List.copyOf(watches);
    }
  }
}
