package io.omniedge.cli.output;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;

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
    ByteMatrix modules;
    try {
      modules = Encoder.encode(text, ErrorCorrectionLevel.L).getMatrix();
    } catch (WriterException e) {
      throw new IllegalArgumentException("too long for a QR code: " + text.length(), e);
    }
    int end = modules.getWidth() + MARGIN;
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

  private static boolean isLight(ByteMatrix modules, int x, int y) {
    int size = modules.getWidth();
    return x < 0 || y < 0 || x >= size || y >= size || modules.get(x, y) == 0;
  }
}
