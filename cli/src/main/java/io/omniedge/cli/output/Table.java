package io.omniedge.cli.output;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows under headings. What does not fit is cut in the columns that may be cut, the widest first,
 * so that a line has at most as many characters as the terminal; identifiers are never cut, because
 * people copy them.
 */
public final class Table {
  private static final int GAP = 2;

  /** Below this a cut text says nothing. */
  private static final int LEAST_WIDTH = 8;

  private final List<String> headings;
  private final List<Boolean> cuttable = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  private Table(List<String> headings) {
    this.headings = headings;
  }

  /** A table of these columns; a heading that ends in {@code ~} is of one that may be cut. */
  public static Table of(String... headings) {
    List<String> names = new ArrayList<>();
    Table table = new Table(names);
    for (String heading : headings) {
      boolean cut = heading.endsWith("~");
      table.cuttable.add(cut);
      names.add(cut ? heading.substring(0, heading.length() - 1) : heading);
    }
    return table;
  }

  /** Adds a row with as many cells as there are columns. */
  public Table row(String... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + headings);
    }
    List<String> row = new ArrayList<>();
    for (String cell : cells) {
      row.add(cell.isEmpty() ? "-" : Text.harmless(cell));
    }
    rows.add(row);
    return this;
  }

  /** Whether there is nothing to show. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The lines. */
  List<String> lines(int columns) {
    int[] widths = new int[headings.size()];
    for (int c = 0; c < widths.length; c++) {
      widths[c] = Text.width(headings.get(c));
      for (List<String> row : rows) {
        widths[c] = Math.max(widths[c], Text.width(row.get(c)));
      }
    }
    while (total(widths) > columns) {
      int widest = -1;
      for (int c = 0; c < widths.length; c++) {
        boolean candidate = cuttable.get(c) && widths[c] > LEAST_WIDTH;
        if (candidate && (widest < 0 || widths[c] > widths[widest])) {
          widest = c;
        }
      }
      if (widest < 0) {
        break; // better long than wrong
      }
      widths[widest]--;
    }
    List<String> lines = new ArrayList<>();
    lines.add(line(headings, widths));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private static int total(int[] widths) {
    int total = (widths.length - 1) * GAP;
    for (int width : widths) {
      total += width;
    }
    return total;
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < widths.length; c++) {
      String cell = Text.fitted(cells.get(c), widths[c]);
      line.append(cell).repeat(' ', widths[c] - Text.width(cell) + GAP);
    }
    return line.toString().stripTrailing();
  }
}
