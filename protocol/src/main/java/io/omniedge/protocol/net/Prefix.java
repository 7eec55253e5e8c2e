package io.omniedge.protocol.net;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 network such as {@code 10.77.0.0/16}, or one address, {@code 10.77.0.1/32}. Host
 * bits are zero. Immutable; ordered by family, address, length.
 */
public final class Prefix implements Comparable<Prefix> {
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]{2,39}");

  private final byte[] address;
  private final int length;

  private Prefix(byte[] address, int length) {
    this.address = address;
    this.length = length;
  }

  /**
   * Reads {@code address/length}, or an address alone as a network of one.
   *
   * @throws IllegalArgumentException saying what is wrong, host bits that are set among it
   */
  public static Prefix parse(String text) {
    int slash = text.indexOf('/');
    byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
    int bits = address.length * 8;
    int length = slash < 0 ? bits : length(text.substring(slash + 1), bits);
    Prefix prefix = new Prefix(address, length);
    if (!Arrays.equals(prefix.masked(), address)) {
      throw new IllegalArgumentException(
          "bits are set beyond its length; the network is " + new Prefix(prefix.masked(), length));
    }
    return prefix;
  }

  /** The network of that length that this address is in. */
  public static Prefix around(InetAddress address, int length) {
    byte[] bytes = address.getAddress();
    return new Prefix(new Prefix(bytes, length).masked(), length);
  }

  private static int length(String digits, int bits) {
    if (!digits.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(digits) > bits) {
      throw new IllegalArgumentException("its length must be a number from 0 to " + bits);
    }
    return Integer.parseInt(digits);
  }

  private static byte[] bytes(String text) {
    boolean v6 = IPV6.matcher(text).matches() && text.indexOf(':') >= 0;
    if (!v6 && !IPV4.matcher(text).matches()) {
      throw new IllegalArgumentException("it is no IPv4 or IPv6 address");
    }
    try {
      // The brackets keep the JDK from ever asking a name server.
      return InetAddress.getByName(v6 ? "[" + text + "]" : text).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("it is no IPv4 or IPv6 address", e);
    }
  }

  /** Whether it is of IPv4. */
  public boolean isIpv4() {
    return address.length == 4;
  }

  /** Significant bits. */
  public int length() {
    return length;
  }

  /** Whether it is one address. */
  public boolean isHost() {
    return length == address.length * 8;
  }

  /** Its first address. */
  public InetAddress address() {
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }

  /** Its first address as text [RFC 5952]. */
  public String firstAddress() {
    return AddressText.of(address());
  }

  /** The address that many after the first; the caller keeps it inside. */
  public Prefix host(BigInteger index) {
    byte[] sum = new BigInteger(1, address).add(index).toByteArray();
    byte[] host = new byte[address.length];
    int copied = Math.min(sum.length, host.length);
    System.arraycopy(sum, sum.length - copied, host, host.length - copied, copied);
    Prefix result = new Prefix(host, host.length * 8);
    if (index.signum() < 0 || !contains(result)) {
      throw new IllegalArgumentException("address " + index + " is not in " + this);
    }
    return result;
  }

  /** How many addresses it has. */
  public BigInteger size() {
    return BigInteger.ONE.shiftLeft(address.length * 8 - length);
  }

  /** Whether every address of the other is in this. */
  public boolean contains(Prefix other) {
    return other.address.length == address.length
        && other.length >= length
        && Arrays.equals(new Prefix(other.address, length).masked(), address);
  }

  /** Whether they have an address in common. */
  public boolean overlaps(Prefix other) {
    return contains(other) || other.contains(this);
  }

  private byte[] masked() {
    byte[] bytes = address.clone();
    for (int bit = length; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >>> bit % 8);
    }
    return bytes;
  }

  @Override
  public int compareTo(Prefix other) {
    int order = Integer.compare(address.length, other.address.length);
    order = order != 0 ? order : Arrays.compareUnsigned(address, other.address);
    return order != 0 ? order : Integer.compare(length, other.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Prefix that
        && length == that.length
        && Arrays.equals(address, that.address);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(address) + length;
  }

  /** {@code address/length} [RFC 5952]. */
  @Override
  public String toString() {
    return firstAddress() + "/" + length;
  }
}
