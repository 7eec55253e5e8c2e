package io.omniedge.gateway.api;

/** Foreign text fit for one line of a log, a page or an answer. */
public final class VisibleText {
  private static final char DELETE = 0x7f;
  private static final int PICTURES = 0x2400;

  private VisibleText() {}

  /**
   * The text without what moves, hides or breaks a line, and without an endless length: control
   * characters become their pictures (a line feed is ␊), others of their kind the replacement
   * character.
   */
  public static String of(String text, int mostChars) {
    StringBuilder visible = new StringBuilder(Math.min(text.length(), mostChars) + 1);
    for (int i = 0; i < text.length(); i++) {
      if (i == mostChars) {
        return visible.append('…').toString();
      }
      visible.append(visible(text.charAt(i)));
    }
    return visible.toString();
  }

  private static char visible(char c) {
    if (c < ' ') {
      return (char) (PICTURES + c);
    }
    if (c == DELETE) {
      return '␡';
    }
    // Format characters too: a right-to-left override would turn the rest of the line around.
    boolean hidden = Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
    boolean lineBreak = c == '\u2028' || c == '\u2029';
    return hidden || lineBreak || Character.isSurrogate(c) ? '\ufffd' : c;
  }
}
