package io.omniedge.tun;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Where datagrams go to and come from: an IPv4 or IPv6 address, a UDP port, and for link-local IPv6
 * the index of the interface.
 *
 * <p>Immutable. IPv4 is held as an IPv4-mapped IPv6 address, the form a dual-stack socket uses, so
 * that comparing with a received address is a comparison of 16 bytes.
 *
 * <p>An endpoint taken from a received datagram also remembers to which of our own addresses that
 * datagram came, and answers leave from there: a host with several addresses would else answer from
 * one that the other side's firewall has never seen. It is a hint about the way back and no part of
 * the identity: {@link #equals} looks at the remote side only; {@link #sameLocal} compares the
 * rest. Whoever learns that the hint may be stale (routes or addresses changed, a handshake stays
 * unanswered) goes on with {@link #withoutLocal()}, and the kernel chooses anew.
 */
public final class Endpoint {
  private final long addressHigh;
  private final long addressLow;
  private final int port;
  private final int scopeId;
  private final long localHigh;
  private final long localLow;

  /**
   * From the two halves of an IPv6 (or IPv4-mapped) address in network byte order.
   *
   * @param port 0 to 65,535
   * @param scopeId interface index of a link-local address, else 0
   */
  public Endpoint(long addressHigh, long addressLow, int port, int scopeId) {
    this(addressHigh, addressLow, port, scopeId, 0, 0);
  }

  /**
   * As it was received: with the address of ours that the datagram came to.
   *
   * @param localHigh first half of our IPv6 (or IPv4-mapped) address
   * @param localLow second half; both 0 leave the choice of the source address to the kernel
   */
  public Endpoint(
      long addressHigh, long addressLow, int port, int scopeId, long localHigh, long localLow) {
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("port " + port + " is not in 0..65535");
    }
    this.addressHigh = addressHigh;
    this.addressLow = addressLow;
    this.port = port;
    this.scopeId = scopeId;
    this.localHigh = localHigh;
    this.localLow = localLow;
  }

  /** From a resolved address. */
  public static Endpoint of(InetAddress address, int port) {
    byte[] a = address.getAddress();
    if (a.length == 4) {
      return new Endpoint(0, 0xffff_0000_0000L | toLong(a, 0, 4), port, 0);
    }
    int scope = address instanceof Inet6Address v6 ? v6.getScopeId() : 0;
    return new Endpoint(toLong(a, 0, 8), toLong(a, 8, 8), port, scope);
  }

  private static long toLong(byte[] bytes, int from, int count) {
    long value = 0;
    for (int i = from; i < from + count; i++) {
      value = (value << 8) | (bytes[i] & 0xff);
    }
    return value;
  }

  /** True for an IPv4 (mapped) address. */
  public boolean isIpv4() {
    return addressHigh == 0 && addressLow >>> 32 == 0xffff;
  }

  /** First eight bytes of the address. */
  public long addressHigh() {
    return addressHigh;
  }

  /** Last eight bytes of the address; for IPv4 the low 32 bits are the address. */
  public long addressLow() {
    return addressLow;
  }

  /** The UDP port. */
  public int port() {
    return port;
  }

  /** The interface index of a link-local address, else 0. */
  public int scopeId() {
    return scopeId;
  }

  /** True if answers are to leave from a known address of ours. */
  public boolean hasLocal() {
    return (localHigh | localLow) != 0;
  }

  /** First eight bytes of our address, 0 without {@link #hasLocal()}. */
  public long localHigh() {
    return localHigh;
  }

  /** Last eight bytes of our address, 0 without {@link #hasLocal()}. */
  public long localLow() {
    return localLow;
  }

  /** True if both prescribe the same source address, or both none. */
  public boolean sameLocal(Endpoint other) {
    return localHigh == other.localHigh && localLow == other.localLow;
  }

  /** The same remote side, the source address left to the kernel. */
  public Endpoint withoutLocal() {
    return hasLocal() ? new Endpoint(addressHigh, addressLow, port, scopeId) : this;
  }

  /** The address alone, 4 or 16 bytes, as {@link InetAddress} wants it. */
  public byte[] addressBytes() {
    byte[] all = new byte[16];
    for (int i = 0; i < 8; i++) {
      all[i] = (byte) (addressHigh >>> (56 - 8 * i));
      all[8 + i] = (byte) (addressLow >>> (56 - 8 * i));
    }
    return isIpv4() ? Arrays.copyOfRange(all, 12, 16) : all;
  }

  /** Compares the remote side only. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Endpoint that
        && addressHigh == that.addressHigh
        && addressLow == that.addressLow
        && port == that.port
        && scopeId == that.scopeId;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(addressHigh * 31 + addressLow) * 31 + port;
  }

  /** {@code 192.0.2.1:51820} or {@code [2001:db8::1%3]:51820}. */
  @Override
  public String toString() {
    try {
      String host = InetAddress.getByAddress(addressBytes()).getHostAddress();
      return isIpv4()
          ? host + ":" + port
          : "[" + host + (scopeId == 0 ? "" : "%" + scopeId) + "]:" + port;
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes are always an address", e);
    }
  }
}
