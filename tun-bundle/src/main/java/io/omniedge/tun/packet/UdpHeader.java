package io.omniedge.tun.packet;

/**
 * Offsets of the UDP header [RFC 768]: source port, destination port, length, checksum (0 says that
 * there is none).
 */
final class UdpHeader {
  static final int BYTES = 8;
  static final int LENGTH = 4;
  static final int CHECKSUM = 6;

  private UdpHeader() {}
}
