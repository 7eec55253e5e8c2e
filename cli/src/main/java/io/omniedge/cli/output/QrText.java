package io.omniedge.cli.output;

import io.nayuki.qrcodegen.QrCode;

/**
 * A QR code [ISO/IEC 18004] as lines of half blocks, two modules above each other in a character.
 * Light is drawn, dark is left out: most terminals are dark; where colours are allowed both are
 * set, and it can be read on any.
 */
public final class QrText {
  /** Modules around it; the standard asks for 4, and phones are content with 2. */
  private static final int MARGIN = 2;

  private static final String WHITE_ON_BLACK = "\u001b[97;40m";
  private static final String PLAIN = "\u001b[0m";

  private QrText() {}

  /**
   * Draws it.
   *
   * @param text at most about 2,900 characters
   * @throws IllegalArgumentException if it is too long
   */
  public static String of(String text, boolean color) {
    QrCode modules = QrCode.encodeText(text, QrCode.Ecc.LOW);
    int end = modules.size + MARGIN;
    StringBuilder lines = new StringBuilder();
    for (int y = -MARGIN; y < end; y += 2) {
      lines.append(color ? WHITE_ON_BLACK : "");
      for (int x = -MARGIN; x < end; x++) {
        boolean upper = isLight(modules, x, y);
        boolean lower = isLight(modules, x, y + 1);
        lines.append(upper ? lower ? '█' : '▀' : lower ? '▄' : ' ');
      }
      lines.append(color ? PLAIN : "").append('\n');
    }
    return lines.toString();
  }

  private static boolean isLight(QrCode modules, int x, int y) {
    return !modules.getModule(x, y); // outside of it all is light
  }
}
