package io.omniedge.pdm.recording;

import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads numbers of either order; where a stream ends too early it says what was being read. */
final class LittleEndian {
  private final InputStream stream;
  private final String place;

  LittleEndian(InputStream stream, String place) {
    this.stream = stream;
    this.place = place;
  }

  /** That many bytes, their order little-endian; the caller has bounded the number. */
  ByteBuffer take(int bytes) throws IOException, ProtocolException {
    byte[] read = stream.readNBytes(bytes);
    if (read.length < bytes) {
      throw new ProtocolException(
          place, "", "it ends after " + read.length + " of " + bytes + " bytes");
    }
    return ByteBuffer.wrap(read).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A string of characters of one byte each. */
  String word(int bytes) throws IOException, ProtocolException {
    return new String(take(bytes).array(), java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
