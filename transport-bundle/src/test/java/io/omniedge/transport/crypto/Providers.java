package io.omniedge.transport.crypto;

import io.omniedge.tun.NativeBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Assumptions;

/** Providers for tests. */
final class Providers {
  private static final HexFormat HEX = HexFormat.of();

  private Providers() {}

  /** The provider; ends the test with the reason when this machine lacks it. */
  static CryptoProvider load(KnownProvider known) {
    try {
      return known.load(CryptoOptions.fromSystemProperties());
    } catch (CryptoException e) {
      Assumptions.abort(known.providerName + " is not available: " + e.getMessage());
      throw new AssertionError(e);
    }
  }

  static byte[] hex(String text) {
    return HEX.parseHex(text);
  }

  static String hex(byte[] bytes) {
    return HEX.formatHex(bytes);
  }

  /** 0, 1, 2, … */
  static byte[] sequence(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  static byte[] read(NativeBuffer buffer, int offset, int length) {
    byte[] bytes = new byte[length];
    buffer.bytes().get(offset, bytes);
    return bytes;
  }
}
