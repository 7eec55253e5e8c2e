package io.omniedge.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QrTextTest {
  private static final String KEY =
      "omniedge://manager.example:8443/?key=AbCdEf0123456789AbCdEf0123456789&ca=" + "3f".repeat(32);

  /** Pixels of a module, as a camera sees it. */
  private static final int SCALE = 4;

  @Test
  void whatIsDrawnCanBeReadAgain() throws Exception {
    assertEquals(KEY, read(QrText.of(KEY, false)));
    assertEquals(KEY, read(QrText.of(KEY, true).replaceAll("\u001b\\[[0-9;]*m", "")));
  }

  @Test
  void aWireGuardConfigurationCanBeReadAgain() throws Exception {
    String text = "[Interface]\nPrivateKey = " + "A".repeat(43) + "=\n" + "# x\n".repeat(60);
    assertEquals(text, read(QrText.of(text, false)));
  }

  @Test
  void aSetupKeyFitsATerminal() {
    List<String> lines = QrText.of(KEY, false).lines().toList();
    assertTrue(lines.get(0).length() <= 80, "columns " + lines.get(0).length());
    assertTrue(lines.size() <= 30, "lines " + lines.size());
  }

  @Test
  void refusesWhatNoCodeHolds() {
    assertThrows(IllegalArgumentException.class, () -> QrText.of("x".repeat(5_000), false));
  }

  private static String read(String drawn) throws Exception {
    List<String> lines = drawn.lines().toList();
    int width = lines.get(0).length();
    int height = lines.size() * 2;
    int[] pixels = new int[width * SCALE * height * SCALE];
    for (int y = 0; y < height * SCALE; y++) {
      for (int x = 0; x < width * SCALE; x++) {
        char c = lines.get(y / SCALE / 2).charAt(x / SCALE);
        boolean light = c == '█' || c == (y / SCALE % 2 == 0 ? '▀' : '▄');
        pixels[y * width * SCALE + x] = light ? 0xFFFFFF : 0;
      }
    }
    RGBLuminanceSource image = new RGBLuminanceSource(width * SCALE, height * SCALE, pixels);
    return new QRCodeReader()
        .decode(
            new BinaryBitmap(new GlobalHistogramBinarizer(image)),
            Map.of(DecodeHintType.PURE_BARCODE, true))
        .getText();
  }
}
