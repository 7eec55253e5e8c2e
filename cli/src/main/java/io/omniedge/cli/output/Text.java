package io.omniedge.cli.output;

import java.util.ArrayList;
import java.util.List;

/** Texts of strangers, made fit for a terminal. */
final class Text {
  private Text() {}

  /** Without what a terminal would obey: names and reasons come from other machines. */
  static String harmless(String text) {
    StringBuilder harmless = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c ->
                harmless.appendCodePoint(
                    Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                        ? 0xFFFD
                        : c));
    return harmless.toString();
  }

  /** The text in at most that many characters; an ellipsis shows that something is missing. */
  static String fitted(String text, int width) {
    int length = text.codePointCount(0, text.length());
    if (length <= width) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, Math.max(0, width - 1))) + "…";
  }

  /** The text in lines of at most that many characters, broken at spaces where there are any. */
  static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text.strip();
    while (width(rest) > width) {
      int end = rest.offsetByCodePoints(0, width);
      int space = rest.lastIndexOf(' ', end);
      int at = space > 0 ? space : end;
      lines.add(rest.substring(0, at).stripTrailing());
      rest = rest.substring(at).stripLeading();
    }
    lines.add(rest);
    return lines;
  }

  /** Columns it takes; wide characters are counted as one, which our names do not have. */
  static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
