package io.omniedge.cli.output;

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

  /** Columns it takes; wide characters are counted as one, which our names do not have. */
  static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
