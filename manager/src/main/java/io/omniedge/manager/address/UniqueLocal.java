package io.omniedge.manager.address;

import io.omniedge.protocol.net.Prefix;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;

/** Unique local IPv6 prefixes [RFC 4193]. */
public final class UniqueLocal {
  private static final SecureRandom RANDOM = new SecureRandom();

  private UniqueLocal() {}

  /** A /64 with 40 random bits [RFC 4193, 3.2.2], so that two networks can be joined one day. */
  public static Prefix random() {
    byte[] address = new byte[16];
    byte[] globalId = new byte[5];
    RANDOM.nextBytes(globalId);
    address[0] = (byte) 0xfd;
    System.arraycopy(globalId, 0, address, 1, globalId.length);
    try {
      return Prefix.around(InetAddress.getByAddress(address), 64);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an address", e);
    }
  }
}
