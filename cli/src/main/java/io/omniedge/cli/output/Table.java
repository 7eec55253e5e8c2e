package io.omniedge.cli.output;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows under headings, in lines of at most as many characters as the terminal has: columns that are
 * not needed are left out, then what does not fit is cut or wrapped in the columns where that may
 * be, the widest first. Identifiers are never cut, because people copy them.
 */
public final class Table {
  private static final int GAP = 2;

  /** Below this a cut text says nothing. */
  private static final int LEAST_WIDTH = 8;

  /** What becomes of a column for which there is no room. */
  private enum Squeeze {
    /** It stays as it is: better long than wrong. */
    NEVER,
    CUT,
    WRAP,
    LEAVE_OUT
  }

  private final List<String> headings = new ArrayList<>();
  private final List<Squeeze> squeezes = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  private Table() {}

  /**
   * A table of these columns. A heading that ends in {@code ~} is of one that may be cut, one that
   * ends in {@code +} of one that is wrapped, one that ends in {@code ?} of one that is left out if
   * there is no room for it.
   */
  public static Table of(String... headings) {
    Table table = new Table();
    for (String heading : headings) {
      Squeeze squeeze =
          switch (heading.charAt(heading.length() - 1)) {
            case '~' -> Squeeze.CUT;
            case '+' -> Squeeze.WRAP;
            case '?' -> Squeeze.LEAVE_OUT;
            default -> Squeeze.NEVER;
          };
      table.squeezes.add(squeeze);
      table.headings.add(
          squeeze == Squeeze.NEVER ? heading : heading.substring(0, heading.length() - 1));
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
    int[] widths = widths();
    for (int c = widths.length - 1; c >= 0 && total(widths) > columns; c--) {
      if (squeezes.get(c) == Squeeze.LEAVE_OUT) {
        widths[c] = 0;
      }
    }
    while (total(widths) > columns) {
      int widest = -1;
      for (int c = 0; c < widths.length; c++) {
        boolean candidate =
            (squeezes.get(c) == Squeeze.CUT || squeezes.get(c) == Squeeze.WRAP)
                && widths[c] > LEAST_WIDTH;
        if (candidate && (widest < 0 || widths[c] > widths[widest])) {
          widest = c;
        }
      }
      if (widest < 0) {
        break; // better long than wrong
      }
      widths[widest]--;
    }
    List<String> lines = new ArrayList<>(linesOf(headings, widths));
    rows.forEach(row -> lines.addAll(linesOf(row, widths)));
    return lines;
  }

  private int[] widths() {
    int[] widths = new int[headings.size()];
    for (int c = 0; c < widths.length; c++) {
      widths[c] = Text.width(headings.get(c));
      for (List<String> row : rows) {
        widths[c] = Math.max(widths[c], Text.width(row.get(c)));
      }
    }
    return widths;
  }

  private static int total(int[] widths) {
    int total = -GAP;
    for (int width : widths) {
      total += width == 0 ? 0 : width + GAP;
    }
    return total;
  }

  /** A row takes as many lines as its longest wrapped cell. */
  private List<String> linesOf(List<String> row, int[] widths) {
    List<List<String>> cells = new ArrayList<>();
    int most = 1;
    for (int c = 0; c < widths.length; c++) {
      List<String> pieces =
          squeezes.get(c) == Squeeze.WRAP
              ? Text.wrapped(row.get(c), widths[c])
              : List.of(Text.fitted(row.get(c), widths[c]));
      cells.add(pieces);
      most = Math.max(most, pieces.size());
    }
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < widths.length; c++) {
        if (widths[c] > 0) {
          String piece = i < cells.get(c).size() ? cells.get(c).get(i) : "";
          line.append(piece).repeat(' ', widths[c] - Text.width(piece) + GAP);
        }
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
