package io.omniedge.transport.config;

/** Makes foreign text fit for one line of a log: no control characters, no endless length. */
final class Printable {
  private static final int MAX_CHARS = 80;

  private Printable() {}

  static String of(String text) {
    StringBuilder printable = new StringBuilder(Math.min(text.length(), MAX_CHARS) + 1);
    for (int i = 0; i < text.length(); i++) {
      if (i == MAX_CHARS) {
        return printable.append('…').toString();
      }
      char c = text.charAt(i);
      // Format characters too: a right-to-left override would turn the rest of a log line around.
      boolean hidden = Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
      boolean lineBreak = c == '\u2028' || c == '\u2029';
      printable.append(hidden || lineBreak || Character.isSurrogate(c) ? '\ufffd' : c);
    }
    return printable.toString();
  }
}
