package io.omniedge.manager.web;

/** A QR code as the path of a drawing: inline, because the page takes no picture from elsewhere. */
record QrCode(int size, String path) {
  private static final int QUIET = 4;

  /** Of a text, with the error correction that lets a photo of a screen be bad. */
  static QrCode of(String text) {
    io.nayuki.qrcodegen.QrCode code =
        io.nayuki.qrcodegen.QrCode.encodeText(text, io.nayuki.qrcodegen.QrCode.Ecc.MEDIUM);
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      for (int x = 0; x < code.size; x++) {
        if (code.getModule(x, y)) {
          path.append("M%d %dh1v1h-1z".formatted(x + QUIET, y + QUIET));
        }
      }
    }
    return new QrCode(code.size + 2 * QUIET, path.toString());
  }
}
