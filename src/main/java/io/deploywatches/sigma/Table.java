package io.deploywatches.sigma;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tables that the program ships: a row a line, cells between bars, {@code #} at the start
 * of a line for a comment.
 */
public final class Table {
  private Table() {}

  /** The rows of a resource, by its name in this package or by a path that begins with a slash. */
  public static List<List<String>> read(String resource) {
    InputStream stream = Table.class.getResourceAsStream(resource);
    if (stream == null) {
      throw new IllegalStateException("the program lacks its file " + resource);
    }
    List<List<String>> rows = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      String line;
      while ((line = reader.readLine()) != null) {
        if (!line.isBlank() && !line.startsWith("#")) {
          rows.add(cells(line));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  /** A log source whose category, product and service stand in three cells from that one on. */
  public static LogSource logSource(List<String> row, int first) {
    return new LogSource(cell(row, first), cell(row, first + 1), cell(row, first + 2));
  }

  private static @Nullable String cell(List<String> row, int column) {
    return column >= row.size() || row.get(column).isEmpty() ? null : row.get(column);
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    int start = 0;
    for (int bar = line.indexOf('|'); bar >= 0; bar = line.indexOf('|', start)) {
      cells.add(line.substring(start, bar).strip());
      start = bar + 1;
    }
    cells.add(line.substring(start).strip());
    return cells;
  }
}
