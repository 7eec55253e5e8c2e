package io.omniedge.image.disk;

import io.omniedge.image.tool.Digests;
import java.util.UUID;

/**
 * Numbers that look random and are the same for the same image.
 *
 * @param text what the image is
 */
public record Seed(String text) {
  /** A UUID for a purpose [RFC 9562, version 8]. */
  public UUID uuid(String purpose) {
    String hex = hex(purpose);
    long high = Long.parseUnsignedLong(hex.substring(0, 16), 16);
    long low = Long.parseUnsignedLong(hex.substring(16, 32), 16);
    return new UUID(
        (high & 0xffffffffffff0fffL) | 0x8000L, (low & 0x3fffffffffffffffL) | 0x8000000000000000L);
  }

  /** 64 hexadecimal digits for a purpose. */
  public String hex(String purpose) {
    return new Digests().add(text).add(purpose).hex();
  }
}
